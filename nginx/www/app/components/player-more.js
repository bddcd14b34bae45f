/* SPDX-License-Identifier: ISC */
/* player-more.js - what else the player can do, below its controls. */
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

/* names: the two that are compared, each with its words. */
export function PlayerMore({ engine, names, ready, children }) {
  const [Test, setTest] = useState(null);
  const test = () => import('./blind-test.js').then((file) => setTest(() => file.BlindTest), () => toast(t('problem.offline'), { kind: 'bad' }));
  return html`
    <div class="player-more">
      ${children}
      <button class="plain small" disabled=${!ready} onClick=${test}><${Icon} name="blind" /> ${t('blind.title')}</button>
      ${Test && html`<${Test} engine=${engine} names=${names} onClose=${() => setTest(null)} />`}
    </div>`;
}
