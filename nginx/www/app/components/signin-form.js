/* SPDX-License-Identifier: ISC */
/* signin-form.js - e-mail and password, then a code where the account wants one. */
import { t } from '../i18n.js';
import { device } from '../keep.js';
import { signIn } from '../session.js';
import { link } from '../router.js';
import { html, useState } from '../view.js';
import { Check, Field, Form, useForm } from './form.js';

export function SignInForm({ email: known, onDone }) {
  const [email, setEmail] = useState(known || device.get('email') || '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [remember, setRemember] = useState(false);
  const [second, setSecond] = useState(false);
  const form = useForm(async () => {
    try {
      const wish = { email: email.trim(), password, remember };
      if (second) wish.code = code.replace(/\s/g, '');
      await signIn(wish);
      onDone();
    } catch (problem) {
      if (problem.code === 'totp_required' && !second) return setSecond(true);
      throw problem;
    }
  });
  return html`
    <${Form} form=${form} submit=${t('signin.submit')}
      secondary=${html`<a href=${link('reset')}>${t('signin.forgot')}</a>`}>
      <${Field} label=${t('field.email')} type="email" name="email" autocomplete="username" required value=${email} onValue=${setEmail} error=${form.about('/email')} />
      <${Field} label=${t('field.password')} type="password" name="password" autocomplete="current-password" required value=${password} onValue=${setPassword} error=${form.about('/password')} />
      ${second && html`<${Field} label=${t('field.code')} hint=${t('field.code.hint')} name="code" autocomplete="one-time-code"
        required autofocus value=${code} onValue=${setCode} error=${form.about('/code')} />`}
      <${Check} label=${t('signin.remember')} hint=${t('signin.remember.hint')} checked=${remember} onValue=${setRemember} />
    <//>`;
}
