/* SPDX-License-Identifier: ISC */
#include "app/bundle.h"

#include "app/asset.h"
#include "app/event.h"
#include "app/master.h"
#include "app/preferences.h"
#include "app/render.h"
#include "app/rendering.h"
#include "app/token.h"
#include "app/wake.h"
#include "audio/platform.h"
#include "gen/letters.h"
#include "json/json.h"

#include <fcntl.h>
#include <string.h>

enum { PLACES_MOST = 32 };

static const struct field order_fields[] = {
    UUID(bundle_order, version_id, .doc = "The mix to master."),
    SUB(bundle_order, recipe, recipe, .optional = true,
        .doc = "How; every place puts its own loudness and ceiling in it, and what it cannot do "
               "without.  Without a recipe: as your "
               "preferences say."),
    TEXTS(bundle_order, platforms, .optional = true, .min = 1, .max = PLACES_MOST,
          .doc = "The places, by their names (GET /platforms), in the order they are made in; left "
                 "out: all of them."),
};
const struct record bundle_order_record = RECORD(bundle_order, order_fields);

static const struct field fields[] = {
    UUID(bundle, id, .doc = "What these masters were ordered with."),
    LIST(bundle, masters, bundled,
         .doc = "One a place, in the order they are made in; "
                "/masters/{master_id}/files/{format}?rate={rate_hz} is the file it wants."),
};
const struct record bundle_record = RECORD(bundle, fields);

/* ---- wanting one ----------------------------------------------------------------------- */

struct wanted {
    const struct bundle_order *order;
    struct version version;
    struct recipe recipe;
    int64_t channels;
    const struct listed_platform *places[PLACES_MOST];
    size_t count;
};

/* As the engine knows a place; what is delivered there is the doors' business. */
static struct platform place_of(const struct listed_platform *p)
{
    return (struct platform){.name = p->name,
                             .title = p->title,
                             .loudness = p->loudness,
                             .mono_loudness = p->mono_loudness,
                             .ceiling = p->ceiling,
                             .normalises = (enum platform_normalises)word_index(
                                 platform_normalises_words, p->normalises),
                             .plays_at = p->plays_at,
                             .codec_safe = p->codec_safe,
                             .mono_below = p->mono_below,
                             .plr_min = p->plr_min};
}

static enum err take_place(struct work *w, struct wanted *all, const char *name,
                           const struct listed_platform *rows, size_t n)
{
    const char *field = arena_printf(w->arena, "platforms.%zu", all->count);
    size_t i = 0;

    while (i < n && strcmp(rows[i].name, name) != 0)
        i++;
    if (i == n)
        return blame(field, "there is no such place; GET /platforms lists them");
    for (size_t k = 0; k < all->count; k++)
        if (all->places[k] == &rows[i])
            return blame(field, "this place is named twice");
    all->places[all->count++] = &rows[i];
    return OK;
}

static enum err choose_places(struct work *w, struct wanted *all)
{
    const char *const *names = all->order->platforms;
    struct listed_platform *rows;
    size_t n;

    TRY(listed_platforms(w->db, &rows, &n));
    for (size_t i = 0; !names && i < n && i < PLACES_MOST; i++)
        all->places[all->count++] = &rows[i];
    for (; names && *names; names++)
        TRY(take_place(w, all, *names, rows, n));
    return OK;
}

static enum err look(struct work *w, int64_t account, struct wanted *all, int64_t *bytes)
{
    struct analysis_length length;
    struct version_source mix;

    TRY(master_version(w, account, all->order->version_id, &all->version, &length));
    TRY(version_source_get(w->db, all->version.id, account, &mix));
    all->channels = mix.channels;
    TRY(preferences_recipe(w, all->version.song_id, &all->recipe));
    if (all->order->recipe)
        all->recipe = *all->order->recipe;
    TRY(recipe_check(&all->recipe, length.seconds));
    TRY(master_reference_known(w, account, &all->recipe));
    TRY(choose_places(w, all));
    *bytes = length.bytes * (int64_t)all->count;
    return OK;
}

/* The first place gets the highest number: it is the newest master of its song, the one that is
 * heard first. */
static enum err queue(struct work *w, int64_t account, const char *id, const struct wanted *all)
{
    for (size_t i = all->count; i-- > 0;) {
        const struct platform place = place_of(all->places[i]);
        const char *master = uuid_new(w->arena, w->now);
        struct recipe r;
        platform_recipe(&place, &all->recipe, all->channels, &r);
        TRY(master_add(w, account, all->version.song_id, all->version.id, &r, NULL, master));
        TRY(bundle_take(w->db, id, master, place.name));
    }
    return job_put(w, "bundle", id, account, NULL, JOB_NOW);
}

/* What the musician should know of a master there, of what was measured. */
static const struct remark *remarks(struct arena *a, const struct platform *p, const struct bundled *m)
{
    const struct analysis before = {.clipped_runs = m->clipped_runs};
    const struct analysis after = {.lufs = m->lufs,
                                   .true_peak_db = m->true_peak_db,
                                   .plr_db = m->plr_db,
                                   .channels = m->channels,
                                   .bass_side_mid_db = m->bass_side_mid_db};
    const struct loudness_report loudness = {.stopped = m->stopped};
    const struct report r = {.before = &before, .after = &after, .loudness = &loudness};

    return platform_remarks(a, p, &r);
}

static void tell(struct arena *a, const struct remark *all, struct bundled *m)
{
    size_t n = 0;

    while (all[n].code)
        n++;
    const char **sentences = arena_alloc(a, (n + 1) * sizeof *sentences), **codes = arena_alloc(a, (n + 1) * sizeof *codes);
    for (size_t i = 0; i <= n; i++) {
        sentences[i] = all[i].sentence;
        codes[i] = all[i].code;
    }
    m->advice = sentences;
    m->advice_codes = codes;
}

static enum err advise(struct work *w, struct bundled *rows, size_t n)
{
    struct listed_platform *places;
    size_t count;

    TRY(listed_platforms(w->db, &places, &count));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < count; k++) {
            const struct platform p = place_of(&places[k]);
            if (rows[i].state == MASTER_STATE_READY && !strcmp(rows[i].platform, p.name))
                tell(w->arena, remarks(w->arena, &p, &rows[i]), &rows[i]);
        }
    return OK;
}

enum err bundle_get(struct work *w, int64_t account, const char *id, struct bundle *out)
{
    struct bundled *rows = NULL;
    size_t n = 0;

    if (text_is_uuid(id))
        TRY(bundle_list(w->db, id, account, &rows, &n));
    if (!n)
        return fail(ERR_NOT_FOUND, "there is no such bundle");
    *out = (struct bundle){.id = id, .masters = {rows, n}};
    return advise(w, rows, n);
}

enum err bundle_order_put(struct work *w, int64_t account, const struct bundle_order *o,
                          struct bundle *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *id = uuid_new(w->arena, w->now);
    struct wanted all = {.order = o};
    int64_t bytes;

    TRY(look(w, account, &all, &bytes));
    TRY(tx_begin(w->db, &tx));
    TRY(asset_room(w, account, bytes));
    TRY(queue(w, account, id, &all));
    TRY(bundle_get(w, account, id, out));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

enum err bundle_stop(struct work *w, int64_t account, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct bundle known;

    TRY(tx_begin(w->db, &tx));
    TRY(bundle_get(w, account, id, &known));
    TRY(bundle_cancel(w->db, id, account));
    enum err e = job_stop(w, "bundle", id);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

/* ---- making it ------------------------------------------------------------------------------ */

/* One mix and what was heard in it, for all of its masters. */
struct batch {
    struct job *job;
    const char *id;
    int mix, scratch;
    bool listened;
    struct heard heard;
    struct master_work any; /* one of them: whose, of which song */
};

static void batch_close(struct batch *b)
{
    fd_shut(&b->mix);
    fd_shut(&b->scratch);
}

static enum err begin(struct batch *b, const char *master)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = b->job->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(b->job));
    TRY(master_begin(w->db, master));
    TRY(wake_account(w, b->any.account_id));
    return tx_commit(&tx);
}

/* They trim the mix alike, so one listening is good for all of them. */
static enum err listen(struct batch *b, struct rendering *r, struct render_job *job)
{
    if (b->mix < 0)
        TRY(rendering_mix(r, &b->mix));
    job->mix_fd = b->mix;
    TRY(rendering_references(r, job));
    if (!b->listened)
        TRY(render_listen(b->job->w->arena, job, &b->heard));
    b->listened = true;
    job->heard = &b->heard;
    return OK;
}

static enum err publish(struct batch *b, struct rendering *r)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = b->job->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(b->job));
    TRY(rendering_ready(r));
    TRY(wake_account(w, r->m.account_id));
    return tx_commit(&tx);
}

static enum err render_one(struct batch *b, struct rendering *r)
{
    CLEANUP(arena_free) struct arena *own = arena_new(); /* one song at work at a time */
    CLEANUP(draft_drop) struct draft master = {.fd = -1};
    struct work *w = b->job->w;
    struct render_job job = {.scratch_fd = b->scratch,
                             .recipe = &r->recipe,
                             .watcher = {job_watch, b->job},
                             .threads = (int)w->config->engine_threads};

    TRY(draft_new(w->store, &master));
    job.master_fd = master.fd;
    TRY(listen(b, r, &job));
    TRY(render_master(own, &job, &r->report));
    TRY(rendering_files(r, b->mix, &master));
    return publish(b, r);
}

/* One that the musician does not want any more is no reason to stop: its writes are in conflict,
 * and the next one's turn has come. */
static enum err make_one(struct batch *b, const char *master)
{
    struct rendering *r = NEW(b->job->w->arena, struct rendering);
    enum err e = rendering_open(b->job, master, r);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    b->any = r->m;
    if (!rendering_wanted(r))
        return OK;
    e = begin(b, master);
    if (e == OK)
        e = render_one(b, r);
    if (e != OK &&
        e != ERR_BUSY) /* busy may have been the commit: then nobody knows, and the reaper will */
        rendering_drop(r);
    return e == ERR_CONFLICT && b->job->end == JOB_GOES_ON ? OK : e;
}

static const char *song_link(struct work *w, const char *song)
{
    return token_link(w, arena_printf(w->arena, "song/%s", song), NULL);
}

/* The letter, unless nothing came of it. */
static enum err tell_ready(struct batch *b)
{
    struct work *w = b->job->w;
    struct bundle_member *members;
    size_t n, ready = 0;

    TRY(bundle_members(w->db, b->id, &members, &n));
    for (size_t i = 0; i < n; i++)
        ready += members[i].state == MASTER_STATE_READY;
    if (!ready)
        return OK;
    TRY(event_of_house(w, b->any.account_id, "rendered", "bundle", b->id, NULL));
    return letter_bundle_ready(w, b->any.account_id, b->any.title,
                               arena_printf(w->arena, "%zu", ready), song_link(w, b->any.song_id));
}

static enum err finish(struct batch *b)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = b->job->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(b->job));
    TRY(tell_ready(b));
    TRY(job_done(b->job));
    return tx_commit(&tx);
}

enum err bundle_run(struct job *j)
{
    struct work *w = j->w;
    CLEANUP(batch_close) struct batch b = {.job = j, .id = j->row.subject, .mix = -1};
    struct bundle_member *members;
    size_t n;

    b.scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    TRY(bundle_members(w->db, b.id, &members, &n));
    for (size_t i = 0; i < n; i++)
        TRY(make_one(&b, members[i].id));
    return n ? finish(&b) : OK;
}

enum err bundle_wanted(struct work *w, const struct job_row *row)
{
    return bundle_again(w->db, row->subject);
}

enum err bundle_given_up(struct work *w, const struct job_row *row, const char *code)
{
    const char *why = render_reason(code);
    struct bundle_member *members;
    struct master_work m;
    size_t n, open = 0;

    TRY(bundle_members(w->db, row->subject, &members, &n));
    for (size_t i = 0; i < n; i++)
        open += members[i].state == MASTER_STATE_QUEUED || members[i].state == MASTER_STATE_RUNNING;
    if (!open)
        return OK; /* nobody waits for it */
    TRY(master_work_get(w->db, members[0].id, &m));
    TRY(bundle_fail(w->db, row->subject, why));
    TRY(event_of_house(w, m.account_id, "failed", "bundle", row->subject,
                       arena_printf(w->arena, "{\"code\":\"%s\"}", why)));
    return letter_master_failed(w, m.account_id, m.title, render_reason_said(w->arena, why, m.language),
                                song_link(w, m.song_id));
}
