/* SPDX-License-Identifier: ISC */
/* places.js - arriving at a screen: at its heading, for eyes and for screen readers; and coming back to one, by the
 * browser's buttons, a reload or the link that leads back, where one was, the focus on the link by which one had left.
 * How far down that was stands in the history itself, so nothing of it lies on the device. */
const SETTLED_MS = 120, CALM_MS = 500, PATIENCE_MS = 10000;
let first = true, wanted = null, busy = null, settling = null;
let here = { y: 0, from: null }; // how far down we are, and from where we came: { address, y }; lies in the history

function note() {
  clearTimeout(settling);
  settling = null;
  if (busy) return;
  here = { ...here, y: Math.round(scrollY) };
  history.replaceState(here, '');
}

export function watchPlaces() {
  history.scrollRestoration = 'manual';
  here = history.state ?? here;
  wanted = { y: here.y };
  addEventListener('scroll', () => {
    clearTimeout(settling);
    settling = setTimeout(note, SETTLED_MS);
  }, { passive: true });
  for (const act of ['pointerdown', 'keydown', 'pagehide']) addEventListener(act, () => settling && note(), { capture: true });
}

/* "#/song/17" of "#/song/17/2?x": a song's masters are one place. */
const placeOf = (address) => address.split('?')[0].split('/').slice(0, 3).join('/');

/* The address has changed.  An entry of the history knows its place; a new one is as good if it is where we came from. */
export function leaving({ oldURL }) {
  clearTimeout(settling);
  settling = null;
  const left = { address: new URL(oldURL).hash || '#/', y: here.y }, to = location.hash || '#/';
  const back = history.state ?? (here.from?.address === to ? { y: here.from.y, from: null } : null);
  here = back ?? { y: 0, from: placeOf(left.address) === placeOf(to) ? here.from : left };
  history.replaceState(here, '');
  wanted = back ? { y: back.y, link: placeOf(left.address) } : { y: 0 };
}

/* The address whose link led here. */
export const cameFrom = () => here.from?.address ?? '';

/* What a screen shows may come a moment later, and go once more: holds() is tried now and with each change below main,
 * until it has held for a while, somebody takes over, or it has been long enough.  -> a function that gives up. */
function until(main, holds) {
  let calm = null;
  const stop = () => {
    watcher.disconnect();
    clearTimeout(timer);
    clearTimeout(calm);
    for (const act of ['wheel', 'touchstart', 'keydown', 'pointerdown']) removeEventListener(act, end, true);
    busy = busy === stop ? null : busy;
  };
  const end = () => {
    stop();
    note(); // whatever was scrolled meanwhile
  };
  const look = () => {
    clearTimeout(calm);
    if (holds()) calm = setTimeout(end, CALM_MS);
  };
  const watcher = new MutationObserver(look), timer = setTimeout(end, PATIENCE_MS);
  busy?.();
  busy = stop;
  watcher.observe(main, { childList: true, subtree: true });
  for (const act of ['wheel', 'touchstart', 'keydown', 'pointerdown']) addEventListener(act, end, true);
  look();
  return stop;
}

export function arrived(main) {
  const { y, link } = wanted, loaded = first;
  wanted = { y: 0 };
  first = false;
  if (!y && !loaded) scrollTo(0, 0);
  if (!loaded) main.focus({ preventScroll: true });
  let named = loaded, found = !link;
  return until(main, () => {
    const heading = main.querySelector('h1');
    if (heading && !named && main.ownerDocument.activeElement === main) heading.focus({ preventScroll: true });
    named ||= Boolean(heading);
    if (y) scrollTo(0, y);
    const there = !y || Math.abs(scrollY - y) < 2;
    const way = there && !found && main.querySelector(`a[href="${CSS.escape(link)}"]`); // of a long list drawn only now
    if (way) way.focus({ preventScroll: true });
    found ||= Boolean(way);
    return named && there && found;
  });
}
