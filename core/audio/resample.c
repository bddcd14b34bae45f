/* SPDX-License-Identifier: ISC */
#include "audio/resample.h"

#include <soxr.h>
#include <string.h>

enum err resample_open(struct resample *r, int64_t from_hz, int64_t to_hz, size_t channels)
{
    soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    soxr_runtime_spec_t run = soxr_runtime_spec(1);
    soxr_error_t error = NULL;

    *r = (struct resample){.channels = channels};
    if (from_hz == to_hz)
        return OK;
    r->soxr = soxr_create((double)from_hz, (double)to_hz, (unsigned)channels, &error, &io, &quality, &run);
    return r->soxr ? OK : fail(ERR_BUSY, "resampler: %s", error);
}

void resample_close(struct resample *r)
{
    if (r->soxr)
        soxr_delete(r->soxr);
    r->soxr = NULL;
}

enum err resample_run(struct resample *r, const float *in, size_t n, size_t *taken, float *out, size_t room, size_t *given)
{
    if (r->soxr) {
        soxr_error_t error = soxr_process(r->soxr, in, n, taken, out, room, given);
        return error ? fail(ERR_FAULT, "resampler: %s", error) : OK;
    }
    *taken = *given = in && n < room ? n : in ? room : 0;
    if (*given)
        memcpy(out, in, *given * r->channels * sizeof *out);
    return OK;
}
