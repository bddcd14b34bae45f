/* SPDX-License-Identifier: ISC */
/* lanes.js - what changes over a song, out of its report: as lines over seconds, and as a dozen moments to read. */
const CURVE_HZ = 10, FLOOR_LU = 30, ROWS = 12;

/* values: one every `step` seconds, the first in the middle of the first step; late: how much later than the song. */
function line(values, step, late, colour, dashed = false) {
  const index = (seconds) => Math.floor((seconds + late) / step);
  return {
    values, step, late, colour, dashed,
    at: (seconds) => values[index(seconds)] ?? null,
    between: (from, to) => values.slice(Math.max(0, index(from)), Math.max(0, index(to)) + 1).filter((value) => value !== null),
  };
}

/* report: of the master; other: of the one it is compared with, or nothing for its mix. */
export function lanesOf(report, other) {
  const trim = (one) => one.recipe?.trim_start || 0;
  const late = other ? trim(report) - trim(other) : trim(report);
  const seconds = report.after.seconds;
  const loud = [line((other ? other.after : report.before).loudness ?? [], 1, late, '--mix-text', true), line(report.after.loudness ?? [], 1, 0, '--master')];
  const heard = loud.flatMap(({ values }) => values).filter((value) => value !== null);
  const high = Math.ceil(Math.max(-40, ...heard) + 1), low = Math.max(Math.floor(Math.min(high - 6, ...heard) - 1), high - FLOOR_LU);
  const curves = [other?.limiter?.curve, report.limiter?.curve].map((curve, i) => curve?.length && line(curve.map((db) => -Math.abs(db)), 1 / CURVE_HZ, i ? 0 : late, i ? '--master' : '--mix-text', !i));
  const deepest = Math.min(-3, ...curves.filter(Boolean).flatMap(({ values }) => values));
  return {
    seconds,
    loudness: { lines: loud, low, high, levels: [-48, -42, -36, -30, -24, -18, -12, -6] },
    reduction: curves[1] ? { lines: curves.filter(Boolean), low: Math.floor(deepest - 0.5), high: 0, levels: [-1, -3, -6, -9, -12], filled: true } : null,
  };
}

/* Mean loudness and deepest reduction of a dozen stretches. */
export function moments({ seconds, loudness, reduction }) {
  const step = Math.max(1, Math.ceil(seconds / ROWS));
  const mean = (values) => (values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : null);
  return Array.from({ length: Math.ceil(seconds / step) }, (_, i) => {
    const at = i * step, to = Math.min(seconds, at + step) - 0.001, [first, second] = loudness.lines.map((one) => mean(one.between(at, to)));
    return { at, first, second, reduction: reduction ? Math.min(0, ...reduction.lines.at(-1).between(at, to)) : null };
  });
}
