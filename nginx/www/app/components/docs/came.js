/* SPDX-License-Identifier: ISC */
/* came.js - what a door has answered: status, the headers one looks for, the body as far as it can be read. */
import { bytes as size } from '../../format.js';
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { html } from '../../view.js';

const TOLD = ['Content-Type', 'Content-Length', 'Content-Disposition', 'ETag', 'Location', 'Link', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'Tus-Resumable', 'Tus-Max-Size', 'Upload-Offset', 'Upload-Length', 'Song-Id', 'Version-Id'];
const SHOWN = 20000, LISTENED_MS = 4000;

/* An event stream never ends: what it says in the first seconds. */
async function listened(answer) {
  const reader = answer.body.getReader(), text = new TextDecoder();
  let said = '';
  setTimeout(() => reader.cancel(), LISTENED_MS);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return said;
    said += text.decode(value, { stream: true });
  }
}

export async function readAnswer(answer, ms) {
  const media = answer.headers.get('Content-Type') ?? '', told = { status: answer.status, word: answer.statusText, ms, headers: TOLD.filter((name) => answer.headers.has(name)).map((name) => [name, answer.headers.get(name)]) };
  if (media.startsWith('text/event-stream')) return { ...told, stream: true, text: await listened(answer) };
  if (!/json|text\//.test(media)) {
    await answer.body?.cancel();
    return { ...told, bytes: Number(answer.headers.get('Content-Length')) || 0 };
  }
  const text = await answer.text();
  if (!/json/.test(media) || !text) return { ...told, text };
  const json = JSON.parse(text);
  return { ...told, text: JSON.stringify(json, null, 2), code: media.startsWith('application/problem+json') ? json.code : '' };
}

/* url: where a file can be had, or false. */
export function Came({ came, url }) {
  return html`<div class="came" role="status">${came && (came.trouble ? html`<p class="error">${came.trouble}</p>` : html`
    <p><b class="status" data-kind=${Math.floor(came.status / 100)}>${came.status}</b> ${came.word} <span class="hint">${t('docs.came.ms', { ms: came.ms })}</span>
      ${came.code && html` <a href=${link('docs', 'problems', came.code)}>${t('docs.came.problem')}</a>`}</p>`)}</div>
    ${came && !came.trouble && html`
      ${came.headers.length > 0 && html`<dl class="came-headers">${came.headers.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`}
      ${came.text && html`<pre tabindex="0" role="region" aria-label=${t('docs.came.body')}>${came.text.slice(0, SHOWN)}</pre>${came.text.length > SHOWN && html`<p class="hint">${t('docs.came.cut', { n: SHOWN })}</p>`}`}
      ${came.stream && html`<p class="hint">${t('docs.came.stream', { n: LISTENED_MS / 1000 })}</p>`}
      ${came.bytes > 0 && html`<p>${t('docs.came.file', { size: size(came.bytes) })} ${url && html`<a href=${url} download>${t('docs.came.keep')}</a>`}</p>`}`}`;
}
