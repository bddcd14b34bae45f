/* SPDX-License-Identifier: ISC */
#include "dsp/meter.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* ---- K-weighting ----------------------------------------------------------- */

/* The analogue prototypes behind BS.1770's table for 48 kHz (found by Brecht De Man), so that every
 * rate has the same curve. */
static void k_weighting(struct meter *m)
{
    double k = dsp_tan(DSP_PI * 1681.974450955533 / (double)m->rate_hz), q = 0.7071752369554196;
    double high = db_gain(3.999843853973347), band = dsp_pow(high, 0.4996667741545416);
    double a0 = 1 + k / q + k * k;

    m->shelf = (struct biquad){(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0,
                               (high - band * k / q + k * k) / a0, 2 * (k * k - 1) / a0,
                               (1 - k / q + k * k) / a0};
    k = dsp_tan(DSP_PI * 38.13547087602444 / (double)m->rate_hz);
    q = 0.5003270373238773;
    a0 = 1 + k / q + k * k;
    m->pass = (struct biquad){1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
}

size_t meter_cells(int64_t frames, int64_t rate_hz)
{
    return (size_t)(frames * CELLS_A_SECOND / rate_hz) + 1;
}

static int64_t cell_end(const struct meter *m)
{
    return (int64_t)(m->count + 1) * m->rate_hz / CELLS_A_SECOND;
}

void meter_prepare(struct meter *m, int64_t rate_hz, int channels, double *cells, size_t room)
{
    memset(m, 0, sizeof *m);
    m->rate_hz = rate_hz;
    m->channels = channels;
    m->cells = cells;
    m->room = room;
    m->next = cell_end(m);
    k_weighting(m);
}

/* Both channels side by side, so that the compiler may use vectors of two. */
static double weighted_energy(struct meter *m, const float *const *channel, size_t from, size_t n)
{
    const struct biquad f = m->shelf, g = m->pass;
    const float *x0 = channel[0] + from, *x1 = channel[m->channels - 1] + from;
    double s[4][2], sum[2] = {0, 0};

    for (int c = 0; c < 2; c++) {
        s[0][c] = m->past[c][0].s1;
        s[1][c] = m->past[c][0].s2;
        s[2][c] = m->past[c][1].s1;
        s[3][c] = m->past[c][1].s2;
    }
    for (size_t i = 0; i < n; i++) {
        double x[2] = {(double)x0[i], (double)x1[i]};
        for (int c = 0; c < 2; c++) {
            double y = f.b0 * x[c] + s[0][c];
            s[0][c] = f.b1 * x[c] - f.a1 * y + s[1][c];
            s[1][c] = f.b2 * x[c] - f.a2 * y;
            double z = y + s[2][c];
            s[2][c] = g.b1 * y - g.a1 * z + s[3][c];
            s[3][c] = y - g.a2 * z;
            sum[c] += z * z;
        }
    }
    for (int c = 0; c < 2; c++) {
        m->past[c][0] = (struct biquad_past){s[0][c], s[1][c]};
        m->past[c][1] = (struct biquad_past){s[2][c], s[3][c]};
    }
    return m->channels == 2 ? sum[0] + sum[1] : sum[0];
}

void meter_run(struct meter *m, const float *const *channel, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t left = (size_t)(m->next - m->seen), now = left < n - done ? left : n - done;
        m->sum += weighted_energy(m, channel, done, now);
        done += now;
        m->seen += (int64_t)now;
        if (m->seen < m->next)
            continue;
        int64_t begun = (int64_t)m->count * m->rate_hz / CELLS_A_SECOND;
        if (m->count < m->room)
            m->cells[m->count++] = m->sum / (double)(m->next - begun);
        m->sum = 0;
        m->next = cell_end(m);
    }
}

/* ---- loudness ---------------------------------------------------------------- */

static double lufs(double energy)
{
    double db = power_db(energy);

    return db <= DSP_SILENCE_DB ? DSP_SILENCE_DB : db - 0.691;
}

static double mean_cells(const double *cells, size_t first, size_t n)
{
    double sum = 0;

    for (size_t i = first; i < first + n; i++)
        sum += cells[i];
    return sum / (double)n;
}

double loudness_stretch(const double *cells, size_t first, size_t n)
{
    return n ? lufs(mean_cells(cells, first, n)) : DSP_SILENCE_DB;
}

/* Mean energy of the 400 ms blocks, one every 100 ms, that are louder than the gate. */
static double gated_mean(const double *cells, size_t n, double gate)
{
    double sum = 0;
    size_t count = 0;

    for (size_t i = 0; i + 40 <= n; i += 10) {
        double e = mean_cells(cells, i, 40);
        if (e <= gate)
            continue;
        sum += e;
        count++;
    }
    return count ? sum / (double)count : 0;
}

double loudness_integrated(const double *cells, size_t n)
{
    double loud = gated_mean(cells, n, db_power(-70 + 0.691));

    return loud > 0 ? lufs(gated_mean(cells, n, loud / 10)) : DSP_SILENCE_DB;
}

static double stretch_max(const double *cells, size_t n, size_t length, size_t step)
{
    double most = 0, sum = 0;

    for (size_t i = 0; i < n; i++) { /* a running sum of energies: errors stay far below 0.001 dB */
        sum += cells[i];
        if (i >= length)
            sum -= cells[i - length];
        if (i + 1 >= length && (i + 1 - length) % step == 0 && sum > most)
            most = sum;
    }
    return lufs(most / (double)length);
}

static void sort(double *x, size_t n) /* heap sort: no recursion, no worst case */
{
    for (size_t end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            double swap = x[--end];
            x[end] = x[0];
            x[0] = swap;
        }
        for (size_t root = start, child; (child = 2 * root + 1) < end; root = child) {
            if (child + 1 < end && x[child] < x[child + 1])
                child++;
            if (x[root] >= x[child])
                break;
            double swap = x[root];
            x[root] = x[child];
            x[child] = swap;
        }
    }
}

static double range_of(const double *cells, size_t n, double *work)
{
    double sum = 0, gate = db_power(-70 + 0.691);
    size_t count = 0, kept = 0;

    for (size_t i = 0; i + 300 <= n; i += 10) {
        double e = mean_cells(cells, i, 300);
        if (e <= gate)
            continue;
        work[count++] = e;
        sum += e;
    }
    if (!count)
        return 0;
    gate = sum / (double)count / 100;
    for (size_t i = 0; i < count; i++)
        if (work[i] > gate)
            work[kept++] = work[i];
    sort(work, kept);
    size_t low = (size_t)lrint((double)(kept - 1) * 0.10), high = (size_t)lrint((double)(kept - 1) * 0.95);
    return lufs(work[high]) - lufs(work[low]);
}

void loudness_of(const double *cells, size_t n, double *work, struct loudness *out)
{
    out->integrated = loudness_integrated(cells, n);
    out->momentary_max = n >= 40 ? stretch_max(cells, n, 40, 1) : DSP_SILENCE_DB;
    out->short_max = n >= 300 ? stretch_max(cells, n, 300, 10) : DSP_SILENCE_DB;
    out->range = range_of(cells, n, work);
}

/* ---- true peak --------------------------------------------------------------- */

void truepeak_prepare(struct truepeak *t, int channels)
{
    memset(t, 0, sizeof *t);
    t->channels = channels;
    oversample_prepare(&t->coarse, 4);
    fine_prepare(&t->fine);
}

/* kept holds the last samples before the new ones: what is judged lags by a few samples. */
static void judge(struct truepeak *t, const float *x, size_t n)
{
    oversample_peaks(&t->coarse, x, n, t->true_peak * 0.9f, t->peak);
    for (size_t i = 0; i < n; i++) {
        t->sample_peak = __builtin_fabsf(x[i]) > t->sample_peak ? __builtin_fabsf(x[i]) : t->sample_peak;
        if (t->peak[i] < t->true_peak * 0.9f)
            continue; /* 4 values a sample under-read by 0.7 dB at the very most */
        float a = fine_peak(&t->fine, x + i);
        t->true_peak = a > t->true_peak ? a : t->true_peak;
    }
}

void truepeak_run(struct truepeak *t, const float *const *channel, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t now = n - done < TRUEPEAK_BLOCK ? n - done : TRUEPEAK_BLOCK;
        for (int c = 0; c < t->channels; c++) {
            float *kept = t->kept[c];
            memcpy(kept + TRUEPEAK_KEEP, channel[c] + done, now * sizeof *kept);
            judge(t, kept + FINE_TAPS / 2, now);
            memmove(kept, kept + now, TRUEPEAK_KEEP * sizeof *kept);
        }
        done += now;
    }
}

void truepeak_finish(struct truepeak *t)
{
    static const float silence[TRUEPEAK_KEEP];
    const float *channels[CHANNELS_MOST] = {silence, silence};

    truepeak_run(t, channels, TRUEPEAK_KEEP);
}
