/* SPDX-License-Identifier: ISC */
#include "audio/refusals.h"

#include <string.h>

static const struct {
    const char *code, *sentence;
} table[REFUSAL_COUNT] = {
#define X(id, code, sentence) [REFUSAL_##id] = {code, sentence},
    REFUSALS(X)
#undef X
};

const char *refusal_code(enum refusal r)
{
    return table[r].code;
}

const char *refusal_sentence(enum refusal r)
{
    return table[r].sentence;
}

enum refusal refusal_named(const char *code)
{
    int r = 0;

    while (r < REFUSAL_COUNT && strcmp(table[r].code, code))
        r++;
    return (enum refusal)r;
}

enum err refusal(enum refusal r)
{
    enum err e = r >= REFUSAL_NOT_AUDIO && r <= REFUSAL_VIDEO_NOT_TAKEN ? ERR_MEDIA : ERR_INVALID;

    return refuse(e, table[r].code, "%s", table[r].sentence);
}
