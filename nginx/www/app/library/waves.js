/* SPDX-License-Identifier: ISC */
/* waves.js - pictures of songs for the cards: fetched when a card has been in sight for a moment, a few at a
 * time, and kept as 64 heights each. */
import { version_peaks_get } from '../doors.js';
import { readPeaks } from '../player/peaks.js';
import { paced } from './pace.js';

const BARS = 64, AT_ONCE = 4, REST_MS = 200;
const kept = new Map(), waiting = [];
let running = 0;

function heights(bytes) {
  const peaks = readPeaks(bytes), step = peaks.seconds / BARS, top = Math.max(0.05, peaks.highest);
  return Array.from({ length: BARS }, (_, i) => {
    const [low, high] = peaks.between(i * step, (i + 1) * step);
    return Math.round(100 * Math.max(0.03, (high - low) / 2 / top)) / 100;
  });
}

async function next() {
  const wanted = waiting.shift();
  if (!wanted) return;
  running++;
  try {
    if (!wanted.signal.aborted) {
      const answer = await paced(() => version_peaks_get.answer({ id: wanted.id, per_pixel: 4096 }));
      kept.set(wanted.id, heights(await answer.arrayBuffer()));
    }
    wanted.resolve(kept.get(wanted.id));
  } catch (trouble) {
    wanted.reject(trouble);
  }
  running--;
  next();
}

/* Whoever scrolls past asks for nothing: signal. */
export async function waveOf(id, signal) {
  if (kept.has(id)) return kept.get(id);
  await new Promise((wake) => setTimeout(wake, REST_MS));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    waiting.push({ id, signal, resolve, reject });
    if (running < AT_ONCE) next();
  });
}
