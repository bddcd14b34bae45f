/* SPDX-License-Identifier: ISC */
/* mastering_match.c - profiles of music to follow. */
#include "audio/profile.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <stdio.h>

enum err verb_match(struct call *c)
{
    const struct analysis **songs = arena_alloc(c->arena, c->count * sizeof *songs);
    struct buf json = {.arena = c->arena};
    struct sound_profile profile;

    for (size_t i = 0; i < c->count; i++) {
        CLEANUP(arena_free) struct arena *own = arena_new(); /* of hundreds of songs only the numbers stay */
        struct arena *lasting = c->arena;
        struct analysis measured, *kept = NEW(lasting, struct analysis);
        c->arena = own;
        enum err e = measure_path(c, c->files[i], &measured, NULL);
        c->arena = lasting;
        TRY(e);
        record_copy(lasting, &analysis_record, &measured, kept);
        songs[i] = kept;
    }
    profile_make(c->arena, songs, c->count, &profile);
    json_record(&json, &sound_profile_record, &profile);
    TRY(file_deliver_text(c->save, &json));
    tell_progress_end();
    if (c->json) {
        printf("%s\n", json.ptr);
        return OK;
    }
    printf("%s, of %lld song%s\n", c->save, (long long)profile.songs, profile.songs == 1 ? "" : "s");
    tell_number("loudness", profile.sound->lufs, "LUFS");
    tell_number("range", profile.sound->lra_lu, "LU");
    tell_number("peak to loudness", profile.sound->plr_db, "dB");
    tell_number("sides to middle", profile.sound->width_db, "dB");
    return OK;
}
