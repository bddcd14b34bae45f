/* SPDX-License-Identifier: ISC */
/* loop-handles.js - the two ends of the region that is played again and again, each a slider.
 *
 * What can be gripped lies outside the region, so that the handles of a short one do not cover each other. */
import { spoken } from '../format.js';
import { t } from '../i18n.js';
import { FINE_S } from '../player/detail.js';
import { LOOP_LEAST_S } from '../player/engine.js';
import { useFrames } from '../player/frames.js';
import { html, useRef } from '../view.js';

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -50, PageUp: 50 };

export function LoopHandles({ engine, span }) {
  return ['from', 'to'].map((end, i) => html`<${Handle} key=${end} end=${end} i=${i} engine=${engine} span=${span} />`);
}

function Handle({ end, i, engine, span }) {
  const self = useRef(), dragged = useRef(null);
  const limits = i ? [engine.loop[0] + LOOP_LEAST_S, engine.duration] : [0, engine.loop[1] - LOOP_LEAST_S];
  const put = (seconds) => {
    const loop = [...engine.loop];
    loop[i] = Math.min(limits[1], Math.max(limits[0], seconds));
    engine.repeat(engine.looping, loop);
  };
  const key = (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key in STEPS) put(engine.loop[i] + STEPS[e.key] * (e.shiftKey ? 10 : 1) * (span.length < FINE_S ? 0.01 : 0.1));
    else if (e.key === 'Home') put(limits[0]);
    else if (e.key === 'End') put(limits[1]);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  /* While it is dragged only the handle moves; the sound follows when it is let go. */
  const move = (e) => {
    if (!self.current.hasPointerCapture(e.pointerId)) return;
    const { left, width } = self.current.parentElement.getBoundingClientRect();
    dragged.current = Math.min(limits[1], Math.max(limits[0], span.from + ((e.clientX - left) / width) * span.length));
  };
  const up = () => {
    if (dragged.current !== null) put(dragged.current);
    dragged.current = null;
  };
  useFrames(() => {
    const at = ((dragged.current ?? engine.loop?.[i] ?? 0) - span.from) / (span.length || 1);
    self.current.style.left = `${(100 * Math.min(1, Math.max(0, at))).toFixed(3)}%`;
    self.current.classList.toggle('away', at < 0 || at > 1);
  });
  return html`
    <div class=${`loop-handle is-${end}`} ref=${self} role="slider" tabindex="0" aria-label=${t(`player.loop.${end}`)}
      aria-valuemin=${limits[0].toFixed(2)} aria-valuemax=${limits[1].toFixed(2)} aria-valuenow=${engine.loop[i].toFixed(2)} aria-valuetext=${spoken(engine.loop[i], 2)}
      onKeyDown=${key} onPointerDown=${(e) => e.button === 0 && self.current.setPointerCapture(e.pointerId)} onPointerMove=${move} onPointerUp=${up} onPointerCancel=${up}><i /></div>`;
}
