/* SPDX-License-Identifier: ISC */
/* meter.js - how wide a moment of sound is, in numbers. */
const SILENCE = 1e-9; // mean square: -90 dB

/* Of two channels -> { correlation: 1 is mono, below 0 is risky; width: sides against the middle in dB } or null
 * where nothing sounds. */
export function stereoOf(left, right) {
  let ll = 0, rr = 0, lr = 0;
  for (let n = 0; n < left.length; n++) {
    ll += left[n] * left[n];
    rr += right[n] * right[n];
    lr += left[n] * right[n];
  }
  if ((ll + rr) / left.length < SILENCE) return null;
  const middle = (ll + rr) / 2 + lr, side = (ll + rr) / 2 - lr;
  return {
    correlation: ll && rr ? lr / Math.sqrt(ll * rr) : 0,
    width: 10 * Math.log10(Math.max(side, 1e-6 * (ll + rr)) / Math.max(middle, 1e-6 * (ll + rr))),
  };
}
