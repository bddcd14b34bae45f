/* SPDX-License-Identifier: ISC */
/* delta.js - one move to listen to: what it changed alone, the master without it, and with it.
 *
 * The stream has the change in the first pair and the master in the second, each turned down by what its
 * figures say so that it fits; so the master without the move is a difference of the two. */
const BOOST_MOST_DB = 24;
const gain = (db) => 10 ** (db / 20);

/* delta: what GET /masters/{id}/deltas/{move} says.  Peaks that were taken down stand above full scale again in
 * the master without that move, and are all there is of it alone: so they are not turned up, and both masters
 * are turned down until they must fit. */
export function sourcesOf(delta) {
  const peaks = delta.move === 'limiter.peaks', back = gain(delta.master_gain_db - delta.gain_db);
  const below = delta.delta_lufs === null || peaks ? 0 : delta.master_lufs - delta.delta_lufs;
  const room = peaks ? 1 / (1 + back) : 1;
  return {
    delta: { mix: gain(Math.min(BOOST_MOST_DB, Math.max(0, below))), master: 0 },
    without: { mix: -back * room, master: room },
    with: { mix: 0, master: room },
  };
}
