/* SPDX-License-Identifier: ISC */
/* email.js - the two links of a changed e-mail address: yes (sent to the new one), no (sent to the old one). */
import { Refusal } from '../components/form.js';
import { useToken } from '../components/token.js';
import { me_email_confirm_post, me_email_undo_post } from '../doors.js';
import { t } from '../i18n.js';
import { html } from '../view.js';

export default function Email({ route }) {
  const undo = route.params[0] === 'undo';
  const { state, problem } = useToken(route, undo ? me_email_undo_post : me_email_confirm_post);
  return html`<section class="narrow" aria-live="polite" aria-busy=${state === 'busy'}>
    <h1 tabindex="-1">${t('email.title')}</h1>
    ${state === 'busy' && html`<p>${t('verify.busy')}</p>`}
    ${state === 'done' && html`<p class="lead">${undo ? t('email.undone') : t('email.done')}</p>`}
    ${state === 'none' && html`<p>${t('verify.none')}</p>`}
    ${state === 'refused' && html`<${Refusal} problem=${problem} />`}
    <p><a class="button" href="#/">${t('missing.home')}</a></p>
  </section>`;
}
