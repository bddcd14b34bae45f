/* SPDX-License-Identifier: ISC */
/* overview.js - the whole song, small, while a part of it is shown above: which part, and to move it. */
import { spoken } from '../format.js';
import { t } from '../i18n.js';
import { freshCanvas, ink, useFrames } from '../player/frames.js';
import { playhead } from '../player/paint.js';
import { html, useRef } from '../view.js';

export function Overview({ engine, span, pairs }) {
  const canvas = useRef(), self = useRef(), grip = useRef(0);
  useFrames(() => paint(canvas.current, engine, span, pairs.at(-1)));
  const timeAt = (e) => {
    const { left, width } = self.current.getBoundingClientRect();
    return ((e.clientX - left) / width) * span.duration;
  };
  const moveTo = (from) => span.move(from - span.from);
  const down = (e) => {
    if (e.button !== 0) return;
    self.current.setPointerCapture(e.pointerId);
    const at = timeAt(e);
    if (!span.has(at)) moveTo(at - span.length / 2);
    grip.current = at - span.from;
  };
  const move = (e) => self.current.hasPointerCapture(e.pointerId) && moveTo(timeAt(e) - grip.current);
  const key = (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    const steps = { ArrowLeft: -0.25, ArrowDown: -0.25, ArrowRight: 0.25, ArrowUp: 0.25, PageDown: -1, PageUp: 1 };
    if (e.key in steps) span.move(steps[e.key] * span.length);
    else if (e.key === 'Home') moveTo(0);
    else if (e.key === 'End') moveTo(span.duration);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const last = span.duration - span.length;
  return html`
    <div class="overview" ref=${self} role="slider" tabindex="0" aria-label=${t('player.shown')} aria-valuemin="0" aria-valuemax=${last.toFixed(1)} aria-valuenow=${span.from.toFixed(1)}
      aria-valuetext=${t('player.shown.part', { from: spoken(span.from), to: spoken(span.to), all: spoken(span.duration) })}
      onPointerDown=${down} onPointerMove=${move} onKeyDown=${key}><canvas ref=${canvas} aria-hidden="true" /></div>`;
}

function paint(canvas, engine, span, { peaks, late, colour }) {
  const fresh = freshCanvas(canvas, [span.from, span.to, span.duration, engine.position.toFixed(1), engine.loop, Boolean(peaks)]);
  if (!fresh) return;
  const { g, width, height, scale } = fresh, x = (s) => (s / span.duration) * width;
  const step = Math.max(1, Math.round(scale));
  g.fillStyle = ink(canvas, colour);
  for (let left = 0; peaks && left < width; left += step) {
    const [low, high] = peaks.between(late + (left / width) * span.duration, late + ((left + step) / width) * span.duration);
    const tall = Math.max(scale, ((high - low) / 2 / peaks.highest) * height * 0.9);
    const at = (left / width) * span.duration;
    g.globalAlpha = span.has(at) ? 1 : 0.45;
    g.fillRect(left, (height - tall) / 2, step, tall);
  }
  if (engine.loop) {
    g.globalAlpha = 0.3;
    g.fillStyle = ink(canvas, '--teal');
    g.fillRect(x(engine.loop[0]), 0, x(engine.loop[1]) - x(engine.loop[0]), height);
  }
  g.globalAlpha = 1;
  g.strokeStyle = ink(canvas, '--edge');
  g.lineWidth = 1.5 * scale;
  g.beginPath();
  g.roundRect(x(span.from) + scale, scale, Math.max(4 * scale, x(span.length) - 2 * scale), height - 2 * scale, 4 * scale);
  g.stroke();
  playhead(canvas, fresh, x(engine.position));
}
