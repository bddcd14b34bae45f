/* SPDX-License-Identifier: ISC */
#include "audio/platform.h"

#include <math.h>
#include <string.h>

const char *const platform_normalises_words[] = {"no", "down", "both", NULL};

static const struct field fields[] = {
    TEXT(platform, name, .doc = "As --bundle and the API say it."),
    TEXT(platform, title, .doc = "As people say it."),
    REAL(platform, loudness, .unit = "LUFS", .doc = "Integrated loudness of the master for this place."),
    REAL(platform, mono_loudness, .unit = "LUFS", .optional = true, .doc = "The same for a mono master; null: no different."),
    REAL(platform, ceiling, .unit = "dBTP", .doc = "Highest true peak."),
    ENUM(platform, normalises, platform_normalises, .doc = "Whether the place turns songs down, both ways, or not at all."),
    REAL(platform, plays_at, .unit = "LUFS", .optional = true, .doc = "The loudness it brings songs to."),
    ENUM(platform, format, output_format, .doc = "The file to deliver."),
    INT(platform, rate_hz, .unit = "Hz", .optional = true, .doc = "Its sample rate; null: the mix's own."),
    BOOL(platform, codec_safe, .doc = "Whether the master must get through lossy codecs without overs."),
    REAL(platform, mono_below, .unit = "Hz", .optional = true, .doc = "Below this, bass in the middle only."),
    REAL(platform, plr_min, .unit = "dB", .optional = true, .doc = "Least distance of peak and loudness that is advised."),
    TEXT(platform, notes),
    TEXT(platform, source, .doc = "Where the figures come from."),
};
const struct record platform_record = RECORD(platform, fields);

#define NONE ((double)NAN)
const struct platform platforms[] = {
    {"spotify", "Spotify", -14, NONE, -1, NORMALISES_BOTH, -14, OUTPUT_FLAC, INT_ABSENT, true, NONE, NONE,
     "Albums are played at one gain; above -14 LUFS it asks for -2 dBTP. Quiet songs are turned up as far as their peaks allow.",
     "Spotify for Artists, Loudness normalization"},
    {"apple", "Apple Music", -16, NONE, -1, NORMALISES_BOTH, -16, OUTPUT_WAV24, INT_ABSENT, true, NONE, NONE,
     "Sound Check. Apple Digital Masters wants 24 bits and no clipping after AAC.", "Apple Digital Masters; level from secondary pages"},
    {"youtube", "YouTube", -14, NONE, -1, NORMALISES_DOWN, -14, OUTPUT_WAV24, INT_ABSENT, true, NONE, NONE,
     "Loud songs are turned down, quiet ones stay.", "secondary pages"},
    {"tidal", "Tidal", -14, NONE, -1, NORMALISES_DOWN, -14, OUTPUT_FLAC, INT_ABSENT, false, NONE, NONE,
     "Normalised by album.", "secondary pages"},
    {"amazon", "Amazon Music", -14, NONE, -2, NORMALISES_DOWN, -14, OUTPUT_FLAC, INT_ABSENT, true, NONE, NONE,
     "Asks for -2 dBTP.", "secondary pages"},
    {"deezer", "Deezer", -15, NONE, -1, NORMALISES_DOWN, -15, OUTPUT_FLAC, INT_ABSENT, true, NONE, NONE, "", "secondary pages"},
    {"soundcloud", "SoundCloud", -14, NONE, -1, NORMALISES_NO, NONE, OUTPUT_FLAC, INT_ABSENT, true, NONE, NONE,
     "Encodes to low bit rates: peaks move far.", "secondary pages"},
    {"podcast", "Podcast", -16, -19, -1, NORMALISES_NO, NONE, OUTPUT_MP3, 44100, true, NONE, NONE,
     "Stereo -16, mono -19 LUFS.", "AES TD1008 and podcast directories"},
    {"broadcast", "Broadcast, Europe", -23, NONE, -1, NORMALISES_NO, NONE, OUTPUT_WAV24, 48000, false, NONE, NONE,
     "-23 LUFS within half a LU.", "EBU R 128"},
    {"cd", "CD", -10, NONE, -0.3, NORMALISES_NO, NONE, OUTPUT_WAV16, 44100, false, NONE, NONE,
     "16 bits at 44.1 kHz with shaped dither; -9 to -12 LUFS is usual.", "IEC 60908; loudness from practice"},
    {"club", "Club", -8, NONE, -0.3, NORMALISES_NO, NONE, OUTPUT_WAV24, 44100, false, 120, NONE,
     "-6 to -9 LUFS is usual; the bass is mono below 120 Hz.", "practice"},
    {"vinyl", "Vinyl pre-master", -14, NONE, -1, NORMALISES_NO, NONE, OUTPUT_WAV24, INT_ABSENT, false, 150, 12,
     "For the cutting engineer: unclipped, bass in the middle below 150 Hz, sides never above the middle; sharp esses are best "
     "tamed in the mix.",
     "cutting rooms' guides"},
};
#undef NONE
const size_t platform_count = sizeof platforms / sizeof *platforms;

const struct platform *platform_named(const char *name)
{
    for (size_t i = 0; i < platform_count; i++)
        if (!strcmp(platforms[i].name, name))
            return &platforms[i];
    return NULL;
}

void platform_recipe(const struct platform *p, const struct recipe *wish, int64_t channels, struct recipe *out)
{
    *out = *wish;
    out->loudness = channels == 1 && !isnan(p->mono_loudness) ? p->mono_loudness : p->loudness;
    out->loudness_strength = (double)NAN; /* it is not the references' to say */
    out->ceiling = p->ceiling;
    out->codec_safe |= p->codec_safe;
    if (!isnan(p->mono_below)) {
        out->mono_bass = true;
        out->mono_below = p->mono_below;
    }
}

bool platform_decides(const struct recipe *r, const char *field)
{
    static const char *const always[] = {"loudness", "loudness_strength", "ceiling", NULL};

    return word_index(always, field) != ENUM_ABSENT || (!strcmp(field, "codec_safe") && !r->codec_safe) ||
           (!strcmp(field, "mono_bass") && !r->mono_bass);
}

/* ---- advice ------------------------------------------------------------------------------ */

static struct remark remark(const char *code, const char *sentence)
{
    return (struct remark){code, sentence};
}

static const struct remark nothing = {NULL, NULL};

static struct remark normalised(struct arena *a, const struct platform *p, const struct report *r)
{
    double gain = p->plays_at - r->after->lufs, room = p->ceiling - r->after->true_peak_db;

    if (p->normalises == NORMALISES_NO || isnan(p->plays_at) || fabs(gain) < 0.1)
        return nothing;
    if (gain < 0)
        return remark("turned_down", arena_printf(a, "%s turns it down by %.1f dB, to %.0f LUFS", p->title, -gain, p->plays_at));
    if (p->normalises == NORMALISES_DOWN)
        return remark("left_below", arena_printf(a, "%s leaves it %.1f dB below its usual %.0f LUFS", p->title, gain, p->plays_at));
    return remark("turned_up", arena_printf(a, "%s turns it up by %.1f dB", p->title, fmax(0, fmin(gain, room))));
}

static struct remark dynamics(struct arena *a, const struct platform *p, const struct report *r)
{
    if (isnan(p->plr_min) || !(r->after->plr_db < p->plr_min))
        return nothing;
    return remark("peaks_low", arena_printf(a, "its peaks stand %.1f dB above its loudness, %s wants %.0f or more: ask for less loudness or less "
                                            "dynamics", r->after->plr_db, p->title, p->plr_min));
}

static struct remark sides(struct arena *a, const struct platform *p, const struct report *r)
{
    if (isnan(p->mono_below) || r->after->channels < 2 || !(r->after->bass_side_mid_db > -20))
        return nothing;
    return remark("wide_bass", arena_printf(a, "below 120 Hz the sides are only %.1f dB under the middle", -r->after->bass_side_mid_db));
}

static struct remark clipped(struct arena *a, const struct platform *p, const struct report *r)
{
    (void)p;
    if (r->before->clipped_runs < 1)
        return nothing;
    return remark("clipped", arena_printf(a, "the mix is clipped in %lld places; no master can mend that", (long long)r->before->clipped_runs));
}

static struct remark stopped(struct arena *a, const struct platform *p, const struct report *r)
{
    (void)p;
    return r->loudness->stopped ? remark("stopped", arena_strdup(a, r->loudness->stopped)) : nothing;
}

const struct remark *platform_remarks(struct arena *a, const struct platform *p, const struct report *r)
{
    static struct remark (*const all[])(struct arena *, const struct platform *, const struct report *) = {
        stopped, normalised, dynamics, sides, clipped};
    struct remark *said = arena_alloc(a, (sizeof all / sizeof *all + 1) * sizeof *said);
    size_t n = 0;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct remark one = all[i](a, p, r);
        if (one.code)
            said[n++] = one;
    }
    said[n] = nothing;
    return said;
}

const char *const *platform_advice(struct arena *a, const struct platform *p, const struct report *r)
{
    const struct remark *all = platform_remarks(a, p, r);
    size_t n = 0;

    while (all[n].code)
        n++;
    const char **said = arena_alloc(a, (n + 1) * sizeof *said);
    for (size_t i = 0; i <= n; i++)
        said[i] = all[i].sentence;
    return said;
}
