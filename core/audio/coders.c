/* SPDX-License-Identifier: ISC */
#include "audio/coders.h"

#include "audio/pcm.h"
#include "audio/resample.h"

#include <opus/opus.h>
#include <sndfile.h>
#include <string.h>

/* FRAME: 20 ms, as everybody's.  PACKET_MOST: as long as a packet of one frame can be. */
enum { BLOCK = 4096, OPUS_HZ = 48000, FRAME = 960, PACKET_MOST = 1275 + 1, OPUS_BITS_A_SECOND = 128000 };

static enum err encode_file(const struct codec *c, int canonical_fd, int fd_out);
static enum err through_opus(const struct codec *c, int canonical_fd, int fd_out);

const struct codec codecs[CODEC_WAYS] = {
    {"mp3_320", encode_file, -0.3, -0.45, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0, false},
    {"mp3_128", encode_file, -0.3, -0.45, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.67, false},
    {"opus_128", through_opus, -0.6, -0.75, 0, 0, true},
    {"opus_128", through_opus, -0.6, -0.75, 0, 0, false},
    {"vorbis_160", encode_file, -0.1, -0.25, SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.5, false},
};

/* ---- the song, at the codec's rate ------------------------------------------------------------ */

struct taker {
    enum err (*take)(void *to, const float *x, size_t n); /* x: interleaved */
    void *to;
};

static enum err resampled(struct resample *r, const float *x, size_t n, const struct taker *t)
{
    float out[2 * BLOCK];
    size_t taken, given;

    do {
        TRY(resample_run(r, x, n, &taken, out, BLOCK, &given));
        TRY(t->take(t->to, out, given));
        x = x ? x + taken * r->channels : NULL;
        n -= taken;
    } while (n || given == BLOCK);
    return OK;
}

static enum err feed(const struct pcm *in, int64_t rate_hz, const struct taker *t)
{
    CLEANUP(resample_close) struct resample r = {0};
    float block[2 * BLOCK];

    TRY(resample_open(&r, in->rate_hz, rate_hz, (size_t)in->channels));
    for (int64_t at = 0; at < in->frames; at += BLOCK) {
        size_t n = in->frames - at < BLOCK ? (size_t)(in->frames - at) : BLOCK;
        TRY(pcm_read(in, at, block, n));
        TRY(resampled(&r, block, n, t));
    }
    return r.soxr ? resampled(&r, NULL, 0, t) : OK;
}

/* ---- by libsndfile ------------------------------------------------------------------------------ */

static void close_sound(SNDFILE **f)
{
    if (*f)
        sf_close(*f);
}

static enum err write_file(void *file, const float *x, size_t n)
{
    if (sf_writef_float(file, x, (sf_count_t)n) != (sf_count_t)n)
        return fail(ERR_FULL, "no room is left for the sound at work");
    return OK;
}

static int64_t file_rate(int64_t rate_hz)
{
    return rate_hz == 44100 || rate_hz == 48000 || rate_hz == 32000 ? rate_hz : rate_hz % 44100 ? 48000 : 44100;
}

static enum err encode_file(const struct codec *c, int canonical_fd, int fd_out)
{
    CLEANUP(close_sound) SNDFILE *f = NULL;
    double compression = c->compression;
    int mode = SF_BITRATE_MODE_CONSTANT;
    struct pcm in;

    TRY(pcm_open(canonical_fd, &in));
    SF_INFO info = {.samplerate = (int)file_rate(in.rate_hz), .channels = (int)in.channels, .format = c->format};
    f = sf_open_fd(fd_out, SFM_WRITE, &info, SF_FALSE);
    if (!f)
        return fail(ERR_FAULT, "encoder: %s", sf_strerror(NULL));
    if ((c->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG)
        sf_command(f, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    sf_command(f, SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
    return feed(&in, info.samplerate, &(struct taker){write_file, f});
}

/* ---- by libopus ------------------------------------------------------------------------------------ */

/* A frame goes in and comes out at once, the encoder's delay late. */
struct opus {
    OpusEncoder *encoder;
    OpusDecoder *decoder;
    float frame[2 * FRAME];
    size_t channels, filled; /* frames of it */
    int64_t delay, left;     /* frames not to be written first; to be written */
    struct pcm out;
};

static void close_opus(struct opus *o)
{
    if (o->encoder)
        opus_encoder_destroy(o->encoder);
    if (o->decoder)
        opus_decoder_destroy(o->decoder);
}

static enum err open_opus(struct opus *o, bool free, int channels)
{
    opus_int32 delay = 0;
    int error = OPUS_OK;

    o->channels = (size_t)channels;
    o->encoder = opus_encoder_create(OPUS_HZ, channels, OPUS_APPLICATION_AUDIO, &error);
    if (error == OPUS_OK)
        o->decoder = opus_decoder_create(OPUS_HZ, channels, &error);
    if (error != OPUS_OK)
        return fail(ERR_FAULT, "opus: %s", opus_strerror(error));
    opus_encoder_ctl(o->encoder, OPUS_SET_BITRATE(OPUS_BITS_A_SECOND));
    opus_encoder_ctl(o->encoder, OPUS_SET_COMPLEXITY(10));
    opus_encoder_ctl(o->encoder, OPUS_SET_VBR(1));
    opus_encoder_ctl(o->encoder, OPUS_SET_VBR_CONSTRAINT(!free));
    opus_encoder_ctl(o->encoder, OPUS_GET_LOOKAHEAD(&delay));
    o->delay = delay;
    return OK;
}

static enum err one_frame(struct opus *o)
{
    unsigned char packet[PACKET_MOST];
    float heard[2 * FRAME];
    opus_int32 bytes = opus_encode_float(o->encoder, o->frame, FRAME, packet, sizeof packet);

    if (bytes < 0 || opus_decode_float(o->decoder, packet, bytes, heard, FRAME, 0) != FRAME)
        return fail(ERR_FAULT, "opus: %s", bytes < 0 ? opus_strerror(bytes) : "a frame is lost");
    o->filled = 0;
    int64_t skip = o->delay < FRAME ? o->delay : FRAME, n = FRAME - skip < o->left ? FRAME - skip : o->left;
    o->delay -= skip;
    o->left -= n;
    return n > 0 ? pcm_append(&o->out, heard + skip * (int64_t)o->channels, (size_t)n) : OK;
}

static enum err take_opus(void *opus, const float *x, size_t n)
{
    struct opus *o = opus;

    while (n) {
        size_t part = FRAME - o->filled < n ? FRAME - o->filled : n;
        memcpy(o->frame + o->filled * o->channels, x, part * o->channels * sizeof *x);
        o->filled += part;
        x += part * o->channels;
        n -= part;
        if (o->filled == FRAME)
            TRY(one_frame(o));
    }
    return OK;
}

static enum err through_opus(const struct codec *c, int canonical_fd, int fd_out)
{
    CLEANUP(close_opus) struct opus o = {0};
    static const float silence[2 * FRAME];
    struct pcm in;

    TRY(pcm_open(canonical_fd, &in));
    TRY(open_opus(&o, c->free, (int)in.channels));
    TRY(pcm_create(fd_out, OPUS_HZ, in.channels, &o.out));
    o.left = (in.frames * OPUS_HZ + in.rate_hz - 1) / in.rate_hz;
    TRY(feed(&in, OPUS_HZ, &(struct taker){take_opus, &o}));
    while (o.left > 0)
        TRY(take_opus(&o, silence, FRAME));
    return pcm_finish(&o.out);
}
