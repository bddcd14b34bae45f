/* SPDX-License-Identifier: ISC */
#include "audio/encode.h"

#include "audio/pcm.h"
#include "audio/relay.h"
#include "audio/resample.h"
#include "dsp/dither.h"

#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = RELAY_BLOCK };

const char *const output_format_words[] = {"wav16", "wav24", "wav32f", "flac", "flac16", "mp3", "opus", NULL};

static const struct {
    const char *media, *ending;
    int format, bits;   /* bits: whole numbers, with dither; 0: floats */
    double compression; /* of the codec, 0 best .. 1 smallest; negative: it has none */
} formats[OUTPUT_COUNT] = {
    [OUTPUT_WAV16] = {"audio/wav", "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16, -1},
    [OUTPUT_WAV24] = {"audio/wav", "wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 24, -1},
    [OUTPUT_WAV32F] = {"audio/wav", "wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 0, -1},
    [OUTPUT_FLAC] = {"audio/flac", "flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 24, 0.6},
    [OUTPUT_FLAC16] = {"audio/flac", "flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16, 0.6},
    [OUTPUT_MP3] = {"audio/mpeg", "mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0, 0},
    [OUTPUT_OPUS] = {"audio/ogg", "opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0, 0.35},
};

const char *output_media(enum output_format f)
{
    return formats[f].media;
}

const char *output_ending(enum output_format f)
{
    return formats[f].ending;
}

enum err output_choose(const char *word, int64_t bits, enum output_format *out)
{
    static const struct {
        const char *word;
        int bits; /* a sample has; 0: that cannot be said of it */
        enum output_format means;
    } ways[] = {
        {"wav", 24, OUTPUT_WAV24},     {"wav", 16, OUTPUT_WAV16},     {"wav", 32, OUTPUT_WAV32F},
        {"flac", 24, OUTPUT_FLAC},     {"flac", 16, OUTPUT_FLAC16},   {"wav16", 16, OUTPUT_WAV16},
        {"wav24", 24, OUTPUT_WAV24},   {"wav32f", 32, OUTPUT_WAV32F}, {"flac16", 16, OUTPUT_FLAC16},
        {"mp3", 0, OUTPUT_MP3},        {"opus", 0, OUTPUT_OPUS},
    };
    bool known = false;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(word, ways[i].word) != 0)
            continue;
        known = true;
        if (bits && bits != ways[i].bits)
            continue;
        *out = ways[i].means; /* without bits, the first way of a word */
        return OK;
    }
    if (!known)
        return fail(ERR_NOT_FOUND, "there is no such format");
    return blame("bits", "WAV has 16, 24 or 32 (floats), FLAC 16 or 24, MP3 and Opus none; wav16 and its like say their own");
}

/* The codec's own rates: MP3 knows none above 48 kHz, Opus is made for 48. */
static int64_t rate_for(enum output_format f, int64_t rate_hz)
{
    static const int64_t mp3[] = {48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000};

    if (f == OUTPUT_OPUS)
        return 48000;
    if (f != OUTPUT_MP3)
        return rate_hz;
    for (size_t i = 0; i < sizeof mp3 / sizeof *mp3; i++)
        if (rate_hz == mp3[i])
            return rate_hz;
    return rate_hz % 44100 == 0 ? 44100 : 48000;
}

struct encoder {
    struct pcm in;
    int64_t read; /* frames so far */
    SNDFILE *file;
    struct resample resample;
    struct dither dither[2];
    int bits;
    size_t channels;
    int64_t gap; /* frames of silence behind the music, at the rate of the master */
};

struct encoded_block {
    float x[2 * BLOCK];
    int whole[2 * BLOCK]; /* of e->bits */
    size_t n;
};

static void encoder_close(struct encoder *e)
{
    if (e->file)
        sf_close(e->file);
    resample_close(&e->resample);
}

static enum err encoder_open(struct encoder *e, enum output_format f, const struct tags *t, int fd)
{
    const struct pcm *in = &e->in;
    SF_INFO info = {.samplerate = (int)rate_for(f, in->rate_hz), .channels = (int)in->channels, .format = formats[f].format};
    double compression = formats[f].compression;
    int mode = SF_BITRATE_MODE_CONSTANT;

    e->bits = formats[f].bits;
    e->channels = (size_t)in->channels;
    if ((formats[f].format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV &&
        (in->frames + e->gap) * in->channels * (e->bits ? e->bits / 8 : 4) > INT64_C(4294900000))
        info.format = SF_FORMAT_RF64 | (info.format & SF_FORMAT_SUBMASK);
    if (lseek(fd, 0, SEEK_SET) < 0)
        return fail(ERR_FAULT, "lseek: %s", strerror(errno));
    TRY(resample_open(&e->resample, in->rate_hz, info.samplerate, e->channels));
    for (int c = 0; c < 2 && e->bits; c++)
        dither_prepare(&e->dither[c], e->bits, in->rate_hz, c, (uint64_t)in->frames);
    e->file = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
    if (!e->file)
        return fail(ERR_FAULT, "encoder: %s", sf_strerror(NULL));
    if (f == OUTPUT_MP3)
        sf_command(e->file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    if (compression >= 0)
        sf_command(e->file, SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
    if (f == OUTPUT_WAV32F) /* no time of day in the file: the same song, the same bytes */
        sf_command(e->file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE); /* the size is the answer */
    tags_begin(e->file, info.format, t);
    return OK;
}

/* ---- the stations -------------------------------------------------------------------- */

static enum err read_block(void *self, void *block)
{
    struct encoder *e = self;
    struct encoded_block *b = block;

    b->n = e->in.frames - e->read < BLOCK ? (size_t)(e->in.frames - e->read) : BLOCK;
    TRY(pcm_read(&e->in, e->read, b->x, b->n));
    e->read += (int64_t)b->n;
    return OK;
}

/* libsndfile wants whole numbers at the top of an int. */
static void dither_channel(struct encoder *e, struct encoded_block *b, size_t c)
{
    dither_run(&e->dither[c], b->x + c, b->whole + c, b->n, e->channels);
    for (size_t i = c; i < b->n * e->channels; i += e->channels)
        b->whole[i] = (int)((unsigned)b->whole[i] << (32 - e->bits));
}

static enum err dither_left(void *self, void *block)
{
    dither_channel(self, block, 0);
    return OK;
}

static enum err dither_right(void *self, void *block)
{
    dither_channel(self, block, 1);
    return OK;
}

static enum err write_whole(void *self, void *block)
{
    struct encoder *e = self;
    struct encoded_block *b = block;

    return sf_writef_int(e->file, b->whole, (sf_count_t)b->n) == (sf_count_t)b->n ? OK : fail(ERR_FULL, "no room is left for the file");
}

static enum err feed(struct encoder *e, const float *in, size_t n)
{
    float out[2 * BLOCK];
    size_t taken, given;

    do {
        TRY(resample_run(&e->resample, in, n, &taken, out, BLOCK, &given));
        if (sf_writef_float(e->file, out, (sf_count_t)given) != (sf_count_t)given)
            return fail(ERR_FULL, "no room is left for the file");
        in = in ? in + taken * e->channels : NULL;
        n -= taken;
    } while (n || given == BLOCK);
    return OK;
}

static enum err write_floats(void *self, void *block)
{
    struct encoded_block *b = block;

    return feed(self, b->x, b->n);
}

int64_t output_gap_frames(double gap_s, int64_t rate_hz)
{
    return llround(gap_s * (double)rate_hz);
}

static enum err write_gap(struct encoder *e)
{
    struct encoded_block silence = {0};

    for (int64_t left = e->gap; left > 0; left -= (int64_t)silence.n) {
        silence.n = left < BLOCK ? (size_t)left : BLOCK;
        TRY(e->bits ? write_whole(e, &silence) : write_floats(e, &silence));
    }
    return OK;
}

enum err encode_output(const struct output_job *job, int fd)
{
    static const struct tags none = {0};
    const struct tags *t = job->tags ? job->tags : &none;
    CLEANUP(encoder_close) struct encoder e = {0};
    struct station station[4] = {{read_block, &e}, {write_floats, &e}};
    size_t count = 2;

    TRY(pcm_open(job->master_fd, &e.in));
    if (e.in.channels > 2)
        return fail(ERR_FAULT, "one or two channels can be encoded");
    e.gap = output_gap_frames(job->gap_s, e.in.rate_hz);
    TRY(encoder_open(&e, job->format, t, fd));
    if (e.bits) {
        station[1].run = dither_left;
        if (e.channels == 2)
            station[count++] = (struct station){dither_right, &e};
        station[count++] = (struct station){write_whole, &e};
    }
    TRY(relay_run(&(struct relay){.station = station, .count = count, .blocks = relay_blocks(e.in.frames),
                                  .block_bytes = sizeof(struct encoded_block), .threads = job->threads}));
    TRY(write_gap(&e));
    TRY(e.resample.soxr ? feed(&e, NULL, 0) : OK);
    int bad = sf_close(e.file);
    e.file = NULL;
    if (bad)
        return fail(ERR_FULL, "no room is left for the file");
    return tags_end(fd, formats[job->format].format, t);
}
