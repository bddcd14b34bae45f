/* SPDX-License-Identifier: ISC */
/* wish.js - what is looked for in the library, as it stands in the address: words, filters, an order.
 *
 * So a way back leads to the same songs, and an address can be kept. */
import { cameFrom } from '../places.js';
import { state } from '../store.js';

export const stages = ['ready', 'making', 'mix', 'failed', 'empty'];
export const sorts = ['changed', 'title', 'seconds', 'lufs', 'created'];
export const turned = (sort) => (sort.startsWith('-') ? sort.slice(1) : `-${sort}`);
export const days = ['1', '7', '30', '365'];
const usual = { q: '', stage: '', style: '', made: '', album: '', sort: 'changed' };
export const unfiltered = { stage: '', style: '', made: '', album: '' };

const among = (words, word) => (words.includes(word) ? word : '');

export function wishOf(query) {
  return {
    q: query.get('q') ?? '',
    stage: among(stages, query.get('stage')),
    style: query.get('style') ?? '',
    made: among(days, query.get('made')),
    album: query.get('album') ?? '',
    sort: among([...sorts, ...sorts.map(turned)], query.get('sort')) || usual.sort,
  };
}

export function addressOf(wish) {
  const asked = new URLSearchParams(Object.entries(wish).filter(([name, value]) => value.trim() !== usual[name]));
  return asked.size ? `#/?${asked}` : '#/';
}

/* Whether it leaves songs out. */
export const filters = (wish) => Boolean(wish.stage || wish.style || wish.made || wish.album);
export const narrows = (wish) => Boolean(wish.q.trim()) || filters(wish);

/* As the doors want it.  The day is counted from midnight here, so that an hour later the same is asked. */
export function questionOf({ q, style, made, album }) {
  if (!made) return { q: q.trim(), style, album };
  const since = new Date();
  since.setHours(0, 0, 0, 0);
  since.setDate(since.getDate() + 1 - Number(made));
  return { q: q.trim(), style, album, since: since.toISOString().replace(/\.\d+Z$/, 'Z') };
}

/* The way back from a song: to what was looked for last, also after a reload. */
export const backToLibrary = () => (state.library ? addressOf(state.library.wish) : /^#\/(\?.*)?$/.exec(cameFrom())?.[0] ?? '#/');
