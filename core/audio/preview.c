/* SPDX-License-Identifier: ISC */
#include "audio/preview.h"

#include "audio/pcm.h"
#include "audio/resample.h"
#include "dsp/elementary.h"

#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096, CHANNELS = 4 };

static const struct field preview_fields[] = {
    INT(preview, rate_hz, .unit = "Hz", .doc = "Rate to decode at."),
    INT(preview, frames, .doc = "Length of the whole."),
    INT(preview, segments, .doc = "How many pieces of ten seconds."),
    REAL(preview, mix_gain_db, .unit = "dB", .doc = "What the mix was turned down by, to fit."),
    REAL(preview, master_gain_db, .unit = "dB", .doc = "The same for the master."),
};
const struct record preview_record = RECORD(preview, preview_fields);

static const struct field segment_fields[] = {
    INT(preview_segment, number, .doc = "From 0."),
    INT(preview_segment, start, .doc = "Its first frame in the whole."),
    INT(preview_segment, lead, .doc = "Frames to skip after decoding."),
    INT(preview_segment, frames, .doc = "Frames to play."),
};
const struct record preview_segment_record = RECORD(preview_segment, segment_fields);

/* ---- joining ------------------------------------------------------------------------ */

struct pair {
    struct pcm pcm;
    int64_t first;
    float gain;
};

/* Peaks above full scale would be cut by the codec: such a side is turned down as a whole. */
static enum err gain_to_fit(struct pair *p, int64_t frames)
{
    float block[2 * BLOCK], most = 0;

    for (int64_t at = 0; at < frames; at += BLOCK) {
        TRY(pcm_read(&p->pcm, p->first + at, block, BLOCK));
        for (int64_t i = 0; i < BLOCK * p->pcm.channels; i++)
            most = fmaxf(most, fabsf(block[i]));
    }
    p->gain = most > 0.99f ? 0.99f / most : 1;
    return OK;
}

static enum err lay_beside(const struct pair *p, int64_t at, size_t n, float *four, size_t first_channel)
{
    float block[2 * BLOCK];
    size_t channels = (size_t)p->pcm.channels;

    TRY(pcm_read(&p->pcm, p->first + at, block, n));
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < 2; c++)
            four[i * CHANNELS + first_channel + c] = block[i * channels + c % channels] * p->gain;
    return OK;
}

static enum err put(struct resample *r, const float *in, size_t n, struct pcm *out)
{
    float block[CHANNELS * BLOCK];
    size_t taken, given;

    do {
        TRY(resample_run(r, in, n, &taken, block, BLOCK, &given));
        TRY(pcm_append(out, block, given));
        in = in ? in + taken * CHANNELS : NULL;
        n -= taken;
    } while (n || given == BLOCK);
    return OK;
}

enum err preview_join(int mix_fd, int master_fd, double mix_start_s, int64_t rate_hz, int fd_joined,
                      struct preview *out)
{
    CLEANUP(resample_close) struct resample r = {0};
    struct pair mix = {0}, master = {0};
    struct pcm joined;
    float four[CHANNELS * BLOCK];

    TRY(pcm_open(mix_fd, &mix.pcm));
    TRY(pcm_open(master_fd, &master.pcm));
    if (mix.pcm.channels > 2 || master.pcm.channels > 2 || mix.pcm.rate_hz != master.pcm.rate_hz)
        return fail(ERR_FAULT, "mix and master do not belong together");
    int64_t frames = master.pcm.frames, rate = rate_hz ? rate_hz : master.pcm.rate_hz;
    mix.first = (int64_t)(mix_start_s * (double)mix.pcm.rate_hz);
    TRY(gain_to_fit(&mix, frames));
    TRY(gain_to_fit(&master, frames));
    TRY(resample_open(&r, master.pcm.rate_hz, rate, CHANNELS));
    TRY(pcm_create(fd_joined, rate, CHANNELS, &joined));
    for (int64_t at = 0; at < frames; at += BLOCK) {
        size_t n = frames - at < BLOCK ? (size_t)(frames - at) : BLOCK;
        TRY(lay_beside(&mix, at, n, four, 0));
        TRY(lay_beside(&master, at, n, four, 2));
        TRY(put(&r, four, n, &joined));
    }
    TRY(r.soxr ? put(&r, NULL, 0, &joined) : OK);
    TRY(pcm_finish(&joined));
    TRY(preview_open(fd_joined, out));
    out->mix_gain_db = gain_db((double)mix.gain);
    out->master_gain_db = gain_db((double)master.gain);
    return OK;
}

enum err preview_open(int fd_joined, struct preview *out)
{
    struct pcm joined;

    TRY(pcm_open(fd_joined, &joined));
    if (joined.channels != CHANNELS)
        return fail(ERR_FAULT, "this is no preview");
    int64_t piece = joined.rate_hz * PREVIEW_SECONDS;
    *out = (struct preview){.rate_hz = joined.rate_hz, .frames = joined.frames,
                            .segments = (joined.frames + piece - 1) / piece};
    return OK;
}

/* ---- cutting -------------------------------------------------------------------------- */

static void close_sound(SNDFILE **f)
{
    if (*f)
        sf_close(*f);
}

static enum err open_segment(int64_t rate_hz, enum preview_format f, int fd_out, SNDFILE **out)
{
    SF_INFO info = {.samplerate = (int)rate_hz, .channels = CHANNELS,
                    .format = f == PREVIEW_OPUS ? SF_FORMAT_OGG | SF_FORMAT_OPUS : SF_FORMAT_FLAC | SF_FORMAT_PCM_24};
    double compression = f == PREVIEW_OPUS ? 0.7 : 0.6;

    if (lseek(fd_out, 0, SEEK_SET) < 0)
        return fail(ERR_FAULT, "lseek: %s", strerror(errno));
    *out = sf_open_fd(fd_out, SFM_WRITE, &info, SF_FALSE);
    if (!*out)
        return fail(ERR_FAULT, "encoder: %s", sf_strerror(NULL));
    sf_command(*out, SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
    return OK;
}

enum err preview_segment(int fd_joined, int64_t number, enum preview_format f, int fd_out, struct preview_segment *out)
{
    CLEANUP(close_sound) SNDFILE *file = NULL;
    struct preview whole;
    struct pcm joined;
    float block[CHANNELS * BLOCK];

    TRY(preview_open(fd_joined, &whole));
    TRY(pcm_open(fd_joined, &joined));
    if (number < 0 || number >= whole.segments)
        return fail(ERR_NOT_FOUND, "the preview has %d pieces", (int)whole.segments);
    int64_t piece = whole.rate_hz * PREVIEW_SECONDS, beside = whole.rate_hz * PREVIEW_LEAD_MS / 1000;
    *out = (struct preview_segment){.number = number, .start = number * piece};
    out->frames = whole.frames - out->start < piece ? whole.frames - out->start : piece;
    out->lead = beside; /* before the beginning and after the end there is silence */
    TRY(open_segment(whole.rate_hz, f, fd_out, &file));
    for (int64_t at = out->start - beside, end = out->start + out->frames + beside; at < end; at += BLOCK) {
        size_t n = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
        TRY(pcm_read(&joined, at, block, n));
        if (sf_writef_float(file, block, (sf_count_t)n) != (sf_count_t)n)
            return fail(ERR_FULL, "no room is left for the preview");
    }
    int bad = sf_close(file);
    file = NULL;
    return bad ? fail(ERR_FULL, "no room is left for the preview") : OK;
}
