/* SPDX-License-Identifier: ISC */
/* player-more.js - what else the player can do, below its controls. */
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

/* names: the two that are compared, each with its words; shown: what can be shown besides, [[name, whether it is,
 * a function that turns it], ...]. */
export function PlayerMore({ engine, names, ready, shown, children }) {
  const [Test, setTest] = useState(null);
  const test = () => import('./blind-test.js').then((file) => setTest(() => file.BlindTest), () => toast(t('problem.offline'), { kind: 'bad' }));
  return html`
    <div class="player-more">
      ${children}
      ${shown.map(([name, on, turn]) => html`<button key=${name} class="toggle" aria-pressed=${on} onClick=${turn}><${Icon} name=${name} /> ${t(`${name}.title`)}</button>`)}
      <button class="plain small" disabled=${!ready} onClick=${test}><${Icon} name="blind" /> ${t('blind.title')}</button>
      ${Test && html`<${Test} engine=${engine} names=${names} onClose=${() => setTest(null)} />`}
    </div>`;
}
