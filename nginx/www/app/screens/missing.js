/* SPDX-License-Identifier: ISC */
import { t } from '../i18n.js';
import { html } from '../view.js';

export default function Missing() {
  return html`<section class="narrow">
    <h1 tabindex="-1">${t('missing.title')}</h1>
    <p>${t('missing.text')}</p>
    <p><a class="button" href="#/">${t('missing.home')}</a></p>
  </section>`;
}
