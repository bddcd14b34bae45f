/* SPDX-License-Identifier: ISC */
#include "audio/explain.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct field fields[] = {
    TEXT(explained, about, .doc = "mix, move, limiter, master or codecs."),
    TEXT(explained, sentence),
};
const struct record explained_record = RECORD(explained, fields);

enum { SENTENCES_MOST = 128 };

struct text {
    struct arena *arena;
    struct explained *rows;
    size_t n;
};

__attribute__((format(printf, 3, 4))) static void say(struct text *t, const char *about, const char *form, ...)
{
    char line[1024];
    va_list args;

    va_start(args, form);
    (void)vsnprintf(line, sizeof line, form, args);
    va_end(args);
    if (t->n < SENTENCES_MOST)
        t->rows[t->n++] = (struct explained){about, arena_strdup(t->arena, line)};
}

/* ---- the mix ---------------------------------------------------------------------------- */

static void level(struct text *t, const char *about, const char *whose, const struct analysis *a)
{
    if (isnan(a->lufs))
        say(t, about, "%s is too short or too quiet to have a loudness; its peaks reach %.1f dBTP.", whose, a->true_peak_db);
    else if (isnan(a->lra_lu))
        say(t, about, "%s measures %.1f LUFS, and its peaks reach %.1f dBTP.", whose, a->lufs, a->true_peak_db);
    else
        say(t, about, "%s measures %.1f LUFS, its peaks reach %.1f dBTP, and it moves within %.1f LU.", whose, a->lufs,
            a->true_peak_db, a->lra_lu);
}

static void faults(struct text *t, const struct analysis *a)
{
    if (a->clipped_runs > 0)
        say(t, "mix", "It is clipped in %lld places: a lower level in the mix would keep those.", (long long)a->clipped_runs);
    if (fabs(a->dc) > 0.001)
        say(t, "mix", "It is off centre by %.1f %% of full scale; that is taken away.", 100 * fabs(a->dc));
    if (!isnan(a->bandwidth_hz) && a->bandwidth_hz > 0 && a->bandwidth_hz < 17500 && a->rate_hz >= 40000)
        say(t, "mix", "Above %.1f kHz there is nothing: it was probably exported from a lossy file.", a->bandwidth_hz / 1000);
    if (a->dual_mono)
        say(t, "mix", "Left and right are the same: it is mono in a stereo file.");
    else if (a->channels == 2 && a->correlation < 0)
        say(t, "mix", "Left and right work against each other (correlation %.2f): in mono %.1f LU are lost.", a->correlation,
            a->mono_loss_lu);
    if (a->channels == 2 && a->bass_side_mid_db > -10)
        say(t, "mix", "Its bass is wide: below 120 Hz the sides are only %.1f dB under the middle.", -a->bass_side_mid_db);
    if (fabs(a->balance_db) > 1)
        say(t, "mix", "The %s channel is louder by %.1f dB.", a->balance_db > 0 ? "left" : "right", fabs(a->balance_db));
    if (a->silence_start_s > 2 || a->silence_end_s > 5)
        say(t, "mix", "It begins with %.1f and ends with %.1f seconds of silence.", a->silence_start_s, a->silence_end_s);
}

/* ---- what was done -------------------------------------------------------------------------- */

static void moves(struct text *t, const struct report *r)
{
    const struct move *m = r->moves.rows;

    for (size_t i = 0; i < r->moves.count; i++)
        if (m[i].off)
            say(t, "move", "%s: %s: left out, as the recipe wishes.", m[i].stage, m[i].what);
        else if (isnan(m[i].amount))
            say(t, "move", "%s: %s, because %s.", m[i].stage, m[i].what, m[i].why);
        else
            say(t, "move", "%s: %s, %+.1f %s: %s.", m[i].stage, m[i].what, m[i].amount, m[i].unit ? m[i].unit : "", m[i].why);
    if (r->limiter && r->limiter->share > 0)
        say(t, "limiter", "The limiter worked in %.0f %% of the time, %.1f dB deep on average and %.1f dB at most.",
            100 * r->limiter->share, r->limiter->mean_db, r->limiter->most_db);
    else
        say(t, "limiter", "The limiter had nothing to do.");
}

/* ---- the master ------------------------------------------------------------------------------ */

static void reached(struct text *t, const struct report *r)
{
    level(t, "master", "The master", r->after);
    if (!isnan(r->loudness->reached_lufs))
        say(t, "master", "%.1f LUFS and a ceiling of %.1f dBTP were asked for; libebur128, which shares nothing with this "
            "meter, reads %.2f LUFS and %.2f dBTP.", r->loudness->target_lufs, r->true_peak->ceiling_db,
            r->loudness->check_lufs, r->true_peak->check_db);
    if (r->loudness->stopped)
        say(t, "master", "It stopped at %s.", r->loudness->stopped);
    double change = r->after->lra_lu - r->before->lra_lu, wide = r->after->width_db - r->before->width_db;
    if (fabs(change) >= 0.5)
        say(t, "master", "Its range is %.1f LU %s than the mix's.", fabs(change), change < 0 ? "smaller" : "larger");
    if (r->after->channels == 2 && fabs(wide) >= 0.5)
        say(t, "master", "It is %s: the sides came %s by %.1f dB against the middle.", wide > 0 ? "wider" : "narrower",
            wide > 0 ? "up" : "down", fabs(wide));
}

static void through_codecs(struct text *t, const struct codec_safe_report *s)
{
    const struct codec_report *c = s->codecs.rows;
    double worst = -200, before = -200;

    for (size_t i = 0; i < s->codecs.count; i++) {
        worst = fmax(worst, c[i].after_db);
        before = fmax(before, c[i].before_db);
    }
    say(t, "codecs", "Encoded and decoded by %zu codecs, its peaks reach %.2f dBTP at most; %.2f it was before.", s->codecs.count,
        worst, before);
    if (s->places)
        say(t, "codecs", "For that, %lld places were turned down, by %.1f dB at most and %.2f dB over the whole song.",
            (long long)s->places, s->deepest_db, s->mean_db);
}

enum err explain_report(struct arena *a, const struct report *r, struct list *out)
{
    struct text t = {.arena = a, .rows = arena_alloc(a, SENTENCES_MOST * sizeof *t.rows)};

    if (!r->before || !r->after || !r->loudness || !r->true_peak)
        return fail(ERR_MALFORMED, "this report is not whole");
    level(&t, "mix", "The mix", r->before);
    faults(&t, r->before);
    moves(&t, r);
    reached(&t, r);
    if (r->codec_safe)
        through_codecs(&t, r->codec_safe);
    *out = (struct list){t.rows, t.n};
    return OK;
}
