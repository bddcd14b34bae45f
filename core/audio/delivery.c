/* SPDX-License-Identifier: ISC */
#include "audio/delivery.h"

#include "audio/pcm.h"
#include "audio/resample.h"
#include "audio/tape.h"
#include "dsp/elementary.h"
#include "dsp/guard.h"

enum { BLOCK = 4096 };

static void breathe(void *tape)
{
    tape_breathe(tape);
}

/* Interleaved frames to the end of what is on the tape; the filter's last breath beyond it is silence. */
static size_t lay(const struct tape *t, size_t at, const float *x, size_t n)
{
    size_t channels = (size_t)t->channels, room = t->frames - at;

    n = n < room ? n : room;
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < channels; c++)
            t->channel[c][at + i] = x[i * channels + c];
    return at + n;
}

static enum err to_tape(const struct pcm *in, struct resample *r, const struct tape *t, const struct walk *walk)
{
    float block[2 * BLOCK], out[2 * BLOCK];
    size_t taken, given, at = 0;

    for (int64_t from = 0; from < in->frames; from += BLOCK) {
        size_t n = in->frames - from < BLOCK ? (size_t)(in->frames - from) : BLOCK;
        TRY(pcm_read(in, from, block, n));
        walk_on(walk, (size_t)from);
        for (const float *x = block; n; x += taken * (size_t)in->channels, n -= taken) {
            TRY(resample_run(r, x, n, &taken, out, BLOCK, &given));
            at = lay(t, at, out, given);
        }
    }
    do {
        TRY(resample_run(r, NULL, 0, &taken, out, BLOCK, &given));
        at = lay(t, at, out, given);
    } while (given);
    return OK;
}

static enum err from_tape(const struct tape *t, int64_t rate_hz, float gain, int fd, const struct walk *walk)
{
    float block[2 * BLOCK];
    size_t channels = (size_t)t->channels;
    struct pcm out;

    TRY(pcm_create(fd, rate_hz, t->channels, &out));
    for (size_t at = 0; at < t->frames; at += BLOCK) {
        size_t n = t->frames - at < BLOCK ? t->frames - at : BLOCK;
        walk_on(walk, at);
        for (size_t i = 0; i < n; i++)
            for (size_t c = 0; c < channels; c++)
                block[i * channels + c] = t->channel[c][at + i] * gain;
        TRY(pcm_append(&out, block, n));
    }
    return pcm_finish(&out);
}

enum err delivery_rate(struct arena *a, int master_fd, int64_t rate_hz, double ceiling_db, int scratch_fd, int fd_out)
{
    CLEANUP(resample_close) struct resample r = {0};
    float ceiling = (float)db_gain(ceiling_db) * 0.9999f;
    struct tape song;
    const struct walk walk = {breathe, &song};
    struct pcm in;

    if (rate_hz < 8000 || rate_hz > 192000)
        return blame("rate", "the sample rate must lie between 8 and 192 kHz");
    TRY(pcm_open(master_fd, &in));
    size_t frames = (size_t)((in.frames * rate_hz + in.rate_hz - 1) / in.rate_hz);
    TRY(tape_new(a, scratch_fd, (int)in.channels, frames, &song));
    TRY(resample_open(&r, in.rate_hz, rate_hz, (size_t)in.channels));
    TRY(to_tape(&in, &r, &song, &walk));
    float peak = touch_up(&(struct touch){.channel = song.channel, .channels = song.channels, .rounds = 4, .frames = frames,
                                          .rate_hz = rate_hz, .ceiling = ceiling, .walk = &walk,
                                          .work = arena_alloc(a, touch_up_floats(frames) * sizeof(float))});
    return from_tape(&song, rate_hz, peak > ceiling ? ceiling / peak : 1, fd_out, &walk);
}
