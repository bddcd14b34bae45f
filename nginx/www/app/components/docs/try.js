/* SPDX-License-Identifier: ISC */
/* try.js - a door knocked at from the page, with the session of who reads: the request, as curl too, and what came back.
 *
 * What only looks is sent at once; before anything else it is said that it really happens. */
import { ask } from '../../api.js';
import { exampleBody, typeText } from '../../description.js';
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { whoIsHere } from '../../session.js';
import { toast, useStore } from '../../store.js';
import { html, useId, useState } from '../../view.js';
import { Dialog } from '../dialog.js';
import { Field } from '../form.js';
import { Came, readAnswer } from './came.js';
import { useMine } from './mine.js';
import { requestOf } from './request.js';
import { Said } from './said.js';

const LOOKS = ['GET', 'HEAD', 'OPTIONS'];

export function Try({ door }) {
  const [given, setGiven] = useState({}), [file, setFile] = useState(null), [body, setBody] = useState(door.json ? JSON.stringify(exampleBody(door.json), null, 2) : '');
  const [sure, setSure] = useState(false), [busy, setBusy] = useState(false), [came, setCame] = useState(null), [refused, setRefused] = useState('');
  const mine = useMine(door), list = useId();
  const { knock, named, lacks, wrong, sent, url, curl } = requestOf(door, { given, body, file });

  async function send() {
    setSure(false);
    setBusy(true);
    setCame(null);
    try {
      const began = performance.now();
      const answer = await knock.raw(sent);
      const told = await readAnswer(answer, Math.round(performance.now() - began));
      if (told.code === 'fresh_required' && await ask('fresh')) return await send();
      setCame(told);
      if (!LOOKS.includes(door.method) && ['accounts', 'me'].includes(door.noun)) await whoIsHere();
    } catch (trouble) {
      setCame({ trouble: trouble.detail || trouble.message });
    } finally {
      setBusy(false);
    }
  }
  function submit(e) {
    e.preventDefault();
    const why = lacks.length ? t('docs.try.lacks', { name: lacks.join(', ') }) : wrong;
    setRefused(why);
    if (why) return;
    if (LOOKS.includes(door.method)) send();
    else setSure(true);
  }
  /* Who picks one of his own has seen its state, too. */
  function take(name, value) {
    const own = name === 'id' && mine.find((one) => one.id === value);
    setGiven({ ...given, [name]: value, ...(own?.row_version ? { 'If-Match': String(own.row_version) } : {}) });
  }
  const copy = () => navigator.clipboard.writeText(curl).then(() => toast(t('copied')));
  const hint = (one) => (one.name === 'If-Match' ? t('docs.try.match') : one.in === 'header' ? html`<${Said} text=${one.description} />` : one.in === 'query' && typeText(one.schema));
  const field = (one) => html`<${Field} key=${one.name} label=${one.name} optional=${!one.required} hint=${hint(one)} value=${given[one.name] ?? ''} autocomplete="off" spellcheck="false"
    list=${one.name === 'id' && mine.length ? list : undefined} onValue=${(value) => take(one.name, value)}>${one.schema.enum && html`<option value=""></option>${one.schema.enum.map((word) => html`<option key=${word} value=${word}>${word}</option>`)}`}<//>`;
  return html`
    <section class="card"><div class="docs-head"><h2>${t('docs.example')}</h2><button class="plain small" onClick=${copy}>${t('copy')}</button></div>
      <pre class="curl" tabindex="0" role="region" aria-label=${t('docs.example')}>${curl}</pre>
      ${door.who !== 'anyone' && html`<p class="hint">${t(door.key ? 'docs.example.key' : 'docs.example.cookie')}</p>`}</section>
    <section class="card"><h2>${t('docs.try')}</h2>
      <${Warning} who=${door.who} />
      <form class="stack" onSubmit=${submit} aria-busy=${busy} noValidate>
        ${named.map(field)}
        ${mine.length > 0 && html`<datalist id=${list}>${mine.map((one) => html`<option key=${one.id} value=${one.id}>${one.label}</option>`)}</datalist>`}
        ${door.json && html`<label class="field">${t('docs.body')}<textarea class="mono" rows=${Math.min(16, body.split('\n').length + 1)} spellcheck="false" autocomplete="off"
          value=${body} aria-invalid=${wrong ? 'true' : undefined} onInput=${(e) => setBody(e.target.value)} /></label>`}
        ${door.bytes && html`<label>${t('docs.try.file')} <input type="file" onChange=${(e) => setFile(e.target.files[0] ?? null)} /></label>`}
        ${refused && html`<p class="error" role="alert">${refused}</p>`}
        <div class="actions"><button class="primary" disabled=${busy}>${busy ? t('busy') : t('docs.try.send', { method: door.method })}</button></div>
      </form>
      <${Came} came=${came} url=${door.method === 'GET' && url} />
    </section>
    ${sure && html`<${Dialog} title=${t('docs.try.sure')} onClose=${() => setSure(false)}>
      <p>${t('docs.try.real')}</p><p><code>${`${door.method} ${url.slice(location.origin.length)}`}</code></p>
      <div class="actions"><button class="primary" onClick=${send}>${t('docs.try.do')}</button><button onClick=${() => setSure(false)}>${t('docs.try.not')}</button></div>
    <//>`}`;
}

/* That it will be refused is better known before. */
function Warning({ who }) {
  const session = useStore((s) => s.session);
  if (who === 'staff') return html`<p class="hint">${t('docs.try.staff')}</p>`;
  return who !== 'anyone' && !session && html`<p class="hint">${t('docs.try.signin')} <a href=${link('signin')}>${t('signin.title')}</a></p>`;
}
