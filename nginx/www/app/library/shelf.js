/* SPDX-License-Identifier: ISC */
/* shelf.js - the songs that answer a wish, in their order, as far as they have been fetched.
 *
 * The list on the screen says how far it wants to see (reach); pages come one after the other, since each
 * names the next.  What is kept of a song is what a card shows: ten thousand of them fit in memory. */
import { songs_count_get, songs_get } from '../doors.js';
import { set, state } from '../store.js';
import { paced } from './pace.js';
import { addressOf, questionOf } from './wish.js';

export const PAGE = 100;
let turn = 0, goal = 0, walking = false;

/* Whoever has left meanwhile has no library any more. */
const change = (patch) => state.library && set({ library: { ...state.library, ...patch } });

const slim = ({ id, title, artist, stage, seconds, lufs, changed_at, latest_version: version, latest_master: master }) => ({
  id, title, artist, stage, seconds, lufs, changed_at,
  version: version && { id: version.id, state: version.state },
  master: master && { id: master.id, state: master.state, progress: master.progress },
});

async function page(wish, cursor) {
  const question = questionOf(wish);
  const answer = await paced(() => songs_get.answer({ limit: PAGE, ...question, stage: wish.stage, sort: wish.sort, cursor }), (waiting) => waiting !== state.library?.waiting && change({ waiting }));
  const { items, next } = await answer.json();
  return { rows: items.map(slim), next };
}

async function count(wish) {
  return (await paced(() => songs_count_get.answer(questionOf(wish)))).json();
}

/* Looks for it; what was found before stays in sight until the new has come. */
export async function look(wish) {
  const mine = ++turn, key = addressOf(wish), before = state.library;
  set({ library: { rows: [], counts: null, total: null, next: null, waiting: false, ...before, wish, key, stale: before?.key !== key, problem: null } });
  try {
    const [first, counts] = await Promise.all([page(wish, null), count(wish)]);
    if (mine !== turn || !state.library) return; // something newer was wished
    goal = 0;
    change({ ...first, counts, total: first.next ? Math.max(counts[wish.stage || 'total'], first.rows.length + 1) : first.rows.length, stale: false, shown: key });
  } catch (problem) {
    if (mine === turn) change({ problem, stale: false });
  }
}

/* A cursor is good for the wish it came with, not for one that is on its way. */
const wanting = () => state.library && !state.library.stale && state.library.next && state.library.rows.length <= goal;

/* Fetches on until the song at this index is there; ends early where there are no more. */
export async function reach(index) {
  goal = Math.max(goal, index);
  if (walking) return;
  walking = true;
  const mine = turn;
  try {
    while (mine === turn && wanting()) {
      const more = await page(state.library.wish, state.library.next);
      if (mine !== turn || !state.library) break;
      const known = new Set(state.library.rows.map((row) => row.id)); // one that moved meanwhile is not shown twice
      const rows = [...state.library.rows, ...more.rows.filter((row) => !known.has(row.id))];
      change({ rows, next: more.next, total: more.next ? Math.max(state.library.total, rows.length + 1) : rows.length, problem: null });
    }
  } catch (problem) {
    if (mine === turn) change({ problem });
  }
  walking = false;
  if (mine !== turn && wanting()) reach(goal);
}

/* Something has changed: the beginning is looked at anew; whoever is further down keeps what he sees. */
export async function refresh(first) {
  const { wish } = state.library;
  if (first < PAGE) return look(wish);
  const mine = turn;
  try {
    const counts = await count(wish);
    if (mine === turn) change({ counts });
  } catch {
    /* looked at again with the next change */
  }
}

/* They are gone, or back again. */
export function without(ids) {
  const { rows, total, counts, wish } = state.library;
  const left = rows.filter((row) => !ids.has(row.id)), gone = rows.length - left.length;
  const fewer = { ...counts, total: counts.total - gone };
  for (const row of rows) if (ids.has(row.id)) fewer[row.stage]--;
  change({ rows: left, total: total - gone, counts: fewer, wish });
}
