/* SPDX-License-Identifier: ISC */
/* player-times.js - under the wave: where we are, how close we look, and the loop with what can be done to it. */
import { clock, clockFine } from '../format.js';
import { t } from '../i18n.js';
import { useFrames } from '../player/frames.js';
import { html, useRef } from '../view.js';
import { Icon } from './icon.js';

export function PlayerTimes({ engine, span, act, ready }) {
  const self = useRef();
  useFrames(() => {
    const text = clock(engine.position);
    if (self.current.textContent !== text) self.current.textContent = text;
  });
  const zoom = (name, icon, off) => html`
    <button class="plain small" disabled=${!ready || off} aria-label=${t(`player.zoom.${name}`)} title=${t(`player.zoom.${name}`)} onClick=${() => act.current[name]()}><${Icon} name=${icon} /></button>`;
  return html`
    <div class="times">
      <span aria-hidden="true"><span ref=${self} /> / ${clock(engine.duration)}</span>
      <div class="zoom" role="group" aria-label=${t('player.zoom')}>
        ${zoom('wider', 'wider', !span.zoomed)}${zoom('closer', 'closer', span.closest)}${zoom('whole', 'whole', !span.zoomed)}
      </div>
    </div>
    ${engine.looping && html`<${LoopLine} engine=${engine} act=${act} />`}`;
}

/* What comes round, in words. */
export function loopWords({ looping, loop }, say = clockFine) {
  if (!looping) return '';
  return loop ? t('player.loop.part', { from: say(loop[0]), to: say(loop[1]) }) : t('player.loop.whole');
}

/* The loop and its ends: for whom dragging is nothing, they are set where the song is. */
function LoopLine({ engine, act }) {
  const { loop } = engine;
  return html`
    <div class="loop-line">
      <span class="loop-words"><${Icon} name="loop" /> ${loopWords(engine)}
        ${loop && html`<button class="plain small" aria-label=${t('player.loop.all')} title=${t('player.loop.all')} onClick=${() => engine.repeat(true, null)}><${Icon} name="close" /></button>`}</span>
      <div class="actions">
        <button class="plain small" onClick=${() => act.current.begin()}>${t('player.loop.begin')}</button>
        <button class="plain small" onClick=${() => act.current.end()}>${t('player.loop.end')}</button>
        ${loop && html`<button class="plain small" onClick=${() => act.current.region()}>${t('player.loop.show')}</button>`}
      </div>
    </div>`;
}
