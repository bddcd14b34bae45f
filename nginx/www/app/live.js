/* SPDX-License-Identifier: ISC */
/* live.js - news from the server: an event stream, and where none gets through, asking now and then. */
import { album_one_get, master_one_get, stream_get, version_one_get } from './doors.js';
import { set, state } from './store.js';

const POLL_MS = 3000;
const QUIET_MS = 45000; // three keep-alives missed: the line is dead although nobody said so
let source = null, poll = null, watchdog = null, failures = 0;

export function start() {
  if (source || poll) return;
  if (failures < 3 && window.EventSource) listen();
  else ask();
}

export function stop() {
  source?.close();
  clearTimeout(poll);
  clearTimeout(watchdog);
  source = poll = null;
  failures = 0;
  set({ live: 'off' });
}

function listen() {
  source = new EventSource(stream_get.url());
  source.onopen = () => {
    failures = 0;
    set({ live: 'open' });
    awake();
  };
  source.onerror = () => {
    /* The browser comes back by itself unless it was refused. */
    if (source.readyState !== EventSource.CLOSED) return;
    again();
  };
  for (const kind of ['upload', 'version', 'master', 'album'])
    source.addEventListener(kind, (event) => {
      awake();
      take(kind, JSON.parse(event.data));
    });
  source.addEventListener('message', awake);
}

function again() {
  failures++;
  source?.close();
  source = null;
  clearTimeout(watchdog);
  if (state.session) poll = setTimeout(() => { poll = null; start(); }, Math.min(30000, 1000 * 2 ** failures));
}

function awake() {
  clearTimeout(watchdog);
  watchdog = setTimeout(again, QUIET_MS * 2);
}

export function take(kind, row) {
  if (kind === 'version') {
    const before = state.versions[row.id];
    set({ versions: { ...state.versions, [row.id]: row } });
    if (before?.state !== row.state) set({ songsChanged: state.songsChanged + 1 });
  } else if (kind === 'master') {
    const before = state.masters[row.id];
    set({ masters: { ...state.masters, [row.id]: { ...before, ...row } } });
    if (before?.state !== row.state) set({ songsChanged: state.songsChanged + 1 });
  } else if (kind === 'album') {
    set({ albums: { ...state.albums, [row.id]: row } });
  }
}

const busy = (row) => row && ['receiving', 'verifying', 'queued', 'running'].includes(row.state);

/* The slow way: every unfinished row that we know is asked for by its name. */
async function ask() {
  set({ live: 'polling' });
  for (const [kind, rows, door] of [['version', state.versions, version_one_get], ['master', state.masters, master_one_get], ['album', state.albums, album_one_get]])
    for (const row of Object.values(rows).filter(busy))
      try {
        take(kind, await door({ id: row.id }));
      } catch {
        /* asked again in a moment */
      }
  poll = setTimeout(ask, POLL_MS);
}

addEventListener('online', () => set({ online: true }));
addEventListener('offline', () => set({ online: false }));
