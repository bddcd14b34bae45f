/* SPDX-License-Identifier: ISC */
/* reset.js - a forgotten password: ask for the letter, or (with its token) choose a new one. */
import { Field, Form, useForm } from '../components/form.js';
import { NewPassword } from '../components/password.js';
import { password_reset_confirm_post, password_reset_post } from '../doors.js';
import { t } from '../i18n.js';
import { device } from '../keep.js';
import { forgetQuery, go } from '../router.js';
import { say } from '../say.js';
import { toast } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';

export default function Reset({ route }) {
  const token = useRef(route.query.get('token'));
  useEffect(() => { if (token.current) forgetQuery(); }, []);
  return html`<section class="narrow">
    <h1 tabindex="-1">${t('reset.title')}</h1>
    ${token.current ? html`<${Choose} token=${token.current} />` : html`<${Request} />`}
  </section>`;
}

function Request() {
  const [email, setEmail] = useState(device.get('email') || '');
  const [sent, setSent] = useState(false);
  const form = useForm(async () => {
    await password_reset_post({ body: { email: email.trim() }, plain: true });
    setSent(true);
    say(t('reset.sent'));
  });
  if (sent) return html`<p class="lead">${t('reset.sent')}</p>`;
  return html`<${Form} form=${form} submit=${t('reset.request')}>
    <p>${t('reset.text')}</p>
    <${Field} label=${t('field.email')} type="email" autocomplete="username" required value=${email} onValue=${setEmail} error=${form.about('/email')} />
  <//>`;
}

function Choose({ token }) {
  const [password, setPassword] = useState('');
  const form = useForm(async () => {
    await password_reset_confirm_post({ body: { token, password }, plain: true });
    toast(t('reset.done'), { kind: 'good' });
    go('signin');
  });
  return html`<${Form} form=${form} submit=${t('reset.submit')}>
    <${NewPassword} value=${password} onValue=${setPassword} error=${form.about('/password')} />
  <//>`;
}
