/* SPDX-License-Identifier: ISC */
/* store.js - what the page knows, in one object, and who is told when it changes.
 *
 * Nothing else holds state that two components share.  `set` replaces top-level entries; entries
 * themselves are treated as values: make a new object, do not change an old one. */
import { useLayoutEffect, useReducer, useRef } from './view.js';

const listeners = new Set();

export const state = {
  session: undefined,   // undefined: not asked yet; null: nobody; otherwise what GET /session says
  language: 'en',
  spoken: 0,            // how many catalogues have come: each time everything is said again
  route: { screen: '', params: [], query: new URLSearchParams(), address: '' },
  online: navigator.onLine,
  slow: false,          // somebody waits for an answer longer than a breath
  leaving: false,       // Exit is pressed, and the house has not said yes yet
  expired: false,       // the session has ended, and nobody wanted to sign in yet
  newer: false,         // a newer build of this page is there, waiting (shell.js)
  away: false,          // the house does not answer for a while
  live: 'off',          // the event stream: off, open, lost, polling
  toasts: [],
  asking: null,         // a dialog that stands in front of everything: { kind, done }
  uploads: [],          // rows of the queue (upload/queue.js)
  dropSong: null,       // while a song is open, a dropped file is a new version of it
  versions: {},         // id -> the newest row that came by stream or answer
  masters: {},          // the same for masters
  albums: {},           // and for albums
  wishes: {},           // wishes that are not ordered yet (wish.js)
  goTo: null,           // somebody points at a moment of the mix: { at } in seconds; the player goes there
  listening: null,      // one move that is listened to alone: { master, move }; null: mix and master
  songsChanged: 0,      // goes up when the library should look again
  library: null,        // the songs that answer what is looked for (library/shelf.js)
  chosen: new Map(),    // of them: id -> row
  packing: null,        // a ZIP file that is being made: { files, progress }
  said: null,           // what was told last to who does not see it: { text, n } (say.js)
};

export function set(patch) {
  Object.assign(state, patch);
  for (const listener of listeners) listener();
}

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/* A component's view of the store: drawn again only when what `select` picks has changed. */
export function useStore(select) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const picked = useRef();
  picked.current = select(state);
  useLayoutEffect(() => subscribe(() => {
    if (select(state) !== picked.current) redraw();
  }), []);
  return picked.current;
}

/* ---- toasts: short sentences at the edge of the screen, read aloud by screen readers ---------- */
let toastCount = 0;

export function toast(text, { kind = 'info', action = null, ms = 6000 } = {}) {
  const id = ++toastCount;
  set({ toasts: [...state.toasts, { id, text, kind, action }] });
  if (ms) setTimeout(() => dropToast(id), ms);
  return id;
}

export function dropToast(id) {
  if (state.toasts.some((one) => one.id === id))
    set({ toasts: state.toasts.filter((one) => one.id !== id) });
}
