/* SPDX-License-Identifier: ISC */
import { t } from '../i18n.js';
import { html } from '../view.js';

export default function Account() {
  return html`<section class="page"><h1 tabindex="-1">${t('account.title')}</h1></section>`;
}
