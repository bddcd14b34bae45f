/* SPDX-License-Identifier: ISC */
/* peaks.js - reads audiowaveform's .dat, version 2, and answers how high the wave is between two moments. */
export function readPeaks(bytes) {
  const view = new DataView(bytes);
  if (view.getInt32(0, true) !== 2) throw new Error('not a .dat of version 2');
  const wide = !(view.getUint32(4, true) & 1);
  const rate = view.getInt32(8, true), perPixel = view.getInt32(12, true);
  const length = view.getUint32(16, true), channels = view.getInt32(20, true);
  const values = wide ? new Int16Array(bytes.slice(24)) : new Int8Array(bytes, 24);
  const top = wide ? 32768 : 128;

  /* The lowest and highest of all channels from `from` to `to`, in seconds; -1 to 1. */
  function between(from, to) {
    const first = Math.max(0, Math.floor((from * rate) / perPixel));
    const last = Math.min(length, Math.max(first + 1, Math.ceil((to * rate) / perPixel)));
    let low = 0, high = 0;
    for (let i = first * channels; i < last * channels; i++) {
      if (values[2 * i] < low) low = values[2 * i];
      if (values[2 * i + 1] > high) high = values[2 * i + 1];
    }
    return [low / top, high / top];
  }
  let highest = 0;
  for (const value of values) highest = Math.max(highest, Math.abs(value) / top);
  return { between, highest, seconds: (length * perPixel) / rate };
}
