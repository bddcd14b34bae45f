/* SPDX-License-Identifier: ISC */
/* codecs.js - how high the master comes back from each lossy codec, before and after it was made safe. */
import { measure, signedDb } from '../../format.js';
import { known, t } from '../../i18n.js';
import { html } from '../../view.js';

export function Codecs({ safe }) {
  return html`<figure><table class="figures">
      <caption class="unseen">${t('codec.title')}</caption>
      <thead><tr><th scope="col">${t('codec.name')}</th><th scope="col">${t('codec.before')}</th><th scope="col">${t('codec.after')}</th></tr></thead>
      <tbody>${safe.codecs.map((one) => html`<tr key=${one.name}><th scope="row">${known(`codec.${one.name}`) ? t(`codec.${one.name}`) : one.name}</th>
        <td class=${one.before_db > 0 ? 'over' : ''}>${measure(one.before_db, 'dBTP')}</td><td class="after">${measure(one.after_db, 'dBTP')}</td></tr>`)}</tbody>
    </table>
    <figcaption class="hint">${safe.places > 0 ? t('codec.text', { n: safe.places, deepest: signedDb(-safe.deepest_db), mean: signedDb(-safe.mean_db, 2) }) : t('codec.none')}</figcaption></figure>`;
}
