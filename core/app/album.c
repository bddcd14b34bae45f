/* SPDX-License-Identifier: ISC */
#include "app/album.h"

#include "app/asset.h"
#include "app/event.h"
#include "app/master.h"
#include "app/preferences.h"
#include "app/render.h"
#include "app/rendering.h"
#include "app/token.h"
#include "app/wake.h"
#include "app/words.h"
#include "audio/album.h"
#include "audio/measure.h"
#include "audio/tags.h"
#include "gen/letters.h"
#include "json/json.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>

static const struct field gap_fields[] = {
    UUID(album_gap, version, .doc = "A mix of the album, but not the last."),
    REAL(album_gap, gap_s, .min = 0, .max = ALBUM_GAP_MOST_S, .unit = "s", .doc = "Silence before the next."),
};
const struct record album_gap_record = RECORD(album_gap, gap_fields);

static const struct field order_fields[] = {
    TEXT(album_order, title, .min = 1, .max = 200, .doc = "What it is called."),
    TEXT(album_order, upc, .optional = true, .max = 20,
         .doc = "The album's UPC or EAN, with or without hyphens; written into the files' tags."),
    SUB(album_order, recipe, recipe, .optional = true,
        .doc = "How, for all songs; loudness is that of the loudest one.  No trims and no fades."),
    TEXTS(album_order, versions, .min = 2, .max = ALBUM_SONGS_MOST, .doc = "The mixes, in their order."),
    REAL(album_order, distances, .min = 0, .max = 100, .preset = "100", .unit = "%",
         .doc = "How much of the songs' distances in loudness is kept."),
    REAL(album_order, gap_s, .optional = true, .min = 0, .max = ALBUM_GAP_MOST_S, .unit = "s",
         .doc = "Silence between the songs, exact to the sample, at the end of each song's files.  0: none, and where the sound "
                "goes on into the next song both are rendered as one piece.  Left out: 2, but none where the sound goes on."),
    LIST(album_order, gaps, album_gap, .optional = true, .max = ALBUM_SONGS_MOST,
         .doc = "Songs that have another silence behind them."),
};
const struct record album_order_record = RECORD(album_order, order_fields);

static const struct field change_fields[] = {
    TEXT(album_change, title, .optional = true, .min = 1, .max = 200, .doc = "Another title."),
    TEXT(album_change, upc, .optional = true, .max = 20, .doc = "Another UPC or EAN; an empty text clears it."),
    LIST(album_change, gaps, album_gap, .optional = true, .max = ALBUM_SONGS_MOST,
         .doc = "Another silence behind these songs of a finished album; their files are made anew when they are asked for."),
    BOOL(album_change, cancel, .preset = "no", .doc = "true: stop it, nobody wants it any more."),
};
const struct record album_change_record = RECORD(album_change, change_fields);

/* ---- wanting one ----------------------------------------------------------------------- */

struct wanted {
    const struct album_order *order;
    const char *upc; /* as it is kept, or NULL */
    struct recipe recipe;
    struct version *versions;
    double *gap_s; /* after each; NAN: as the songs are */
    size_t count;
    int64_t bytes;
};

/* The place of a version that has a song behind it, which nobody named in an earlier gap.  ERR_INVALID blames the gap. */
static enum err gap_place(struct arena *a, const struct list *gaps, size_t which, const char *const *versions, size_t count, size_t *place)
{
    const struct album_gap *g = gaps->rows;
    const char *field = arena_printf(a, "gaps.%zu.version", which);

    for (size_t i = 0; i < which; i++)
        if (!strcmp(g[i].version, g[which].version))
            return blame(field, "this version stands in the gaps twice");
    for (*place = 0; *place < count && strcmp(versions[*place], g[which].version) != 0;)
        ++*place;
    if (*place == count)
        return blame(field, "this version is none of the album's");
    return *place + 1 < count ? OK : blame(field, "after the last song of an album there is no gap");
}

static enum err look_at_gaps(struct work *w, struct wanted *all)
{
    const struct album_order *o = all->order;
    size_t place;

    all->gap_s = arena_alloc(w->arena, all->count * sizeof *all->gap_s);
    for (size_t i = 0; i < all->count; i++)
        all->gap_s[i] = i + 1 < all->count ? o->gap_s : 0;
    for (size_t i = 0; i < o->gaps.count; i++) {
        TRY(gap_place(w->arena, &o->gaps, i, o->versions, all->count, &place));
        all->gap_s[place] = ((const struct album_gap *)o->gaps.rows)[i].gap_s;
    }
    return OK;
}

static enum err no_edges(const struct recipe *r)
{
    const struct {
        double s;
        const char *field;
    } edges[] = {
        {r->trim_start, "recipe.trim_start"},
        {r->trim_end, "recipe.trim_end"},
        {r->fade_in, "recipe.fade_in"},
        {r->fade_out, "recipe.fade_out"},
    };

    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (edges[i].s > 0)
            return blame(edges[i].field, "trims and fades belong to a song, not to an album");
    return OK;
}

static enum err take_version(struct work *w, int64_t account, struct wanted *all, size_t i)
{
    const char *id = all->order->versions[i], *field = arena_printf(w->arena, "versions.%zu", i);
    struct version *v = &all->versions[i];
    struct analysis_length length;

    for (size_t k = 0; k < i; k++)
        if (!strcmp(all->versions[k].id, id))
            return blame(field, "this version stands in the album twice");
    enum err e = text_is_uuid(id) ? version_get(w->db, id, account, v) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        return blame(field, "there is no such version of yours");
    TRY(e);
    if (v->state != VERSION_STATE_READY)
        return blame(field, "this version is not ready to be mastered");
    TRY(version_length(w->db, id, &length));
    all->bytes += length.bytes;
    return OK;
}

/* As tags have it; NULL and "" stay what they are. */
static enum err plain_upc(struct arena *a, const char *text, const char **out)
{
    *out = text;
    return text && *text ? tags_upc(a, text, out) : OK;
}

static enum err look(struct work *w, int64_t account, struct wanted *all)
{
    const struct album_order *o = all->order;

    TRY(plain_upc(w->arena, o->upc, &all->upc));
    if (all->upc && !*all->upc)
        all->upc = NULL;
    while (o->versions[all->count])
        all->count++;
    all->versions = arena_alloc(w->arena, all->count * sizeof *all->versions);
    for (size_t i = 0; i < all->count; i++)
        TRY(take_version(w, account, all, i));
    TRY(look_at_gaps(w, all));
    TRY(preferences_recipe(w, all->versions[0].song_id, &all->recipe));
    if (o->recipe)
        all->recipe = *o->recipe;
    TRY(no_edges(&all->recipe));
    return master_reference_known(w, account, &all->recipe);
}

static enum err queue(struct work *w, int64_t account, const char *id, const struct wanted *all)
{
    const struct album_order *o = all->order;

    TRY(album_insert(w->db, id, account, o->title, all->upc, json_of(w->arena, &recipe_record, &all->recipe), o->distances, w->now));
    for (size_t i = 0; i < all->count; i++) {
        const char *master = uuid_new(w->arena, w->now);
        TRY(master_add(w, account, all->versions[i].song_id, all->versions[i].id, &all->recipe, NULL, master));
        TRY(album_song_insert(w->db, id, (int64_t)i + 1, all->versions[i].id, master, all->gap_s[i]));
    }
    return job_put(w, "album", id, account, NULL, JOB_NOW);
}

enum err album_order_put(struct work *w, int64_t account, const struct album_order *o, struct album_whole *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *id = uuid_new(w->arena, w->now);
    struct wanted all = {.order = o};

    TRY(look(w, account, &all));
    TRY(tx_begin(w->db, &tx));
    TRY(asset_room(w, account, all.bytes));
    TRY(queue(w, account, id, &all));
    TRY(album_get(w->db, id, account, out));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

/* ---- changing it, not wanting it ---------------------------------------------------------- */

static enum err cancel(struct work *w, int64_t account, const char *id)
{
    TRY(album_cancel(w->db, id, account));
    TRY(album_cancel_masters(w->db, id));
    enum err e = job_stop(w, "album", id);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Songs that were rendered as one piece cannot be parted any more. */
static enum err part(struct work *w, int64_t account, const char *id, const struct list *gaps)
{
    struct album_whole album;
    struct album_member *members;
    size_t n, place;

    TRY(album_get(w->db, id, account, &album));
    if (album.state != ALBUM_STATE_READY)
        return fail(ERR_CONFLICT, "the gaps of an album can be changed when it is finished");
    TRY(album_members(w->db, id, &members, &n));
    const char **versions = arena_alloc(w->arena, (n + 1) * sizeof *versions);
    for (size_t i = 0; i < n; i++)
        versions[i] = members[i].version_id;
    for (size_t i = 0; i < gaps->count; i++) {
        double gap_s = ((const struct album_gap *)gaps->rows)[i].gap_s;
        TRY(gap_place(w->arena, gaps, i, versions, n, &place));
        if (gap_s > 0 && members[place + 1].joined)
            return blame(arena_printf(w->arena, "gaps.%zu.gap_s", i),
                         "this song was mastered as one piece with the next; a gap between them wants a new album");
        TRY(album_song_part(w->db, id, members[place].n, gap_s));
    }
    return album_edit(w->db, id, account, NULL, NULL);
}

enum err album_alter(struct work *w, int64_t account, const char *id, const struct album_change *c)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *upc;

    TRY(plain_upc(w->arena, c->upc, &upc));
    TRY(tx_begin(w->db, &tx));
    if (c->cancel)
        TRY(cancel(w, account, id));
    if (c->gaps.count)
        TRY(part(w, account, id, &c->gaps));
    if (c->title || upc)
        TRY(album_edit(w->db, id, account, c->title, upc));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

enum err album_remove(struct work *w, int64_t account, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    enum err e = cancel(w, account, id);
    if (e != ERR_CONFLICT)
        TRY(e);
    TRY(album_drop(w->db, id, account));
    TRY(event_by(w, account, "deleted", "album", id, NULL));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

enum err album_stop_with(struct work *w, int64_t account, const char *master)
{
    struct album_id *open;
    size_t n;

    TRY(album_open_of_master(w->db, master, &open, &n));
    for (size_t i = 0; i < n; i++)
        TRY(cancel(w, account, open[i].id));
    return OK;
}

/* ---- making it ------------------------------------------------------------------------------ */

struct pressing {
    struct job *job;
    struct album_work album;
    struct rendering *songs;
    struct draft *masters;
    struct album_member *members;
    int *mixes;
    size_t count;
    struct album_report report;
};

static void put_away(void *arg)
{
    struct pressing *p = arg;

    for (size_t i = 0; i < p->count; i++) {
        draft_drop(&p->masters[i]);
        fd_shut(&p->mixes[i]);
    }
}

static enum err open_songs(struct pressing *p)
{
    struct work *w = p->job->w;
    size_t n;

    TRY(album_members(w->db, p->album.id, &p->members, &n));
    const struct album_member *members = p->members;
    p->songs = arena_alloc(w->arena, n * sizeof *p->songs + 1);
    p->masters = arena_alloc(w->arena, n * sizeof *p->masters + 1);
    p->mixes = arena_alloc(w->arena, n * sizeof *p->mixes + 1);
    for (size_t i = 0; i < n; i++) {
        p->songs[i] = (struct rendering){0};
        p->masters[i] = (struct draft){.fd = -1};
        p->mixes[i] = -1;
    }
    p->count = n;
    arena_defer(w->arena, put_away, p);
    for (size_t i = 0; i < n; i++) {
        enum err e = members[i].master_id ? rendering_open(p->job, members[i].master_id, &p->songs[i]) : ERR_NOT_FOUND;
        if (e == ERR_NOT_FOUND)
            return refuse(ERR_INVALID, "mix_gone", "a song of this album is not there any more");
        TRY(e);
        TRY(rendering_mix(&p->songs[i], &p->mixes[i]));
        TRY(draft_new(w->store, &p->masters[i]));
    }
    return OK;
}

static enum err render_all(struct pressing *p)
{
    struct work *w = p->job->w;
    CLEANUP(fd_shut) int scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct album_song *songs = arena_alloc(w->arena, p->count * sizeof *songs);

    for (size_t i = 0; i < p->count; i++)
        songs[i] = (struct album_song){.name = p->songs[i].m.title, .mix_fd = p->mixes[i], .master_fd = p->masters[i].fd,
                                       .gap_s = p->members[i].gap_s};
    struct album_job job = {
        .songs = songs,
        .count = p->count,
        .as = {.scratch_fd = scratch, .recipe = &p->songs[0].recipe, .watcher = {job_watch, p->job}, .threads = (int)w->config->engine_threads},
        .distances = p->album.distances,
    };
    TRY(rendering_references(&p->songs[0], &job.as));
    return album_master(w->arena, &job, &p->report);
}

/* Of a run only the whole was measured: this is the song's own part of it. */
static enum err measure_part(struct pressing *p, size_t i)
{
    struct work *w = p->job->w;
    struct rendering *r = &p->songs[i];
    struct analysis *before = NEW(w->arena, struct analysis), *after = NEW(w->arena, struct analysis);
    struct version_files v;

    TRY(version_work(w->db, r->m.version_id, &v));
    TRY(json_read_loose(w->arena, v.analysis, strlen(v.analysis), &analysis_record, before));
    TRY(measure_file(w->arena, p->masters[i].fd, NULL, after));
    r->report.before = before;
    r->report.after = after;
    return OK;
}

static enum err report_song(struct pressing *p, size_t i)
{
    struct arena *a = p->job->w->arena;
    const struct album_track *tracks = p->report.songs.rows, *t = &tracks[i];
    const struct report *runs = p->report.runs.rows;
    struct loudness_report *loudness = NEW(a, struct loudness_report);
    struct peak_report *peak = NEW(a, struct peak_report);
    struct rendering *r = &p->songs[i];

    r->report = runs[t->run - 1];
    *loudness = *r->report.loudness;
    *peak = *r->report.true_peak;
    loudness->target_lufs = t->target_lufs;
    loudness->reached_lufs = t->reached_lufs;
    peak->reached_db = t->true_peak_db;
    r->report.loudness = loudness;
    r->report.true_peak = peak;
    bool shared = t->joined || (i + 1 < p->count && tracks[i + 1].joined);
    return shared ? measure_part(p, i) : OK;
}

static enum err all_files(struct pressing *p)
{
    TRY(render_all(p));
    for (size_t i = 0; i < p->count; i++) {
        TRY(report_song(p, i));
        TRY(rendering_files(&p->songs[i], p->mixes[i], &p->masters[i]));
    }
    return OK;
}

/* To the library, where the albums stand. */
static const char *album_link(struct work *w)
{
    return token_link(w, "", NULL);
}

static enum err tell_ready(struct pressing *p)
{
    struct work *w = p->job->w;

    TRY(event_of_house(w, p->album.account_id, "rendered", "album", p->album.id, NULL));
    return letter_album_ready(w, p->album.account_id, p->album.title, arena_printf(w->arena, "%zu", p->count),
                              words_measure(w->arena, p->album.language, p->report.album_lufs, "LUFS"), album_link(w));
}

static enum err publish(struct pressing *p)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = p->job->w;
    struct album_report whole = p->report;
    const struct album_track *tracks = whole.songs.rows;

    whole.runs = (struct list){0}; /* they are with the masters */
    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(p->job));
    TRY(album_ready(w->db, p->album.id, json_of(w->arena, &album_report_record, &whole), w->now));
    for (size_t i = 0; i < p->count; i++) {
        TRY(album_song_part(w->db, p->album.id, p->members[i].n, tracks[i].gap_s));
        TRY(rendering_ready(&p->songs[i]));
    }
    TRY(tell_ready(p));
    TRY(job_done(p->job));
    TRY(wake_account(w, p->album.account_id));
    return tx_commit(&tx);
}

static enum err begin(struct pressing *p)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = p->job->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(p->job));
    TRY(album_begin(w->db, p->album.id));
    TRY(album_begin_masters(w->db, p->album.id));
    TRY(wake_account(w, p->album.account_id));
    return tx_commit(&tx);
}

enum err album_run(struct job *j)
{
    struct pressing *p = NEW(j->w->arena, struct pressing);
    enum err e = album_work_get(j->w->db, j->row.subject, &p->album);

    p->job = j;
    if (e == ERR_NOT_FOUND || (e == OK && p->album.state != ALBUM_STATE_QUEUED && p->album.state != ALBUM_STATE_RUNNING))
        return OK; /* done before, or not wanted any more */
    TRY(e);
    TRY(begin(p));
    TRY(open_songs(p));
    e = all_files(p);
    if (e == OK)
        e = publish(p);
    for (size_t i = 0; i < p->count && e != OK && e != ERR_BUSY; i++) /* busy may have been the commit */
        rendering_drop(&p->songs[i]);
    return e;
}

enum err album_again(struct work *w, const struct job_row *row)
{
    TRY(album_again_masters(w->db, row->subject));
    return album_wanted(w->db, row->subject);
}

enum err album_given_up(struct work *w, const struct job_row *row, const char *code)
{
    const char *why = render_reason(code);
    struct album_work album;
    enum err e = album_work_get(w->db, row->subject, &album);

    if (e == OK)
        e = album_fail(w->db, row->subject, why);
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
        return OK; /* nobody waits for it */
    TRY(e);
    TRY(album_fail_masters(w->db, album.id, why));
    TRY(event_of_house(w, album.account_id, "failed", "album", album.id, arena_printf(w->arena, "{\"code\":\"%s\"}", why)));
    return letter_album_failed(w, album.account_id, album.title, render_reason_said(w->arena, why, album.language), album_link(w));
}
