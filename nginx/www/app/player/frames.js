/* SPDX-License-Identifier: ISC */
/* frames.js - what is drawn again and again while somebody looks. */
import { useEffect, useRef } from '../view.js';

/* look() before every frame the browser draws, as long as the component is there; always the newest look. */
export function useFrames(look) {
  const newest = useRef();
  newest.current = look;
  useEffect(() => {
    let frame = 0;
    const next = () => {
      frame = requestAnimationFrame(next);
      newest.current();
    };
    next();
    return () => cancelAnimationFrame(frame);
  }, []);
}

const dark = matchMedia('(prefers-color-scheme: dark)');

/* A canvas as sharp as the screen -> { g, width, height, scale }, or null when nothing changed since `state`, which
 * is whatever its picture depends on. */
export function freshCanvas(canvas, state) {
  const scale = devicePixelRatio || 1, width = Math.round(canvas.clientWidth * scale), height = Math.round(canvas.clientHeight * scale);
  const now = [width, height, document.documentElement.dataset.theme, dark.matches, state].join();
  if (canvas.drawn === now || !width || !height) return null;
  canvas.drawn = now;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const g = canvas.getContext('2d');
  g.clearRect(0, 0, width, height);
  return { g, width, height, scale };
}

/* A colour token as the canvas understands it: light-dark() is resolved by an element, once for each side. */
const inks = new Map();
export function ink(canvas, token) {
  const key = `${token} ${document.documentElement.dataset.theme} ${dark.matches}`;
  if (!inks.has(key)) {
    canvas.style.color = `var(${token})`;
    inks.set(key, getComputedStyle(canvas).color);
  }
  return inks.get(key);
}
