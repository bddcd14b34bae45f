/* SPDX-License-Identifier: ISC */
/* detail.js - a wave sample by sample, out of the pieces that are decoded: for what peaks are too coarse. */
import { RATE } from './time.js';

export const FINE_S = 4; // peaks have a value every 10.7 ms: a window that is shorter shows steps

/* Whether all pieces between two moments are decoded; those that are not are asked for. */
export function detailed(stream, from, to) {
  let all = true;
  for (let frame = Math.floor(from * RATE); frame < to * RATE;) {
    const { number, frames } = stream.at(frame);
    if (number !== null && !stream.ready(number)) {
      all = false;
      if (!stream.resting) stream.decode(number).catch(() => { /* then the peaks do */ });
    }
    frame += frames;
  }
  return all;
}

/* As readPeaks() answers: the lowest and highest between two moments of the song, for two channels from `first` on. */
export const detail = (stream, first, gain) => ({
  between(from, to) {
    let low = 0, high = 0;
    const end = Math.ceil(to * RATE);
    for (let frame = Math.floor(from * RATE); frame < end;) {
      const { number, offset, frames } = stream.at(frame), here = Math.min(frames, end - frame);
      const buffer = number !== null && stream.ready(number);
      for (let channel = first; buffer && channel < first + 2; channel++) {
        const samples = buffer.getChannelData(channel);
        for (let n = offset; n < offset + here; n++) {
          if (samples[n] < low) low = samples[n];
          if (samples[n] > high) high = samples[n];
        }
      }
      frame += here;
    }
    return [low / gain, high / gain];
  },
});
