/* SPDX-License-Identifier: ISC */
/* try.js - a door knocked at from the page, with the session of who reads: the request, as curl too, and what came back.
 *
 * What only looks is sent at once; before anything else it is said that it really happens. */
import { ask, door as doorOf } from '../../api.js';
import { curlOf, exampleBody, typeText } from '../../description.js';
import * as doors from '../../doors.js';
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { whoIsHere } from '../../session.js';
import { toast, useStore } from '../../store.js';
import { html, useId, useState } from '../../view.js';
import { Dialog } from '../dialog.js';
import { Field } from '../form.js';
import { Came, readAnswer } from './came.js';
import { useMine } from './mine.js';

const LOOKS = ['GET', 'HEAD', 'OPTIONS'];
/* tus is spoken in headers, which belong to that protocol and not to the description. */
const spoken = (door) => (!door.path.startsWith('/api/v1/uploads') ? '' : door.id === 'uploads_post' ? 'Tus-Resumable: 1.0.0\nUpload-Length: 1000\nUpload-Metadata: filename bWl4Lndhdg==' : door.id === 'upload_one_patch' ? 'Tus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: application/offset+octet-stream' : 'Tus-Resumable: 1.0.0');
const headersOf = (text) => Object.fromEntries(text.split('\n').filter((line) => line.includes(':')).map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]));

function parsed(text) {
  try {
    return [JSON.parse(text), ''];
  } catch (mistake) {
    return [null, t('docs.try.json', { why: mistake.message })];
  }
}

export function Try({ door }) {
  const session = useStore((s) => s.session);
  const [given, setGiven] = useState({}), [match, setMatch] = useState(''), [file, setFile] = useState(null);
  const [body, setBody] = useState(door.json ? JSON.stringify(exampleBody(door.json), null, 2) : ''), [headers, setHeaders] = useState(spoken(door));
  const [sure, setSure] = useState(false), [busy, setBusy] = useState(false), [came, setCame] = useState(null), [wrong, setWrong] = useState('');
  const mine = useMine(door), list = useId();
  const knock = doors[door.id] ?? doorOf(door.method, door.path);
  const named = [...door.inPath, ...door.query], lacks = door.inPath.filter((one) => !given[one.name]);
  const matched = door.headers.some((one) => one.name === 'If-Match'), streams = door.answers[0].media === 'text/event-stream';
  const [json, jsonWrong] = door.json ? parsed(body) : [undefined, ''];
  const placed = { ...given, ...Object.fromEntries(lacks.map((one) => [one.name, one.name.toUpperCase()])) };
  const url = new URL(knock.url(placed), location.origin).href;
  const curl = curlOf(door, url, { match: matched ? match || '1' : undefined, body, headers: headersOf(headers) });

  async function send() {
    setSure(false);
    setBusy(true);
    setCame(null);
    try {
      const began = performance.now();
      const answer = await knock.raw({ ...given, ...(door.json ? { body: json } : {}), ...(file ? { bytes: file } : {}), ...(matched ? { match } : {}), headers: headersOf(headers) });
      const told = await readAnswer(answer, Math.round(performance.now() - began));
      if (told.code === 'fresh_required' && await ask('fresh')) return await send();
      setCame(told);
      if (!LOOKS.includes(door.method) && ['accounts', 'me'].includes(door.noun)) await whoIsHere();
    } catch (refused) {
      setCame({ trouble: refused.detail || refused.message });
    } finally {
      setBusy(false);
    }
  }
  function submit(e) {
    e.preventDefault();
    const why = lacks.length ? t('docs.try.lacks', { name: lacks.map((one) => one.name).join(', ') }) : matched && !match ? t('docs.try.lacks', { name: 'If-Match' }) : jsonWrong;
    setWrong(why);
    if (why) return;
    if (LOOKS.includes(door.method)) send();
    else setSure(true);
  }
  /* Who picks one of his own has seen its state, too. */
  function take(name, value) {
    setGiven({ ...given, [name]: value });
    const own = name === 'id' && mine.find((one) => one.id === value);
    if (own?.row_version && matched) setMatch(String(own.row_version));
  }
  const copy = () => navigator.clipboard.writeText(curl).then(() => toast(t('copied')));
  const field = (one) => html`<${Field} key=${one.name} label=${one.name} optional=${!one.required} hint=${one.in === 'query' ? typeText(one.schema) : ''} value=${given[one.name] ?? ''} autocomplete="off" spellcheck="false"
    list=${one.name === 'id' && mine.length ? list : undefined} onValue=${(value) => take(one.name, value)}>${one.schema.enum && html`<option value=""></option>${one.schema.enum.map((word) => html`<option key=${word} value=${word}>${word}</option>`)}`}<//>`;
  return html`
    <section class="card"><div class="docs-head"><h2>${t('docs.example')}</h2><button class="plain small" onClick=${copy}>${t('copy')}</button></div>
      <pre class="curl" tabindex="0" role="region" aria-label=${t('docs.example')}>${curl}</pre>
      ${door.who !== 'anyone' && html`<p class="hint">${t(door.key ? 'docs.example.key' : 'docs.example.cookie')}</p>`}</section>
    <section class="card"><h2>${t('docs.try')}</h2>
      ${streams ? html`<p>${t('docs.try.stream')}</p>` : html`
      ${door.who === 'staff' ? html`<p class="hint">${t('docs.try.staff')}</p>` : door.who !== 'anyone' && !session && html`<p class="hint">${t('docs.try.signin')} <a href=${link('signin')}>${t('signin.title')}</a></p>`}
      <form class="stack" onSubmit=${submit} aria-busy=${busy} noValidate>
        ${named.map(field)}
        ${mine.length > 0 && html`<datalist id=${list}>${mine.map((one) => html`<option key=${one.id} value=${one.id}>${one.label}</option>`)}</datalist>`}
        ${matched && html`<${Field} label="If-Match" hint=${t('docs.try.match')} value=${match} onValue=${setMatch} inputmode="numeric" autocomplete="off" />`}
        ${headers && html`<${Text} label=${t('docs.try.headers')} value=${headers} onValue=${setHeaders} rows="3" />`}
        ${door.json && html`<${Text} label=${t('docs.body')} value=${body} onValue=${setBody} rows=${Math.min(16, body.split('\n').length + 1)} wrong=${Boolean(jsonWrong)} />`}
        ${door.bytes && html`<label>${t('docs.try.file')} <input type="file" onChange=${(e) => setFile(e.target.files[0] ?? null)} /></label>`}
        ${wrong && html`<p class="error" role="alert">${wrong}</p>`}
        <div class="actions"><button class="primary" disabled=${busy}>${busy ? t('busy') : t('docs.try.send', { method: door.method })}</button></div>
      </form>`}
      <${Came} came=${came} url=${door.method === 'GET' && url} />
    </section>
    ${sure && html`<${Dialog} title=${t('docs.try.sure')} onClose=${() => setSure(false)}>
      <p>${t('docs.try.real')}</p><p><code>${`${door.method} ${knock.url(placed)}`}</code></p>
      <div class="actions"><button class="primary" onClick=${send}>${t('docs.try.do')}</button><button onClick=${() => setSure(false)}>${t('docs.try.not')}</button></div>
    <//>`}`;
}

const Text = ({ label, value, onValue, rows, wrong = false }) => html`
  <label class="field">${label}<textarea class="mono" rows=${rows} spellcheck="false" autocomplete="off" value=${value} aria-invalid=${wrong ? 'true' : undefined} onInput=${(e) => onValue(e.target.value)} /></label>`;
