/* SPDX-License-Identifier: ISC */
/* player-controls.js - play, loop, what is heard, equal loudness; on a phone the bar under the thumb. */
import { signedDb } from '../format.js';
import { t } from '../i18n.js';
import { html } from '../view.js';
import { Icon } from './icon.js';

/* names: what can be heard, in order, each with its words; fixed: nothing can be matched. */
export function PlayerControls({ engine, act, ready, names, fixed }) {
  const press = (name) => () => act.current[name]();
  const amount = ready ? signedDb(engine.matchDb) : '';
  const play = engine.playing ? 'pause' : engine.blocked ? 'tap' : 'play';
  const pick = ([source, words]) => html`
    <button key=${source} class=${`is-${source}`} aria-pressed=${engine.source === source && !engine.blind} onClick=${() => engine.choose(source)}>
      <span class="dot" aria-hidden="true" /> ${words}</button>`;
  return html`
    <div class="controls">
      <div>
        <button class=${`primary round ${engine.blocked ? 'wanted' : ''}`} disabled=${!ready} aria-label=${t(`player.${play}`)} onClick=${press('play')}>
          <${Icon} name=${engine.playing ? 'pause' : 'play'} filled=${!engine.playing} /></button>
        <button class="toggle" aria-pressed=${engine.looping} onClick=${press('loop')} aria-label=${t('player.loop')}><${Icon} name="loop" /> <span class="word">${t('player.loop')}</span></button>
      </div>
      <div class="ab" role="group" aria-label=${t('player.ab')}>${names.map(pick)}</div>
      <div>
        ${!fixed && html`<button class="toggle" aria-pressed=${engine.matched && !engine.as} aria-label=${t('player.match.label', { amount })} title=${t('player.match.hint')} onClick=${press('match')}>
          <${Icon} name="scales" /> <span class="word">${t('player.match')}</span> <span class="amount">${amount}</span></button>`}
        <button class="plain" aria-label=${t('keys.title')} title=${t('keys.title')} onClick=${press('help')}><${Icon} name="help" /></button>
      </div>
    </div>`;
}
