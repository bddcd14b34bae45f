/* SPDX-License-Identifier: ISC */
#include "dsp/meter.h"

#include "dsp/clones.h"
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
    double shelf[5] = {(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0,
                       2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};

    k = dsp_tan(DSP_PI * 38.13547087602444 / (double)m->rate_hz);
    q = 0.5003270373238773;
    a0 = 1 + k / q + k * k;
    double pass[5] = {1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0};
    memcpy(m->shelf, shelf, sizeof shelf);
    memcpy(m->pass, pass, sizeof pass);
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

typedef double four __attribute__((vector_size(32)));

/* Four lanes: both channels in the shelf and, one sample behind, both in the high pass: so the two filters
 * of a channel need not wait for each other, and what is weighed is a sample late.  State-space form:
 *   y = b0 x + s1;  s1' = (b1 - a1 b0) x - a1 s1 + s2;  s2' = (b2 - a2 b0) x - a2 s1. */
CLONES static void weigh(struct meter *m, const float *restrict left, const float *restrict right, size_t n)
{
    const double *sets[2] = {m->shelf, m->pass};
    four b0, b1, b2, a1, a2, s1, s2, out, energy = {0}, product = {0};

    for (int i = 0; i < 4; i++) {
        const double *f = sets[i / 2];
        b0[i] = f[0];
        b1[i] = f[1] - f[3] * f[0];
        b2[i] = f[2] - f[4] * f[0];
        a1[i] = f[3];
        a2[i] = f[4];
    }
    memcpy(&s1, m->s1, sizeof s1);
    memcpy(&s2, m->s2, sizeof s2);
    memcpy(&out, m->out, sizeof out);
    for (size_t i = 0; i < n; i++) {
        four x = {(double)left[i], (double)right[i], out[0], out[1]};
        four next = b1 * x + s2 - a1 * s1;
        out = b0 * x + s1;
        s2 = b2 * x - a2 * s1;
        s1 = next;
        energy += out * out;
        product += out * __builtin_shufflevector(out, out, 1, 0, 3, 2);
    }
    memcpy(m->s1, &s1, sizeof s1);
    memcpy(m->s2, &s2, sizeof s2);
    memcpy(m->out, &out, sizeof out);
    m->sum += m->channels == 2 ? energy[2] + energy[3] : energy[2];
    m->product += product[2];
}

/* What rings on after the sound is over would become numbers too small to be computed quickly. */
static void hush(struct meter *m)
{
    for (int i = 0; i < 4; i++)
        if (fabs(m->s1[i]) + fabs(m->s2[i]) + fabs(m->out[i]) < 1e-30)
            m->s1[i] = m->s2[i] = m->out[i] = 0;
}

static void end_cell(struct meter *m)
{
    double length = (double)(m->next - (int64_t)m->count * m->rate_hz / CELLS_A_SECOND);

    if (m->count < m->room) {
        if (m->products)
            m->products[m->count] = m->product / length;
        m->cells[m->count++] = m->sum / length;
    }
    m->sum = m->product = 0;
    m->next = cell_end(m);
    hush(m);
}

static void end_fine(struct meter *m)
{
    m->fine[m->fine_next / m->fine_samples] = (float)(m->fine_sum / (double)m->fine_samples);
    m->fine_sum = 0;
    m->fine_next += m->fine_samples;
}

void meter_run(struct meter *m, const float *const *channel, size_t n)
{
    for (size_t done = 0; done < n;) {
        int64_t end = m->fine && m->fine_next + m->fine_samples < m->next ? m->fine_next + m->fine_samples : m->next;
        size_t left = (size_t)(end - m->seen), now = left < n - done ? left : n - done;
        double before = m->sum;
        weigh(m, channel[0] + done, channel[m->channels - 1] + done, now);
        m->fine_sum += m->sum - before;
        done += now;
        m->seen += (int64_t)now;
        if (m->fine && m->seen == m->fine_next + m->fine_samples)
            end_fine(m);
        if (m->seen == m->next)
            end_cell(m);
    }
}

double meter_energy(struct meter *m, const float *const *channel, size_t n)
{
    m->sum = m->product = 0;
    weigh(m, channel[0], channel[m->channels - 1], n);
    hush(m);
    return m->sum;
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

void loudness_mono(const double *cells, const double *products, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) /* the middle in both channels */
        out[i] = 0.5 * (cells[i] + 2 * products[i]);
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

static double stretch_max(const double *cells, size_t n, size_t length)
{
    double most = 0, sum = 0;

    for (size_t i = 0; i < n; i++) { /* a running sum of energies: errors stay far below 0.001 dB */
        sum += cells[i];
        if (i >= length)
            sum -= cells[i - length];
        if (i + 1 >= length && sum > most)
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

static void range_of(const double *cells, size_t n, double *work, struct loudness *out)
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
        return;
    gate = sum / (double)count / 100;
    for (size_t i = 0; i < count; i++)
        if (work[i] > gate)
            work[kept++] = work[i];
    sort(work, kept);
    out->short_p10 = lufs(work[lrint((double)(kept - 1) * 0.10)]);
    out->short_p50 = lufs(work[lrint((double)(kept - 1) * 0.50)]);
    out->short_p95 = lufs(work[lrint((double)(kept - 1) * 0.95)]);
    out->range = out->short_p95 - out->short_p10;
}

void loudness_of(const double *cells, size_t n, double *work, struct loudness *out)
{
    out->integrated = loudness_integrated(cells, n);
    out->momentary_max = n >= 40 ? stretch_max(cells, n, 40) : DSP_SILENCE_DB;
    out->short_max = n >= 300 ? stretch_max(cells, n, 300) : DSP_SILENCE_DB;
    out->range = 0;
    out->short_p10 = out->short_p50 = out->short_p95 = DSP_SILENCE_DB;
    range_of(cells, n, work, out);
}
