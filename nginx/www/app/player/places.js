/* SPDX-License-Identifier: ISC */
/* places.js - what a platform does to the level of a song that is played there. */

/* In dB: loud songs are turned down, quiet ones up where the place does that, as far as their peaks allow. */
export function gainAt(place, lufs, peakDb) {
  if (!place || place.normalises === 'no' || !Number.isFinite(place.plays_at) || !Number.isFinite(lufs)) return 0;
  const wish = place.plays_at - lufs;
  if (wish <= 0) return wish;
  return place.normalises === 'both' ? Math.max(0, Math.min(wish, place.ceiling - peakDb)) : 0;
}
