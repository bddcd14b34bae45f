/* SPDX-License-Identifier: ISC */
/* wish.js - what somebody has wished for and not ordered yet: kept on this device, for its account, until it is made
 * or thrown away.
 *
 * Of a wish only what was changed is kept, so that it can be laid over any master's recipe.  Where a browser keeps
 * nothing, the store alone remembers, as long as the page stands. */
import { set, state, useStore } from './store.js';

const MOST = 50; // songs with open wishes; the oldest makes room

const prefix = () => `wish:${state.session?.account_id ?? ''}:`;
const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key))?.fields ?? {};
  } catch {
    return {};
  }
};

function makeRoom() {
  const all = Object.keys(localStorage).filter((key) => key.startsWith(prefix()));
  const age = (key) => JSON.parse(localStorage.getItem(key))?.at ?? 0;
  for (const key of all.sort((a, b) => age(b) - age(a)).slice(MOST)) localStorage.removeItem(key);
}

function keep(key, fields) {
  set({ wishes: { ...state.wishes, [key]: fields } });
  try {
    if (Object.keys(fields).length === 0) return localStorage.removeItem(key);
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
    makeRoom();
  } catch {
    /* no room, or nothing may be kept here */
  }
}

/* Another tab of the same account has changed one. */
addEventListener('storage', ({ key }) => {
  if (key?.startsWith('wish:') && key in state.wishes) set({ wishes: { ...state.wishes, [key]: read(key) } });
});

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
/* The names of what is wished otherwise than it is. */
export const changedIn = (wished, base) => Object.keys(wished).filter((name) => !same(wished[name], base[name]));

/* what: a song's id, or a word for what is no song.  { wished, put(fields), drop(...names) }; drop() is all of them. */
export function useWish(what) {
  const key = prefix() + what;
  const wished = useStore((s) => (s.wishes[key] ??= read(key)));
  const put = (fields) => keep(key, { ...state.wishes[key], ...fields });
  const drop = (...names) => keep(key, names.length ? Object.fromEntries(Object.entries(state.wishes[key] ?? {}).filter(([name]) => !names.includes(name))) : {});
  return { wished, put, drop };
}
