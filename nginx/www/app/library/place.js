/* SPDX-License-Identifier: ISC */
/* place.js - back from a song one finds the library as one left it: at the same height, the focus on that song. */
import { read, tab } from '../keep.js';

const MEMORY = 'library.place';

/* A song is opened from here. */
export function leave(song) {
  tab.put(MEMORY, JSON.stringify({ address: location.hash || '#/', song, top: scrollY }));
}

/* The frame has scrolled to the top for a new screen; where one comes back, one stays where one was. */
export function comeBack(box) {
  const place = read(tab, MEMORY);
  if (!place || place.address !== (location.hash || '#/')) {
    tab.put(MEMORY, null);
    return undefined;
  }
  let frame;
  const inFrames = (n, act) => { frame = requestAnimationFrame(() => (n > 1 ? inFrames(n - 1, act) : act())); };
  inFrames(3, () => {
    tab.put(MEMORY, null);
    scrollTo(0, place.top);
    inFrames(2, () => box.querySelector(`[data-song="${CSS.escape(place.song)}"] a`)?.focus({ preventScroll: true }));
  });
  return () => cancelAnimationFrame(frame);
}
