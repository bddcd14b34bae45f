/* SPDX-License-Identifier: ISC */
import { bytes, day } from '../../format.js';
import { t } from '../../i18n.js';
import { html } from '../../view.js';

export function Storage({ me }) {
  const { used_bytes: used = 0, limit_bytes: limit = 0 } = me.storage ?? {};
  return html`
    <section class="card">
      <h2>${t('storage.title')}</h2>
      <progress max=${limit || 1} value=${used} aria-label=${t('storage.title')} />
      <p class="hint">${t('storage.used', { used: bytes(used), limit: bytes(limit) })} ${me.created_at ? t('storage.since', { date: day(me.created_at) }) : ''}</p>
    </section>`;
}
