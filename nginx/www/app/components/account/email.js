/* SPDX-License-Identifier: ISC */
import { me_email_post } from '../../doors.js';
import { t } from '../../i18n.js';
import { say } from '../../say.js';
import { html, useState } from '../../view.js';
import { Field, Form, useForm } from '../form.js';

export function Email({ me }) {
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState('');
  const form = useForm(async () => {
    await me_email_post({ body: { email: email.trim() } });
    setSent(email.trim());
    setEmail('');
    say(t('mail.sent', { email: email.trim() }));
  });
  return html`
    <section class="card">
      <h2>${t('field.email')}</h2>
      <p>${t('mail.now')} <strong>${me.email}</strong></p>
      ${sent && html`<p class="note">${t('mail.sent', { email: sent })}</p>`}
      <${Form} form=${form} submit=${t('mail.submit')}>
        <${Field} label=${t('mail.new')} type="email" autocomplete="email" required value=${email} onValue=${setEmail} error=${form.about('/email')} hint=${t('mail.hint')} />
      <//>
    </section>`;
}
