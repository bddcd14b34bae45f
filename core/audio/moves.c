/* SPDX-License-Identifier: ISC */
#include "audio/moves.h"

#include "dsp/bands.h"

#include <math.h>

enum { MOVES_MOST = 24 };

struct telling {
    struct move *rows;
    size_t count;
};

static void tell(struct telling *t, const char *stage, const char *what, double amount, const char *unit, const char *why)
{
    if (t->count < MOVES_MOST)
        t->rows[t->count++] = (struct move){stage, what, round(amount * 10) / 10, unit, why};
}

static double mean_between(const double *curve, double low, double high)
{
    double sum = 0, n = 0;

    for (int b = 0; b < BANDS; b++)
        if (band_hz(b) >= low && band_hz(b) < high) {
            sum += curve[b];
            n++;
        }
    return n > 0 ? sum / n : 0;
}

static void tell_tone(struct telling *t, const struct settings *s, bool like)
{
    static const struct {
        const char *name;
        double low, high;
        const char *more, *less;
    } regions[] = {
        {"deep bass, 20 to 50 Hz", 20, 50, "the lowest octave was thin", "rumble took room from the rest"},
        {"bass, 50 to 120 Hz", 50, 120, "the foundation was light", "the foundation was heavy"},
        {"warmth, 120 to 350 Hz", 120, 350, "the body was lean", "the lower middle was thick"},
        {"middle, 350 Hz to 1.2 kHz", 350, 1200, "the middle stood back", "the middle stood in front"},
        {"upper middle, 1.2 to 3.5 kHz", 1200, 3500, "the song lacked clarity", "the song was hard"},
        {"presence, 3.5 to 8 kHz", 3500, 8000, "the song was veiled", "the song was sharp"},
        {"air, 8 to 19 kHz", 8000, 19000, "the top was dull", "the top was glaring"},
    };
    double centre = mean_between(s->eq.gain_db, 100, 8000);

    for (size_t i = 0; s->eq.used && i < sizeof regions / sizeof *regions; i++) {
        double db = mean_between(s->eq.gain_db, regions[i].low, regions[i].high) - centre;
        if (fabs(db) >= 0.25)
            tell(t, "eq", regions[i].name, db, "dB",
                 like ? "so it is in the reference" : db > 0 ? regions[i].more : regions[i].less);
    }
}

static void tell_dynamics(struct telling *t, const struct settings *s)
{
    double slope = s->dynamics.slope[DYNAMICS_BANDS / 2];

    if (s->dynamics.used)
        tell(t, "dynamics", "twelve bands, gently", 1 / slope, ":1", "loud moments move closer to the rest");
}

static void tell_stereo(struct telling *t, const struct settings *s, const struct analysis *before)
{
    if (!s->stereo.used)
        return;
    double wide = mean_between(s->stereo.side_db, 200, 12000), bass = mean_between(s->stereo.side_db, 30, 90);
    if (fabs(wide) >= 0.25)
        tell(t, "stereo", wide > 0 ? "wider" : "narrower", wide, "dB", "the sides against the middle");
    if (bass < wide - 1)
        tell(t, "stereo", "bass to the middle, below 120 Hz", bass, "dB",
             before->bass_side_mid_db > -20 ? "the bass was wide: it now survives mono and vinyl" : "it stays firm in mono");
}

void moves_tell(struct arena *a, const struct settings *s, struct report *report)
{
    struct telling t = {.rows = arena_alloc(a, MOVES_MOST * sizeof(struct move))};

    for (int c = 0; c < s->channels; c++)
        if (fabs(s->trim.dc[c]) > 0.0005) {
            tell(&t, "trim", "constant offset taken away", s->trim.dc[c] * 100, "%", "it took headroom and was not sound");
            break;
        }
    tell_tone(&t, s, s->eq.like);
    tell_dynamics(&t, s);
    tell_stereo(&t, s, report->before);
    tell(&t, "limiter", "gain in front", report->gain_db, "dB", "to the loudness that was asked for");
    if (report->limiter->share > 0)
        tell(&t, "limiter", "peaks taken down, at most", -report->limiter->most_db, "dB",
             "so that no peak is above the ceiling, between the samples too");
    report->moves = (struct list){t.rows, t.count};
}
