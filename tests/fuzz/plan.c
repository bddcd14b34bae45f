/* SPDX-License-Identifier: ISC */
/* A recipe, a profile to follow and a song that measures anything at all: whatever is decided is numbers that a report
 * can keep and give back, and sound set so stays sound.
 *
 * Input: a recipe as JSON, a profile as JSON, each ended by a zero (what is not read is as if nothing was said); then
 * what the song measures, two bytes a number. */
#include "audio/frozen.h"
#include "audio/profile.h"
#include "audio/wishes.h"
#include "dsp/chain.h"
#include "dsp/elementary.h"
#include "json/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    const uint8_t *at, *end;
};

static const char *next_text(struct arena *a, struct bytes *b)
{
    size_t left = (size_t)(b->end - b->at);
    const uint8_t *zero = left ? memchr(b->at, 0, left) : NULL;
    size_t n = zero ? (size_t)(zero - b->at) : left;
    const char *text = arena_strndup(a, (const char *)b->at, n);

    b->at += n + (zero != NULL);
    return text;
}

/* From -327 to 327, in hundredths; what says the least is silence. */
static double next_db(struct bytes *b)
{
    if (b->end - b->at < 2)
        return -30;
    int value = (int16_t)(uint16_t)(b->at[0] | b->at[1] << 8);
    b->at += 2;
    return value == INT16_MIN ? DSP_SILENCE_DB : value / 100.0;
}

static void next_song(struct bytes *b, struct measured *m)
{
    static const int64_t rates[] = {8000, 11025, 16000, 22050}; /* the shorter filters: there is only so much time */

    m->rate_hz = rates[(unsigned)fabs(next_db(b)) % (sizeof rates / sizeof *rates)];
    m->channels = next_db(b) < 0 ? 2 : 1;
    m->frames = 8192;
    m->lufs = next_db(b);
    m->true_peak_db = next_db(b);
    m->dc[0] = next_db(b) / 400;
    for (int i = 0; i < BANDS; i++) {
        m->mid_db[i] = next_db(b);
        m->side_db[i] = next_db(b);
    }
    for (int i = 0; i < DYNAMICS_BANDS; i++)
        for (int k = 0; k < LEVELS; k++)
            m->level_db[i][k] = next_db(b);
}

static void check_kept(struct arena *a, const struct settings *s)
{
    struct settings again = *s;
    struct list rows, twice;

    frozen_tell(a, s, &rows);
    if (frozen_read(&rows, &again) != OK) {
        fprintf(stderr, "%s\n", err_detail());
        abort();
    }
    frozen_tell(a, &again, &twice);
    for (size_t i = 0; i < rows.count; i++)
        assert(!strcmp(((const struct frozen *)rows.rows)[i].values, ((const struct frozen *)twice.rows)[i].values));
}

static void check_sound(struct arena *a, const struct settings *s)
{
    struct chain chain;
    static float left[CHAIN_BLOCK], right[CHAIN_BLOCK];
    float *const x[2] = {left, right};

    chain_prepare(&chain, PART_SHAPE, s, arena_alloc_wide(a, chain_size(PART_SHAPE, s)));
    for (int k = 0; k < 3; k++) {
        for (size_t i = 0; i < CHAIN_BLOCK; i++)
            left[i] = right[CHAIN_BLOCK - 1 - i] = (float)(i * 2654435761u % 2001) / 1000 - 1;
        chain_run(&chain, x, CHAIN_BLOCK);
        for (size_t i = 0; i < CHAIN_BLOCK; i++)
            assert(isfinite(left[i]) && isfinite(right[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct bytes b = {data, data + size};
    const char *said = next_text(a, &b), *profile = next_text(a, &b);
    const struct recipe_reference one = {"profile", 1, 1, 1, 1};
    struct heard_reference reference = {&one, NULL};
    struct recipe recipe;
    struct sound_profile followed;
    struct likeness like;
    struct wishes wishes;
    struct measured *m = NEW(a, struct measured);
    struct settings settings;

    if (json_read(a, said, strlen(said), &recipe_record, &recipe) != OK || recipe_check(&recipe, 60) != OK)
        assert(record_preset(a, &recipe_record, &recipe) == OK);
    if (json_read_own(a, profile, strlen(profile), &sound_profile_record, &followed) == OK && profile_check(&followed) == OK)
        reference.heard = followed.sound;
    next_song(&b, m);
    bool alike = reference.heard && wishes_likeness(&reference, 1, &like);
    wishes_of(&recipe, alike ? &like : NULL, m->rate_hz, &wishes);
    double target = wishes_lufs(&recipe, &reference, reference.heard ? 1 : 0);
    assert(target >= -23 && target <= -6);
    plan(m, &wishes, &settings);
    check_kept(a, &settings);
    if (size % 8 == 0) /* which takes long */
        check_sound(a, &settings);
    return 0;
}
