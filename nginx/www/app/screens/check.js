/* SPDX-License-Identifier: ISC */
/* check.js - after signing up: a letter is on its way. */
import { Form, useForm } from '../components/form.js';
import { Help } from '../components/help.js';
import { accounts_verify_resend_post } from '../doors.js';
import { t } from '../i18n.js';
import { tab } from '../keep.js';
import { toast } from '../store.js';
import { html } from '../view.js';

export default function Check() {
  const email = tab.get('signed-up') || '';
  const form = useForm(async () => {
    await accounts_verify_resend_post({ body: { email }, plain: true });
    toast(t('check.resent'), { kind: 'good' });
  });
  return html`<section class="narrow">
    <h1 tabindex="-1">${t('check.title')}</h1>
    <p class="lead">${email ? t('check.text', { email }) : t('check.text.plain')}</p>
    <p><${Help} topic="trouble" at="letter" />${t('check.spam')}</p>
    ${email && html`<${Form} form=${form} submit=${t('check.resend')} />`}
  </section>`;
}
