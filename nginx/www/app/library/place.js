/* SPDX-License-Identifier: ISC */
/* place.js - back from a song one finds the library as one left it: at the same height, the focus on that song. */
const MEMORY = 'library.place';

/* A song is opened from here. */
export function leave(song) {
  sessionStorage.setItem(MEMORY, JSON.stringify({ address: location.hash || '#/', song, top: scrollY }));
}

/* The frame has scrolled to the top for a new screen; where one comes back, one stays where one was. */
export function comeBack(box) {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem(MEMORY));
  } catch {
    /* somebody else wrote there */
  }
  sessionStorage.removeItem(MEMORY);
  if (!place || place.address !== (location.hash || '#/')) return undefined;
  const wait = setTimeout(() => {
    scrollTo(0, place.top);
    requestAnimationFrame(() => requestAnimationFrame(() => box.querySelector(`[data-song="${CSS.escape(place.song)}"] a`)?.focus({ preventScroll: true })));
  });
  return () => clearTimeout(wait);
}
