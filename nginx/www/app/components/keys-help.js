/* SPDX-License-Identifier: ISC */
import { t } from '../i18n.js';
import { setKeys } from '../player/keys.js';
import { html, useState } from '../view.js';
import { Dialog } from './dialog.js';
import { Check } from './form.js';
import { Help } from './help.js';

const rows = [[['␣'], 'play'], [['X'], 'toggle'], [['A'], 'mix'], [['B'], 'master'], [['←', '→'], 'seek'], [['⇧', '←', '→'], 'fine'],
  [['0', '…', '9'], 'jump'], [['L'], 'loop'], [['I', 'O'], 'ends'], [['+', '−'], 'zoom'], [['F', 'Z'], 'whole'], [['M'], 'match'], [['▶', '▶▶'], 'media'], [['?'], 'help']];

export const KeyList = () => html`
  <dl class="keys">${rows.map(([keys, what]) => html`
    <dt key=${what}>${keys.map((key, i) => [i ? ' ' : '', html`<kbd>${key}</kbd>`])}</dt><dd>${t(`keys.${what}`)}</dd>`)}</dl>`;

export function KeysHelp({ on, onClose }) {
  const [enabled, setEnabled] = useState(on);
  return html`<${Dialog} title=${t('keys.title')} onClose=${onClose}>
    <${KeyList} />
    <${Help} topic="listening" />
    <${Check} label=${t('keys.on')} checked=${enabled} onValue=${(yes) => { setKeys(yes); setEnabled(yes); }} />
  <//>`;
}
