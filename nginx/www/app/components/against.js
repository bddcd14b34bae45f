/* SPDX-License-Identifier: ISC */
/* against.js - what the master is compared with: the mix, or another master of the song. */
import { t } from '../i18n.js';
import { html } from '../view.js';

export function Against({ others, value, onValue }) {
  return html`
    <div class="listen-as"><label>${t('player.against')} <select value=${value} onChange=${(e) => onValue(e.target.value)}>
      <option value="" selected=${!value}>${t('player.against.mix')}</option>
      ${others.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === value}>${t('revision.name', { n: one.n })}</option>`)}</select></label></div>`;
}
