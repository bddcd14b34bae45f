/* SPDX-License-Identifier: ISC */
/* router.js - which screen, from the part of the address after #.
 *
 * Everything lies in the fragment: tokens of letters never reach a log, and any server that gives
 * out one file serves all screens. */
import { leaving, watchPlaces } from './places.js';
import { set } from './store.js';

/* Somebody's address may have lost half a character on its way: that place is not there, and no error. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function read(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decoded);
  return { screen: parts[0] || '', params: parts.slice(1), query: new URLSearchParams(query), address: hash };
}

export const link = (...parts) => `#/${parts.map(encodeURIComponent).join('/')}`;

export function go(...parts) {
  location.hash = link(...parts);
}

/* A one-time token is used once and then leaves the address bar and the history. */
export function forgetQuery() {
  history.replaceState(null, '', location.hash.split('?')[0]);
}

/* An address that is no fragment: /help, /docs, and /docs/problems#too_big as it stands in the `type` of every problem. */
function fromOutside() {
  const [screen, ...parts] = location.pathname.split('/').filter(Boolean);
  if (!['docs', 'help'].includes(screen)) return;
  const anchor = decoded(location.hash.slice(1));
  history.replaceState(null, '', `/${link(screen, ...parts, ...(anchor ? [anchor] : []))}`);
}

export function follow() {
  fromOutside();
  watchPlaces();
  addEventListener('hashchange', (e) => {
    leaving(e);
    set({ route: read() });
  });
  set({ route: read() });
}
