/* SPDX-License-Identifier: ISC */
/* time.js - frames and seconds, and the curve of a switch. */
export const RATE = 48000;

/* Seconds that, times the rate, give these frames again as exactly as a double can: one plain
 * division in nine falls a hair short, and where that is cut off the join is one sample early. */
export function exactSeconds(frames) {
  let s = frames / RATE;
  for (let i = 0; i < 4 && s * RATE !== frames; i++) s += (s * RATE < frames ? 1 : -1) * s * 2 ** -52;
  return s;
}

/* From one gain to another in equal power: what fades and what comes make one. */
export const STEPS = 65;
export const glide = (from, to) => Float32Array.from({ length: STEPS }, (_, i) => {
  const angle = (i / (STEPS - 1)) * (Math.PI / 2);
  return from === 0 ? to * Math.sin(angle) : to === 0 ? from * Math.cos(angle) : to + (from - to) * Math.cos(angle) ** 2;
});
