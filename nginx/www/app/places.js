/* SPDX-License-Identifier: ISC */
/* places.js - arriving at a screen: at its heading, for eyes and for screen readers; and coming back to one, by the
 * browser's buttons or a reload, where one was.  How far down that was stands in the history itself, so nothing of
 * it lies on the device. */
const SETTLED_MS = 120, PATIENCE_MS = 4000;
let first = true, wanted = null, busy = null, settling = null;

function note() {
  clearTimeout(settling);
  settling = null;
  if (!busy) history.replaceState({ ...history.state, y: Math.round(scrollY) }, '');
}

export function watchPlaces() {
  history.scrollRestoration = 'manual';
  wanted = history.state?.y ?? null;
  addEventListener('scroll', () => {
    clearTimeout(settling);
    settling = setTimeout(note, SETTLED_MS);
  }, { passive: true });
  for (const act of ['pointerdown', 'keydown', 'pagehide']) addEventListener(act, () => settling && note(), { capture: true });
}

/* The address has changed: a new entry knows no place, one of the history does. */
export function leaving() {
  clearTimeout(settling);
  settling = null;
  wanted = history.state?.y ?? null;
}

/* What a screen shows may come a moment later: until(done) is tried now and with each change below main, until it
 * holds, somebody takes over, or it has been long enough.  -> a function that gives up. */
function until(main, holds) {
  const end = () => {
    watcher.disconnect();
    clearTimeout(timer);
    for (const act of ['wheel', 'touchstart', 'keydown', 'pointerdown']) removeEventListener(act, end, true);
    busy = busy === end ? null : busy;
  };
  const look = () => holds() && end();
  const watcher = new MutationObserver(look), timer = setTimeout(end, PATIENCE_MS);
  busy?.();
  busy = end;
  watcher.observe(main, { childList: true, subtree: true });
  for (const act of ['wheel', 'touchstart', 'keydown', 'pointerdown']) addEventListener(act, end, true);
  look();
  return end;
}

export function arrived(main) {
  const y = wanted ?? 0, loaded = first;
  wanted = null;
  first = false;
  if (!y && !loaded) scrollTo(0, 0);
  if (!loaded) main.focus({ preventScroll: true });
  let named = loaded;
  return until(main, () => {
    const heading = main.querySelector('h1');
    if (heading && !named && main.ownerDocument.activeElement === main) heading.focus({ preventScroll: true });
    named ||= Boolean(heading);
    if (y) scrollTo(0, y);
    return named && Math.abs(scrollY - y) < 2;
  });
}
