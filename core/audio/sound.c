/* SPDX-License-Identifier: ISC */
#include "audio/sound.h"

#include "audio/refusals.h"
#include "audio/relay.h"

#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 4096 };

static const float loudest = 1e6f; /* 120 dB above full scale: no mix, but a filter that ran away */

const struct sound_limits sound_limits_usual = {
    .seconds_min = 1,
    .seconds_max = 3600,
    .decoded_bytes_max = INT64_C(6) << 30,
    .expansion_max = 1000,
};

/* ---- reading ------------------------------------------------------------------- */

static void close_sound(SNDFILE **f)
{
    if (*f)
        sf_close(*f);
}

/* A file as its recorder would have left it: the size is filled in, what lies behind the sound is not there.  (And the
 * descriptor stays ours: sf_open_fd closes it when it fails, whatever it was asked.) */
struct view {
    int fd;
    int64_t at, bytes, sizeless_at;
};

static sf_count_t view_length(void *arg)
{
    return ((struct view *)arg)->bytes;
}

static sf_count_t view_seek(sf_count_t by, int whence, void *arg)
{
    struct view *v = arg;

    return v->at = by + (whence == SEEK_CUR ? v->at : whence == SEEK_END ? v->bytes : 0);
}

static sf_count_t view_read(void *to, sf_count_t n, void *arg)
{
    struct view *v = arg;
    char *bytes = to;
    sf_count_t left = v->at < 0 || v->at > v->bytes ? 0 : v->bytes - v->at;
    ssize_t got = pread(v->fd, bytes, (size_t)(n < left ? n : left), v->at);

    for (int64_t i = v->sizeless_at ? 0 : 4; i < 4; i++) /* the largest number: libsndfile goes to the end */
        if (v->sizeless_at + i >= v->at && v->sizeless_at + i < v->at + got)
            bytes[v->sizeless_at + i - v->at] = (char)0xff;
    v->at += got > 0 ? got : 0;
    return got > 0 ? got : 0;
}

static sf_count_t view_tell(void *arg)
{
    return ((struct view *)arg)->at;
}

static SNDFILE *open_sound(int fd, const struct sniffed *kind, struct view *view, SF_INFO *info)
{
    SF_VIRTUAL_IO io = {view_length, view_seek, view_read, NULL, view_tell};
    struct stat file;

    if (fstat(fd, &file))
        return NULL;
    *view = (struct view){fd, 0, kind->end && kind->end < file.st_size ? kind->end : file.st_size, kind->sizeless_at};
    return sf_open_virtual(&io, SFM_READ, info, view);
}

static int64_t bits_of(int format)
{
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
        return 8;
    case SF_FORMAT_PCM_16:
        return 16;
    case SF_FORMAT_PCM_24:
        return 24;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
        return 32;
    case SF_FORMAT_DOUBLE:
        return 64;
    default:
        return 0;
    }
}

static enum err check_info(const SF_INFO *info, const struct sound_limits *l)
{
    if (info->channels < 1 || info->channels > 2)
        return refusal(REFUSAL_CHANNELS);
    if (info->samplerate < 8000 || info->samplerate > 192000)
        return refusal(REFUSAL_RATE);
    if (info->frames != SF_COUNT_MAX && (double)info->frames > l->seconds_max * info->samplerate)
        return refusal(REFUSAL_TOO_LONG);
    return OK;
}

struct reading {
    SNDFILE *file;
    int rate_hz;
    const struct sound_limits *limits;
    struct sound_sink sink;
    struct decoded *out;
    bool over;
};

struct read_block {
    float x[BLOCK * 2];
    size_t n;
};

static enum err read_block(void *self, void *block)
{
    struct reading *r = self;
    struct read_block *b = block;
    sf_count_t got = sf_readf_float(r->file, b->x, BLOCK);

    b->n = got > 0 ? (size_t)got : 0;
    r->over = got <= 0;
    r->out->frames += (int64_t)b->n;
    return (double)r->out->frames > r->limits->seconds_max * r->rate_hz ? refusal(REFUSAL_TOO_LONG) : OK;
}

static enum err hand_over(void *self, void *block)
{
    const struct reading *r = self;
    const struct read_block *b = block;

    return r->sink.frames(r->sink.to, b->x, b->n);
}

static enum err read_all(SNDFILE *f, const SF_INFO *info, const struct sound_limits *l, struct sound_sink sink,
                         struct decoded *out)
{
    struct reading r = {.file = f, .rate_hz = info->samplerate, .limits = l, .sink = sink, .out = out};
    const struct station station[] = {{read_block, &r}, {hand_over, &r}};

    TRY(sink.begin(sink.to, info->samplerate, info->channels));
    TRY(relay_run(&(struct relay){.station = station, .count = 2, .blocks = INT64_MAX, .over = &r.over,
                                  .block_bytes = sizeof(struct read_block), .threads = l->threads}));
    if (!out->kind.lossy && info->frames != SF_COUNT_MAX && out->frames < info->frames)
        return refusal(REFUSAL_TRUNCATED);
    return OK;
}

/* A file that is none of ours, but might be one of libsndfile's? */
static bool worth_trying(const struct sound_limits *l)
{
    static const enum refusal kinds[] = {REFUSAL_UNKNOWN_FORMAT, REFUSAL_NOT_AUDIO, REFUSAL_CODEC_NOT_TAKEN};

    for (size_t i = 0; l->every_format && i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(err_code(), refusal_code(kinds[i])))
            return true;
    return false;
}

enum err sound_read(int fd, const struct sound_limits *l, struct sound_sink sink, struct decoded *out)
{
    CLEANUP(close_sound) SNDFILE *f = NULL;
    SF_INFO info = {0};
    struct view view;

    *out = (struct decoded){0};
    enum err known = sniff_fd(fd, &out->kind);
    if (known != OK && !worth_trying(l))
        return known;
    f = open_sound(fd, &out->kind, &view, &info);
    if (!f && known != OK)
        return known;
    if (!f)
        return refusal(sf_error(NULL) == SF_ERR_UNSUPPORTED_ENCODING ? REFUSAL_CODEC_NOT_TAKEN : REFUSAL_BAD_HEADER);
    TRY(check_info(&info, l));
    if (known != OK && out->kind.end > view.bytes) /* libsndfile does not miss what half an AU file lacks */
        return refusal(REFUSAL_TRUNCATED);
    if (known != OK)
        out->kind = (struct sniffed){"other", "other", "application/octet-stream", bits_of(info.format) == 0, 0, 0};
    out->rate_hz = info.samplerate;
    out->channels = info.channels;
    out->bits = out->kind.lossy ? 0 : bits_of(info.format);
    TRY(read_all(f, &info, l, sink, out));
    out->seconds = (double)out->frames / (double)out->rate_hz;
    return OK;
}

enum err sound_likely(int fd)
{
    CLEANUP(close_sound) SNDFILE *f = NULL;
    SF_INFO info = {0};
    struct sniffed kind;
    struct view view;

    if (sniff_fd(fd, &kind) == OK || strcmp(err_code(), refusal_code(REFUSAL_NOT_AUDIO)) != 0)
        return OK; /* it may be cut off where the head is */
    f = open_sound(fd, &kind, &view, &info);
    return f ? OK : refusal(REFUSAL_NOT_AUDIO);
}

/* ---- judging ------------------------------------------------------------------- */

enum err sound_judge_begin(void *judge, int64_t rate_hz, int64_t channels)
{
    struct sound_judge *j = judge;

    if (channels < 1 || channels > 2)
        return refusal(REFUSAL_CHANNELS);
    if (rate_hz < 8000 || rate_hz > 192000)
        return refusal(REFUSAL_RATE);
    j->begun = true;
    for (int c = 0; c < 2; c++) {
        j->low[c] = INFINITY;
        j->high[c] = -INFINITY;
    }
    return pcm_create(j->out.fd, rate_hz, channels, &j->out);
}

/* Lowest and highest of each channel; false: something is no number.  Lane by lane, so that it can be done eight at a time. */
static bool range_of(const float *x, size_t n, size_t channels, float *low, float *high)
{
    enum { WIDE = 8 };
    float least[WIDE], most[WIDE], wrong[WIDE] = {0};
    size_t i = 0;

    for (size_t k = 0; k < WIDE; k++) {
        least[k] = low[k % channels];
        most[k] = high[k % channels];
    }
    for (; i + WIDE <= n; i += WIDE)
        for (size_t k = 0; k < WIDE; k++) {
            least[k] = x[i + k] < least[k] ? x[i + k] : least[k];
            most[k] = x[i + k] > most[k] ? x[i + k] : most[k];
            wrong[k] += x[i + k] * 0; /* a NaN or an infinity stays one */
        }
    for (size_t k = 0; i + k < n; k++) {
        least[k] = fminf(least[k], x[i + k]);
        most[k] = fmaxf(most[k], x[i + k]);
        wrong[k] += x[i + k] * 0;
    }
    bool numbers = true;
    for (size_t k = 0; k < WIDE; k++) {
        low[k % channels] = fminf(low[k % channels], least[k]);
        high[k % channels] = fmaxf(high[k % channels], most[k]);
        numbers &= wrong[k] == 0;
    }
    return numbers;
}

enum err sound_judge_frames(void *judge, const float *interleaved, size_t n)
{
    struct sound_judge *j = judge;
    size_t channels = (size_t)j->out.channels;
    int64_t bytes = (j->out.frames + (int64_t)n) * j->out.channels * 4;

    if (!j->begun)
        return refusal(REFUSAL_DECODER_CRASHED);
    if ((double)(j->out.frames + (int64_t)n) > j->limits->seconds_max * (double)j->out.rate_hz)
        return refusal(REFUSAL_TOO_LONG);
    if (bytes > j->limits->decoded_bytes_max ||
        (bytes > 16 << 20 && bytes / j->limits->expansion_max > j->file_bytes))
        return refusal(REFUSAL_DECODE_BOMB);
    if (!range_of(interleaved, n * channels, channels, j->low, j->high))
        return refusal(REFUSAL_NAN);
    for (size_t c = 0; c < channels; c++)
        if (j->low[c] < -loudest || j->high[c] > loudest)
            return refusal(REFUSAL_NAN);
    return pcm_append(&j->out, interleaved, n);
}

enum err sound_judge_finish(struct sound_judge *j)
{
    static const float hushed = 3.2e-5f; /* -90 dBFS: a step of 16 bits */
    bool silent = true, still = true;

    if (!j->begun || !j->out.frames)
        return refusal(REFUSAL_NO_AUDIO);
    if ((double)j->out.frames < j->limits->seconds_min * (double)j->out.rate_hz)
        return refusal(REFUSAL_TOO_SHORT);
    for (int64_t c = 0; c < j->out.channels; c++) {
        silent = silent && fabsf(j->low[c]) < hushed && fabsf(j->high[c]) < hushed;
        still = still && j->high[c] - j->low[c] < hushed;
    }
    if (silent)
        return refusal(REFUSAL_SILENCE);
    if (still)
        return refusal(REFUSAL_DC_ONLY);
    return pcm_finish(&j->out);
}

enum err sound_decode(int fd_in, const struct sound_limits *l, int fd_out, struct decoded *out)
{
    struct sound_judge judge = {.out.fd = fd_out, .limits = l};
    struct stat file;

    if (fstat(fd_in, &file))
        return fail(ERR_FAULT, "fstat: %s", strerror(errno));
    judge.file_bytes = file.st_size;
    TRY(sound_read(fd_in, l, (struct sound_sink){sound_judge_begin, sound_judge_frames, &judge}, out));
    return sound_judge_finish(&judge);
}
