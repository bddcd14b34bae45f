/* SPDX-License-Identifier: ISC */
/* Settings that somebody wrote into a report: either they are refused, or sound set so stays sound. */
#include "audio/frozen.h"
#include "dsp/chain.h"
#include "json/json.h"

#include <assert.h>
#include <math.h>

struct kept {
    struct list settings;
};
static const struct field kept_fields[] = {LIST(kept, settings, frozen)};
static const struct record kept_record = RECORD(kept, kept_fields);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct settings s = {.rate_hz = 44100, .frames = 8 * CHAIN_BLOCK, .channels = 2};
    static float left[CHAIN_BLOCK], right[CHAIN_BLOCK];
    float *const x[2] = {left, right};
    struct chain chain;
    struct kept kept;

    if (json_read_own(a, (const char *)data, size, &kept_record, &kept) != OK || frozen_read(&kept.settings, &s) != OK)
        return 0;
    chain_prepare(&chain, PART_SHAPE, &s, arena_alloc_wide(a, chain_size(PART_SHAPE, &s)));
    for (int k = 0; k < 8; k++) {
        for (size_t i = 0; i < CHAIN_BLOCK; i++)
            left[i] = right[CHAIN_BLOCK - 1 - i] = (float)(i * 2654435761u % 2001) / 1000 - 1;
        chain_run(&chain, x, CHAIN_BLOCK);
        for (size_t i = 0; i < CHAIN_BLOCK; i++)
            assert(isfinite(left[i]) && isfinite(right[i]));
    }
    return 0;
}
