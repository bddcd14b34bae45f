/* SPDX-License-Identifier: ISC */
/* waveform.js - the song as a picture that can be zoomed; a click goes there, a drag is a loop.
 *
 * It is a slider: arrow keys move through the song.  The canvas is drawn again only when something moved. */
import { spoken } from '../format.js';
import { t } from '../i18n.js';
import { FINE_S } from '../player/detail.js';
import { useFrames } from '../player/frames.js';
import { useGestures } from '../player/gestures.js';
import { paintWave } from '../player/paint.js';
import { html, useRef } from '../view.js';
import { LoopHandles } from './loop-handles.js';

const LEAP_S = 0.5;
const STEPS = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -1, ArrowUp: 1, PageDown: -15, PageUp: 15 };

export function Waveform({ engine, span, pairs, ready, blind }) {
  const canvas = useRef(), box = useRef();
  const [gestures, draft] = useGestures(box, engine, span);
  useFrames(() => {
    span.open(engine.duration);
    span.follow(engine.position);
    const close = span.length < FINE_S && !blind && pairs.every(({ name }) => engine.sources[name]);
    const shown = pairs.map((one) => ({ ...one, fine: close && engine.wave(one.name, Math.max(0, span.from - 0.1), Math.min(span.duration, span.to + 0.1)) }));
    paintWave(canvas.current, { engine, span, pairs: shown, blind, loop: draft.current ?? engine.loop });
    tell(box.current, engine);
  });
  const key = (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key in STEPS) engine.seek(engine.position + (e.shiftKey ? Math.sign(STEPS[e.key]) : STEPS[e.key]));
    else if (e.key === 'Home') engine.seek(0);
    else if (e.key === 'End') engine.seek(engine.duration);
    else return;
    box.current.told = null;
    e.preventDefault();
    e.stopPropagation();
  };
  return html`
    <div class="wave-frame">
      <div class="waveform" ref=${box} role="slider" tabindex="0" aria-label=${t('player.position')} aria-valuemin="0" onKeyDown=${key} ...${gestures}>
        <canvas ref=${canvas} aria-hidden="true" />
        ${!ready && html`<span class="loading">${t('player.loading')}</span>`}
      </div>
      ${engine.loop && html`<${LoopHandles} engine=${engine} span=${span} />`}
    </div>`;
}

/* Who listens from here is not told every second over the music; only where a leap has led, and where it stopped. */
function tell(box, engine) {
  const now = performance.now(), leapt = Math.abs(engine.position - box.was - (now - box.then) / 1000) > LEAP_S;
  Object.assign(box, { was: engine.position, then: now });
  if (engine.playing && box.told && !leapt && document.activeElement === box) return;
  const at = Math.floor(engine.position), all = Math.floor(engine.duration);
  if (box.told === `${at} ${all}`) return;
  box.told = `${at} ${all}`;
  box.setAttribute('aria-valuemax', all);
  box.setAttribute('aria-valuenow', at);
  box.setAttribute('aria-valuetext', t('player.at', { at: spoken(at), all: spoken(all) }));
}
