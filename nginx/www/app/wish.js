/* SPDX-License-Identifier: ISC */
/* wish.js - what somebody has wished for and not ordered yet: kept on this device, for its account, until it is made
 * or thrown away.
 *
 * Of a wish only what was changed is kept, so that it can be laid over any master's recipe. */
import { device, onWritten, read } from './keep.js';
import { set, state, useStore } from './store.js';

const MOST = 50; // songs with open wishes; the oldest makes room

const prefix = () => `wish:${state.session?.account_id ?? ''}:`;
const fieldsOf = (key) => read(device, key)?.fields ?? {};

function makeRoom() {
  const all = device.keys().filter((key) => key.startsWith(prefix()));
  const age = (key) => read(device, key)?.at ?? 0;
  for (const key of all.sort((a, b) => age(b) - age(a)).slice(MOST)) device.put(key, null);
}

function keep(key, fields) {
  set({ wishes: { ...state.wishes, [key]: fields } });
  device.put(key, Object.keys(fields).length ? JSON.stringify({ at: Date.now(), fields }) : null);
  makeRoom();
}

/* Another tab of the same account has changed one. */
onWritten((key) => {
  if (key.startsWith('wish:') && key in state.wishes) set({ wishes: { ...state.wishes, [key]: fieldsOf(key) } });
});

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
/* The names of what is wished otherwise than it is. */
export const changedIn = (wished, base) => Object.keys(wished).filter((name) => !same(wished[name], base[name]));

/* what: a song's id, or a word for what is no song.  { wished, put(fields), drop(...names) }; drop() is all of them. */
export function useWish(what) {
  const key = prefix() + what;
  const wished = useStore((s) => (s.wishes[key] ??= fieldsOf(key)));
  const put = (fields) => keep(key, { ...state.wishes[key], ...fields });
  const drop = (...names) => keep(key, names.length ? Object.fromEntries(Object.entries(state.wishes[key] ?? {}).filter(([name]) => !names.includes(name))) : {});
  return { wished, put, drop };
}
