/* SPDX-License-Identifier: ISC */
/* mastering_preview.c - mix and master in step, in the pieces and with the words that a page plays them by
 * (GET /masters/{id}/preview says the same of a song of the service). */
#include "audio/peaks.h"
#include "audio/preview.h"
#include "cmd/mastering.h"
#include "json/json.h"

struct piece {
    int64_t n, lead, frames;
    const char *url;
};
static const struct field piece_fields[] = {INT(piece, n), INT(piece, lead), INT(piece, frames), TEXT(piece, url)};
static const struct record piece_record = RECORD(piece, piece_fields);

struct shown {
    int64_t rate, channels, frames_total, segment_seconds;
    struct list segments;
    double gain_db_match, mix_lufs, master_lufs, mix_gain_db, master_gain_db;
    const char *mix_peaks, *master_peaks;
};
static const struct field shown_fields[] = {
    INT(shown, rate),           INT(shown, channels), INT(shown, frames_total), INT(shown, segment_seconds), LIST(shown, segments, piece),
    REAL(shown, gain_db_match), REAL(shown, mix_lufs), REAL(shown, master_lufs), REAL(shown, mix_gain_db), REAL(shown, master_gain_db),
    TEXT(shown, mix_peaks),     TEXT(shown, master_peaks),
};
static const struct record shown_record = RECORD(shown, shown_fields);

static const char *within(struct call *c, const char *name)
{
    return arena_printf(c->arena, "%s/%s", c->out, name);
}

static enum err draw(struct call *c, int sound, const char *name)
{
    CLEANUP(file_shut) int picture = -1;

    TRY(file_nameless(&picture));
    TRY(peaks_write(sound, PEAKS_FINE, picture));
    return file_deliver(picture, within(c, name));
}

static enum err cut(struct call *c, int joined, int64_t n, struct piece *out)
{
    CLEANUP(file_shut) int encoded = -1;
    struct preview_segment s;

    TRY(file_nameless(&encoded));
    TRY(preview_segment(joined, n, PREVIEW_OPUS, encoded, &s));
    *out = (struct piece){n, s.lead, s.frames, arena_printf(c->arena, "%lld.opus", (long long)n)};
    return file_deliver(encoded, within(c, out->url));
}

enum err verb_preview(struct call *c)
{
    CLEANUP(file_shut) int mix = -1, master = -1, joined = -1;
    struct decoded decoded;
    struct analysis before, after;
    struct preview whole;
    struct buf json = {.arena = c->arena};

    TRY(file_decode(c, c->files[0], &mix, &decoded));
    TRY(file_decode(c, c->files[1], &master, &decoded));
    TRY(measure_file(c->arena, mix, NULL, &before));
    TRY(measure_file(c->arena, master, NULL, &after));
    TRY(file_folder(c->out));
    TRY(file_nameless(&joined));
    TRY(preview_join(mix, master, 0, PREVIEW_RATE, joined, &whole));
    struct piece *pieces = arena_alloc(c->arena, ((size_t)whole.segments + 1) * sizeof *pieces);
    for (int64_t n = 0; n < whole.segments; n++)
        TRY(cut(c, joined, n, &pieces[n]));
    struct shown shown = {.rate = whole.rate_hz, .channels = 4, .frames_total = whole.frames, .segment_seconds = PREVIEW_SECONDS,
                          .segments = {pieces, (size_t)whole.segments}, .mix_lufs = before.lufs + whole.mix_gain_db,
                          .master_lufs = after.lufs + whole.master_gain_db, .mix_gain_db = whole.mix_gain_db,
                          .master_gain_db = whole.master_gain_db, .mix_peaks = "mix.dat", .master_peaks = "master.dat"};
    TRY(draw(c, mix, shown.mix_peaks));
    TRY(draw(c, master, shown.master_peaks));
    shown.gain_db_match = shown.mix_lufs - shown.master_lufs;
    json_record(&json, &shown_record, &shown);
    TRY(file_deliver_text(within(c, "preview.json"), &json));
    if (c->json)
        tell_json(c, &shown_record, &shown);
    return OK;
}
