/* SPDX-License-Identifier: ISC */
import { me_password_post } from '../../doors.js';
import { t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { Field, Form, useForm } from '../form.js';
import { NewPassword } from '../password.js';

export function Password({ me }) {
  const [before, setBefore] = useState(''), [after, setAfter] = useState('');
  const form = useForm(async () => {
    await me_password_post({ body: { old: before, new: after } });
    setBefore('');
    setAfter('');
    toast(t('reset.done'), { kind: 'good' });
  });
  return html`
    <section class="card">
      <h2>${t('field.password')}</h2>
      <${Form} form=${form} submit=${t('reset.submit')}>
        <${Field} label=${t('field.password.old')} type="password" autocomplete="current-password" required value=${before} onValue=${setBefore} error=${form.about('/old')} />
        <${NewPassword} value=${after} onValue=${setAfter} error=${form.about('/new') || form.about('/password')} words=${[me.given_name, me.family_name, me.email]} />
      <//>
    </section>`;
}
