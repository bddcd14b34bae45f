/* SPDX-License-Identifier: ISC */
#include "app/due.h"

#include "app/hold.h"
#include "app/parcel.h"
#include "app/permit.h"
#include "app/song.h"
#include "app/trial.h"
#include "base/log.h"

#include <string.h>

enum { CLAIM_MS = 60000, PAUSE_MS = 15000, PAUSE_DOUBLES_MAX = 8, ALARM_AFTER = 5 };

const struct due_kind due_kinds[] = {
    {PERMIT_END, false, permit_end},
    {HOLD_END, false, hold_end},
    {SONG_PURGE, true, song_purge_due},
    {TRIAL_END, false, trial_end},
    {PARCEL_END, false, parcel_end},
    {NULL, false, NULL},
};

enum err due_put(struct work *w, const char *kind, const char *object_kind, const char *object, int64_t due_at)
{
    return due_insert(w->db, kind, object_kind, object, due_at, w->now);
}

enum err due_drop(struct work *w, const char *kind, const char *object_kind, const char *object)
{
    return due_forget(w->db, kind, object_kind, object, w->now);
}

/* ---- running -------------------------------------------------------------------- */

static const char *const *names(struct arena *a, const struct due_kind *kinds, bool clock_trusted)
{
    size_t n = 0, k = 0;

    while (kinds[n].name)
        n++;
    const char **out = arena_alloc(a, (n + 1) * sizeof *out);
    for (size_t i = 0; i < n; i++)
        if (clock_trusted || !kinds[i].final)
            out[k++] = kinds[i].name;
    return out;
}

static const struct due_kind *named(const struct due_kind *kinds, const char *name)
{
    while (strcmp(kinds->name, name) != 0) /* it was claimed by its name */
        kinds++;
    return kinds;
}

static enum err keep(struct work *w, const struct due_kind *k, const struct due_row *d)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(due_done(w->db, d->id, d->claimed_by, w->now)); /* first: so that the run may promise the next */
    TRY(k->run(w, d));
    return tx_commit(&tx);
}

static enum err put_off(struct work *w, const struct due_row *d)
{
    int64_t doubles = d->tries - 1 < PAUSE_DOUBLES_MAX ? d->tries - 1 : PAUSE_DOUBLES_MAX;
    const char *why = log_value(w->arena, err_code());

    log_line(d->tries >= ALARM_AFTER ? LOG_ALERT : LOG_WARN, "due id=%lld kind=%s tries=%lld failed=%s",
             (long long)d->id, d->kind, (long long)d->tries, why);
    TRY(db_use(w->db, w->arena));
    return due_later(w->db, d->id, d->claimed_by, PAUSE_MS << doubles);
}

static enum err run_one(struct work *w, const struct due_kind *kinds, bool clock_trusted, struct due_news *news)
{
    struct due_row d;

    arena_reset(w->arena);
    TRY(db_use(w->db, w->arena));
    TRY(due_claim(w->db, names(w->arena, kinds, clock_trusted), w->now, CLAIM_MS, &d));
    enum err e = keep(w, named(kinds, d.kind), &d);
    if (e == OK)
        news->kept++;
    else {
        news->failed++;
        TRY(put_off(w, &d));
    }
    return OK;
}

enum err due_run(struct work *w, const struct due_kind *kinds, bool clock_trusted, int64_t most, struct due_news *out)
{
    CLEANUP(arena_free) struct arena *turn = arena_new();
    struct work inner = *w;
    enum err e = OK;

    *out = (struct due_news){0};
    inner.arena = turn;
    while (e == OK && out->kept + out->failed < most)
        e = run_one(&inner, kinds, clock_trusted, out);
    out->more = e == OK;
    TRY(db_use(w->db, w->arena));
    return e == ERR_NOT_FOUND ? OK : e;
}
