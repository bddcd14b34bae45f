/* SPDX-License-Identifier: ISC */
/* sw.js - the page without a line.  The page's own files, as one build made them, lie on the device; nothing else
 * does: no answer of the API, no sound, nothing of anybody.
 *
 * A file lies under its address and its sum: a new build fetches only what has changed, while the pages that are
 * open go on with the old one, until somebody says "load it" or the last of them is closed. */
const FILES = {}; // by the build (nginx/shell.mjs): address -> sum

const SHELF = 'shell';
const AHEAD = /^\/(?!i18n\/)/; // of the languages only those that are spoken here
const PLACE = /^\/(?!api\/|_|healthz|readyz|metrics|\.well-known)[^.]*$/; // as nginx has it: no dot, a place in the application
const keyOf = (address) => `${address}?${encodeURIComponent(FILES[address])}`;

async function fetched(shelf, address) {
  const answer = await fetch(address, { integrity: FILES[address], cache: 'no-cache', credentials: 'omit' });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  await shelf.put(keyOf(address), answer.clone());
  return answer;
}

/* One after the other: nobody waits for it, and whoever uses the page goes first. */
async function fill() {
  const shelf = await caches.open(SHELF);
  for (const address of Object.keys(FILES).filter((one) => AHEAD.test(one)))
    if (!await shelf.match(keyOf(address))) await fetched(shelf, address);
}

async function tidy() {
  const shelf = await caches.open(SHELF), kept = new Set(Object.keys(FILES).map((address) => new URL(keyOf(address), location).href));
  for (const { url } of await shelf.keys()) if (!kept.has(url)) await shelf.delete(url);
}

/* From the shelf; else by the line.  A file that is of another build by now comes as it is. */
async function file(address, request) {
  try {
    const shelf = await caches.open(SHELF);
    return await shelf.match(keyOf(address)) ?? await fetched(shelf, address);
  } catch {
    return fetch(request);
  }
}

addEventListener('install', (e) => e.waitUntil(fill()));
addEventListener('activate', (e) => e.waitUntil(tidy().then(() => clients.claim())));
addEventListener('fetch', (e) => {
  const { origin, pathname } = new URL(e.request.url);
  if (e.request.method !== 'GET' || origin !== location.origin) return;
  const address = e.request.mode === 'navigate' && PLACE.test(pathname) ? '/' : pathname;
  if (address in FILES && (address !== '/' || e.request.mode === 'navigate')) e.respondWith(file(address, e.request));
});
addEventListener('message', (e) => {
  if (e.data === 'take over') skipWaiting();
  if (e.data?.keep in FILES) e.waitUntil(file(e.data.keep, e.data.keep));
});
