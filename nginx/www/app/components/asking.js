/* SPDX-License-Identifier: ISC */
/* asking.js - the questions that stand in front of any screen: sign in again, the password once
 * more, what may be stored.  They answer true or false to whoever called ask(). */
import { me_fresh_post } from '../doors.js';
import { t } from '../i18n.js';
import { state, useStore } from '../store.js';
import { html, useState } from '../view.js';
import { ConsentChoice } from './consent.js';
import { Dialog } from './dialog.js';
import { Field, Form, useForm } from './form.js';
import { SignInForm } from './signin-form.js';

export function Asking() {
  const asking = useStore((s) => s.asking);
  if (!asking) return null;
  const close = (answer) => () => asking.done(answer);
  if (asking.kind === 'signin')
    return html`<${Dialog} title=${t('expired.title')} onClose=${close(false)}>
      <p>${t('expired.text')}</p>
      <${SignInForm} email=${state.session?.email} onDone=${close(true)} />
    <//>`;
  if (asking.kind === 'fresh')
    return html`<${Dialog} title=${t('fresh.title')} onClose=${close(false)}><${FreshForm} onDone=${close(true)} /><//>`;
  if (asking.kind === 'consent')
    return html`<${Dialog} title=${t('consent.title')} onClose=${close(false)}><${ConsentChoice} onDone=${close(true)} /><//>`;
  return null;
}

function FreshForm({ onDone }) {
  const [password, setPassword] = useState('');
  const form = useForm(async () => {
    await me_fresh_post({ body: { password }, plain: true });
    onDone();
  });
  return html`<${Form} form=${form} submit=${t('fresh.submit')}>
    <p>${t('fresh.text')}</p>
    <${Field} label=${t('field.password')} type="password" autocomplete="current-password" required autofocus
      value=${password} onValue=${setPassword} error=${form.about('/password')} />
  <//>`;
}
