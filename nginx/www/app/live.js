/* SPDX-License-Identifier: ISC */
/* live.js - news from the server: an event stream, and where none gets through, asking now and then.
 *
 * A stream that was lost comes back by itself: after a restart of the house at once, after three tries in vain
 * every half minute, and as soon as the device is online again.  What happened meanwhile is asked for. */
import { album_one_get, master_one_get, session_get, stream_get, version_one_get } from './doors.js';
import { set, state } from './store.js';

const POLL_MS = 3000, POLLS = 10, TRIES = 3;
const QUIET_MS = 50_000; // three beats of the house missed: the line is dead although nobody said so
let source = null, timer = null, watchdog = null, failures = 0, polls = 0, missed = false;

export function start() {
  if (!source && !timer && window.EventSource) listen();
  else if (!source && !timer) ask();
}

export function stop() {
  quiet();
  failures = polls = 0;
  missed = false;
  set({ live: 'off', away: false });
}

function quiet() {
  source?.close();
  clearTimeout(timer);
  clearTimeout(watchdog);
  source = timer = null;
}

function listen() {
  quiet();
  source = new EventSource(stream_get.url());
  source.onopen = () => {
    failures = polls = 0;
    set({ live: 'open', away: false });
    awake();
    if (missed) catchUp();
    missed = true; // whatever opens next is a second stream, which tells only what is unfinished
  };
  source.onerror = () => {
    /* The browser comes back by itself unless it was refused. */
    if (source.readyState === EventSource.CLOSED) lost();
  };
  for (const kind of ['upload', 'version', 'master', 'album'])
    source.addEventListener(kind, (event) => {
      awake();
      take(kind, JSON.parse(event.data));
    });
  source.addEventListener('beat', awake);
}

function lost() {
  quiet();
  missed = true;
  set({ live: 'lost' });
  if (!state.session) return;
  if (++failures < TRIES) timer = setTimeout(listen, 1000 * failures);
  else ask();
}

function awake() {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, QUIET_MS);
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

/* Every unfinished row that we know is asked for by its name. */
async function askForBusy() {
  for (const [kind, rows, door] of [['version', state.versions, version_one_get], ['master', state.masters, master_one_get], ['album', state.albums, album_one_get]])
    for (const row of Object.values(rows).filter(busy))
      try {
        take(kind, await door({ id: row.id, plain: true }));
      } catch {
        /* asked again in a moment */
      }
}

function catchUp() {
  set({ songsChanged: state.songsChanged + 1 });
  askForBusy();
}

/* Why no stream gets through: the session has ended, the house is away, or something between us holds streams back. */
async function why() {
  try {
    await session_get({ plain: true });
    return 'held';
  } catch ({ status }) {
    return status === 401 ? 'ended' : 'away';
  }
}

/* The slow way, until a stream gets through again. */
function ask() {
  set({ live: 'polling' });
  const mine = timer = setTimeout(async () => {
    const reason = await why();
    if (reason === 'held') await askForBusy();
    if (timer !== mine) return; // stopped, or the line is back
    set({ away: reason === 'away' });
    if (reason === 'ended') {
      stop();
      set({ expired: true });
    } else if (++polls % POLLS === 0 && window.EventSource) listen();
    else ask();
  }, POLL_MS);
}

addEventListener('online', () => {
  set({ online: true });
  if (!state.session) return;
  if (timer) listen();
  catchUp();
});
addEventListener('offline', () => set({ online: false }));
