/* SPDX-License-Identifier: ISC */
import { t } from '../i18n.js';
import { link } from '../router.js';
import { html } from '../view.js';

export default function Missing() {
  return html`<section class="narrow">
    <h1 tabindex="-1">${t('missing.title')}</h1>
    <p>${t('missing.text')}</p>
    <p class="actions"><a class="button" href="#/">${t('missing.home')}</a><a href=${link('help')}>${t('help.title')}</a></p>
  </section>`;
}
