/* SPDX-License-Identifier: ISC */
/* verify.js - the link of the first letter. */
import { Refusal } from '../components/form.js';
import { useToken } from '../components/token.js';
import { accounts_verify_post } from '../doors.js';
import { t } from '../i18n.js';
import { link } from '../router.js';
import { html } from '../view.js';

export default function Verify({ route }) {
  const { state, problem } = useToken(route, accounts_verify_post);
  return html`<section class="narrow" aria-live="polite" aria-busy=${state === 'busy'}>
    <h1 tabindex="-1">${state === 'done' ? t('verify.done') : t('verify.title')}</h1>
    ${state === 'busy' && html`<p>${t('verify.busy')}</p>`}
    ${state === 'done' && html`<p class="lead">${t('verify.text')}</p><p><a class="button primary" href=${link('signin')}>${t('signin.title')}</a></p>`}
    ${state === 'none' && html`<p>${t('verify.none')}</p>`}
    ${state === 'refused' && html`<${Refusal} problem=${problem} /><p><a class="button" href=${link('check')}>${t('verify.again')}</a></p>`}
  </section>`;
}
