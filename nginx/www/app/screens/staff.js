/* SPDX-License-Identifier: ISC */
/* staff.js - the staff's own sign-in and their queue.  Its cookie is another one than a musician's. */
import { Problem } from '../api.js';
import { Offer, Recovery } from '../components/account/second-step.js';
import { Field, Form, Refusal, useForm } from '../components/form.js';
import { NewPassword } from '../components/password.js';
import { staff_queue_get, staff_session_delete, staff_session_get, staff_session_post, staff_totp_post, staff_totp_put, staff_welcome_post } from '../doors.js';
import { dayAndTime } from '../format.js';
import { t } from '../i18n.js';
import { forgetQuery } from '../router.js';
import { html, useEffect, useRef, useState } from '../view.js';

export default function Staff({ route }) {
  const token = useRef(route.query.get('token'));
  const [inside, setInside] = useState(null);
  const [queue, setQueue] = useState(null);
  const [problem, setProblem] = useState(null);
  const [offer, setOffer] = useState(null);
  const [codes, setCodes] = useState(null);
  async function look() {
    try {
      const { enrolled } = await staff_session_get({ plain: true });
      if (!enrolled) { // the first visit: every other door asks for the second step
        setOffer(await staff_totp_post({ plain: true }));
        setInside(false);
        return;
      }
      setQueue(await staff_queue_get({ plain: true }));
      setInside(true);
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      if (refused.status !== 404 && refused.status !== 401) setProblem(refused);
      setInside(false);
    }
  }
  useEffect(() => {
    if (token.current) forgetQuery();
    look();
  }, []);
  async function leave() {
    await staff_session_delete({ plain: true });
    setInside(false);
    setQueue(null);
  }
  return html`<section class=${inside ? 'page' : 'narrow'} aria-busy=${inside === null}>
    <h1 tabindex="-1">${t('staff.title')}</h1>
    <${Refusal} problem=${problem} />
    ${codes && html`<${Recovery} codes=${codes} onDone=${() => { setCodes(null); look(); }} />`}
    ${offer && html`<${Offer} offer=${offer} door=${staff_totp_put} onCodes=${(list) => { setOffer(null); setCodes(list); }} />`}
    ${inside === false && !offer && !codes && (token.current
      ? html`<${Welcome} token=${token.current} onDone=${() => { token.current = null; look(); }} />`
      : html`<${StaffSignIn} onDone=${look} />`)}
    ${inside && html`<${QueueTable} items=${queue.items} /><p><button onClick=${leave}>${t('exit')}</button></p>`}
  </section>`;
}

function StaffSignIn({ onDone }) {
  const [wish, setWish] = useState({ email: '', password: '', code: '' });
  const form = useForm(async () => {
    await staff_session_post({ body: { ...wish, email: wish.email.trim(), code: wish.code.replace(/\s/g, '') }, plain: true });
    onDone();
  });
  const change = (name) => (value) => setWish({ ...wish, [name]: value });
  return html`<${Form} form=${form} submit=${t('signin.submit')}>
    <p>${t('staff.text')}</p>
    <${Field} label=${t('field.email')} type="email" autocomplete="username" required value=${wish.email} onValue=${change('email')} error=${form.about('/email')} />
    <${Field} label=${t('field.password')} type="password" autocomplete="current-password" required value=${wish.password} onValue=${change('password')} error=${form.about('/password')} />
    <${Field} label=${t('field.code')} hint=${t('field.code.hint')} autocomplete="one-time-code" required value=${wish.code} onValue=${change('code')} error=${form.about('/code')} />
  <//>`;
}

/* The first visit: the link that the installation printed. */
function Welcome({ token, onDone }) {
  const [password, setPassword] = useState('');
  const form = useForm(async () => {
    await staff_welcome_post({ body: { token, password }, plain: true });
    onDone();
  });
  return html`<${Form} form=${form} submit=${t('staff.welcome.submit')}>
    <p>${t('staff.welcome')}</p>
    <${NewPassword} value=${password} onValue=${setPassword} error=${form.about('/password')} />
  <//>`;
}

function QueueTable({ items }) {
  if (items.length === 0) return html`<p class="empty">${t('staff.empty')}</p>`;
  return html`<ul class="rows">${items.map((one) => html`<li key=${one.id}><strong>${one.kind}</strong> <span>${one.state}</span> <time>${dayAndTime(one.created_at)}</time></li>`)}</ul>`;
}
