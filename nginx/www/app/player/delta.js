/* SPDX-License-Identifier: ISC */
/* delta.js - one move to listen to: what it changed alone, the master without it, and with it.
 *
 * The stream has the change in the first pair and the master in the second, each turned down by what its
 * figures say so that it fits; so the master without the move is a difference of the two. */
const BOOST_MOST_DB = 24;
const gain = (db) => 10 ** (db / 20);

/* delta: what GET /masters/{id}/deltas/{move} says. */
export function sourcesOf(delta) {
  const below = delta.delta_lufs === null ? 0 : delta.master_lufs - delta.delta_lufs;
  return {
    delta: { mix: gain(Math.min(BOOST_MOST_DB, Math.max(0, below))), master: 0 },
    without: { mix: -gain(delta.master_gain_db - delta.gain_db), master: 1 },
    with: { mix: 0, master: 1 },
  };
}
