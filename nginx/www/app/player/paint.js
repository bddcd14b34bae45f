/* SPDX-License-Identifier: ISC */
/* paint.js - the wave of a song on a canvas: the mix as a ghost behind the master, and where we are. */
import { freshCanvas, ink } from './frames.js';

/* What a picture depends on, but for its size and the colours. */
const seen = ({ engine, span, pairs, loop, blind }) => [
  span.from, span.to, engine.position.toFixed(2), engine.duration, blind || engine.source, ...Object.values(engine.heights), engine.looping, loop, pairs.map((one) => [Boolean(one.peaks), Boolean(one.fine)]),
];

/* pairs: the two that are compared, the ghost first: [{ name, peaks, late, colour, fine }], fine: the wave to the
 * sample, where it is there; loop: [from, to] or null.
 * What is heard is drawn in full colour and in front, but for a blind test, which shows both alike. */
export function paintWave(canvas, { engine, span, pairs, loop, blind = false }) {
  const fresh = freshCanvas(canvas, seen({ engine, span, pairs, loop, blind }));
  if (!fresh) return;
  const { g, width, height, scale } = fresh, half = height / 2, seconds = span.length || 1;
  const x = (s) => ((s - span.from) / seconds) * width, here = x(engine.position);
  const bar = Math.max(2, Math.round(2 * scale)), step = bar + Math.max(1, Math.round(scale));
  /* As high as the canvas allows: what counts is the one against the other. */
  const levels = pairs.map(({ name }) => engine.heights[name]);
  const highest = Math.max(0.05, ...pairs.map(({ peaks }, i) => (peaks?.highest ?? 0) * levels[i]));
  const front = engine.source === pairs[0].name ? 0 : 1;

  if (loop) {
    g.globalAlpha = engine.looping ? 0.16 : 0.07;
    g.fillStyle = ink(canvas, '--teal');
    g.fillRect(x(loop[0]), 0, x(loop[1]) - x(loop[0]), height);
  }
  for (const i of [1 - front, front]) {
    const { peaks, late, colour, fine } = pairs[i];
    if (!peaks) continue;
    const tall = (levels[i] * 0.96 * half) / highest;
    g.fillStyle = ink(canvas, blind ? '--mix' : colour);
    /* Bars stand still in the song while the picture moves. */
    const wide = (step / width) * seconds, first = Math.floor(span.from / wide);
    for (let n = first; n * wide < span.to; n++) {
      const left = x(n * wide), [low, high] = fine ? fine.between(n * wide, (n + 1) * wide) : peaks.between(late + n * wide, late + (n + 1) * wide);
      const up = Math.max(scale * 0.75, high * tall), down = Math.max(scale * 0.75, -low * tall);
      g.globalAlpha = !blind && i !== front ? 0.34 : left < here ? 1 : 0.6;
      g.beginPath();
      g.roundRect(left, half - up, bar, up + down, bar / 2);
      g.fill();
    }
  }
  playhead(canvas, fresh, here);
}

export function playhead(canvas, { g, width, height, scale }, here) {
  if (here < -scale || here > width + scale) return;
  g.globalAlpha = 1;
  g.fillStyle = ink(canvas, '--ink');
  g.fillRect(Math.min(width - 2 * scale, Math.max(0, here - scale)), 0, 2 * scale, height);
}
