/* SPDX-License-Identifier: ISC */
/* meter_bench FILE.wav - user CPU seconds of the meter alone, of the whole analysis and of libebur128's on the same samples,
 * which stand in memory (the analysis reads them from a nameless file).  Each is the best of three; built by meter_bench.py. */
#include "audio/listen.h"
#include "audio/sound.h"
#include "base/arena.h"
#include "dsp/meter.h"

#include <ebur128.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BLOCK = 4096 };

static double cpu(void)
{
    struct rusage r;

    getrusage(RUSAGE_SELF, &r);
    return (double)r.ru_utime.tv_sec + (double)r.ru_utime.tv_usec * 1e-6;
}

static double ours(const float *x, size_t n, int64_t rate, struct loudness *out, double *peak)
{
    struct truepeak *t = aligned_alloc(64, (sizeof *t + 63) / 64 * 64);
    struct meter m;
    size_t room = meter_cells((int64_t)n, rate);
    double *cells = malloc(room * 8), *work = malloc(room * 8), begun = cpu();
    float left[BLOCK], right[BLOCK];
    const float *const in[2] = {left, right};

    meter_prepare(&m, rate, 2, cells, room);
    truepeak_prepare(t, 2);
    for (size_t at = 0; at < n; at += BLOCK) {
        size_t now = n - at < BLOCK ? n - at : BLOCK;
        for (size_t i = 0; i < now; i++) {
            left[i] = x[2 * (at + i)];
            right[i] = x[2 * (at + i) + 1];
        }
        meter_run(&m, in, now);
        truepeak_run(t, in, now);
    }
    truepeak_finish(t);
    loudness_of(cells, m.count, work, out);
    *peak = (double)t->true_peak;
    begun = cpu() - begun;
    free(cells);
    free(work);
    free(t);
    return begun;
}

static double theirs(const float *x, size_t n, int64_t rate)
{
    double begun = cpu(), told, range;
    ebur128_state *e = ebur128_init(2, (unsigned long)rate, EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_S | EBUR128_MODE_M | EBUR128_MODE_TRUE_PEAK);

    for (size_t at = 0; at < n; at += BLOCK)
        ebur128_add_frames_float(e, x + 2 * at, n - at < BLOCK ? n - at : BLOCK);
    ebur128_loudness_global(e, &told);
    ebur128_loudness_range(e, &range);
    ebur128_destroy(&e);
    return cpu() - begun;
}

static double whole(int fd, int threads)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct analysis *out = NEW(a, struct analysis);
    struct stretch s = {0};
    double begun = cpu();

    if (pcm_open(fd, &s.pcm) != OK)
        exit(1);
    s.frames = s.pcm.frames;
    if (listen_to(a, &s, NULL, "measure", threads, out, NULL) != OK)
        exit(1);
    return cpu() - begun;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

int main(int argc, char **argv)
{
    struct decoded d;
    struct sound_limits l = sound_limits_usual;
    struct loudness told;
    struct pcm p;
    int in = open(argv[argc - 1], O_RDONLY), fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    double meter = 1e9, ebur = 1e9, all = 1e9, peak = 0;

    if (sound_decode(in, &l, fd, &d) != OK || pcm_open(fd, &p) != OK)
        return 1;
    float *x = malloc((size_t)d.frames * 8);
    if (d.channels != 2 || pcm_read(&p, 0, x, (size_t)d.frames) != OK)
        return 1;
    for (int i = 0; i < 3; i++) {
        meter = least(meter, ours(x, (size_t)d.frames, d.rate_hz, &told, &peak));
        all = least(all, whole(fd, 1));
    }
    ebur = theirs(x, (size_t)d.frames, d.rate_hz);
    printf("{\"seconds\": %.3f, \"meter\": %.4f, \"analysis\": %.4f, \"libebur128\": %.4f, \"lufs\": %.3f, \"peak\": %.6f}\n", d.seconds,
           meter, all, ebur, told.integrated, peak);
    free(x);
    return 0;
}
