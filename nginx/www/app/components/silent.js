/* SPDX-License-Identifier: ISC */
/* silent.js - where the player would stand in a browser that cannot play it: why, and what to do. */
import { t } from '../i18n.js';
import { html } from '../view.js';
import { Icon } from './icon.js';

/* home: there is a master to take home. */
export function Silent({ home }) {
  const there = () => document.querySelector('.downloads button')?.focus();
  return html`
    <section class="card player silent" aria-label=${t('player.title')}>
      <${Icon} name="warn" />
      <div><p><strong>${t('player.silent')}</strong></p>
        <p>${t('player.silent.other')}</p>
        ${home && html`<p>${t('player.silent.home')}</p><button onClick=${there}><${Icon} name="download" /> ${t('downloads.title')}</button>`}</div>
    </section>`;
}
