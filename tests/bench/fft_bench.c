/* SPDX-License-Identifier: ISC */
/* fft_bench - our transform beside FFTW's (measured plans, single precision) in one run; built by meter_bench.py where
 * FFTW is installed.  FFTW is the oracle here and nowhere else. */
#include "dsp/fft.h"

#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(void)
{
    static const size_t sizes[] = {2048, 16384, 32768};

    for (int k = 0; k < 3; k++) {
        size_t n = sizes[k];
        struct fft f;
        float *memory = aligned_alloc(64, fft_floats(n) * 4 + 64), *x = aligned_alloc(64, n * 4), *re = aligned_alloc(64, n * 4),
              *im = aligned_alloc(64, n * 4);
        fftwf_complex *out = fftwf_malloc(n * 8);
        fftwf_plan plan = fftwf_plan_dft_r2c_1d((int)n, x, out, FFTW_MEASURE);
        double ours = 1, theirs = 1;
        fft_prepare(&f, n, memory);
        for (size_t i = 0; i < n; i++)
            x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
        for (int turn = 0; turn < 60; turn++) {
            double begun = cpu();
            for (int i = 0; i < 20; i++)
                fft_forward(&f, x, re, im);
            double middle = cpu();
            for (int i = 0; i < 20; i++)
                fftwf_execute(plan);
            double end = cpu();
            ours = middle - begun < ours ? middle - begun : ours;
            theirs = end - middle < theirs ? end - middle : theirs;
        }
        printf("| FFT of %zu real samples, %.1f us | FFTW %.1f us | <= 1.8 x its time | %.2f x |\n", n, ours / 20 * 1e6, theirs / 20 * 1e6, ours / theirs);
    }
    return 0;
}
