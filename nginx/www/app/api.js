/* SPDX-License-Identifier: ISC */
/* api.js - how the page knocks at a door of the API: sending, problems, asking, patience.
 *
 * Which doors there are stands in doors.js, made from the API's description.  Answers are parsed
 * JSON (or null), refusals are thrown as a Problem: the server's own title and detail, in the page's
 * language, and its stable code.  Two refusals are mended here, so that no screen loses what was
 * typed: a session that has ended (sign in, then the call is made again) and a step that wants the
 * password once more. */
import { known, t } from './i18n.js';
import { set, state } from './store.js';

export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail || body.title || t('problem.unknown'));
    this.status = status;
    this.code = body.code || (status ? `http_${status}` : 'offline');
    this.title = body.title || t('problem.unknown');
    this.detail = body.detail || '';
    this.next = body.next || '';
    this.errors = body.errors || [];
    this.retryAfter = Number(body.retryAfter) || 0;
  }

  /* The sentence about one field of the request, by its JSON pointer. */
  about(pointer) {
    const found = this.errors.find((e) => e.pointer === pointer || e.pointer === `#${pointer}`);
    return found ? found.detail : '';
  }
}

async function knock(method, url, { body, bytes, match, signal, headers = {} }) {
  const head = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': state.language,
    'X-Requested-With': 'mastering',
    ...headers,
  };
  if (body !== undefined) head['Content-Type'] = 'application/json';
  if (match !== undefined) head['If-Match'] = `"${match}"`;
  try {
    return await fetch(url, { method, headers: head, signal, credentials: 'same-origin', body: body === undefined ? bytes : JSON.stringify(body) });
  } catch (trouble) {
    if (trouble.name === 'AbortError') throw trouble;
    throw new Problem(0, { code: 'offline', title: t('problem.offline'), detail: t('problem.offline.detail') });
  }
}

async function problemOf(answer) {
  let body = {};
  try {
    body = await answer.json();
  } catch {
    /* nginx answered, not the house: its status alone says what is known */
  }
  if (!body.title || body.by === 'nginx') {
    const code = body.code ?? (answer.status >= 502 ? 'busy' : { 413: 'too_big', 429: 'too_many' }[answer.status]);
    if (known(`problem.${code}`)) body = { ...body, code, title: t(`problem.${code}`), detail: known(`problem.${code}.detail`) ? t(`problem.${code}.detail`) : '' };
  }
  return new Problem(answer.status, { ...body, retryAfter: answer.headers.get('Retry-After') });
}

/* One dialog at a time; everybody who needs it waits for the same one. */
const asked = {};
export function ask(kind) {
  asked[kind] ??= new Promise((resolve) => {
    set({ asking: { kind, done: resolve } });
  }).finally(() => {
    delete asked[kind];
    set({ asking: null });
  });
  return asked[kind];
}

/* The whole answer; plain: a refusal is thrown as it is, nobody is asked. */
async function answerOf(method, url, given) {
  for (;;) {
    const answer = await knock(method, url, given);
    if (answer.ok || answer.status === 304) return answer;
    const problem = await problemOf(answer);
    if (given.plain) throw problem;
    if (problem.status === 401 && state.session) {
      if (await ask('signin')) continue;
      set({ session: null });
    } else if (problem.code === 'fresh_required') {
      if (await ask('fresh')) continue;
    }
    throw problem;
  }
}

/* ---- doors ------------------------------------------------------------------------------------ */
const ASK_AGAIN_MS = 1500;
const OF_ANY_DOOR = ['plain', 'signal', 'headers'];

/* A door of the description, as a function:
 *
 *   await songs_get({ q: 'night', limit: 20 })             its JSON, or null
 *   await song_one_patch({ id, match: row_version, body }) with If-Match and a JSON body
 *   await me_avatar_put({ bytes: file })                   with a body that is no JSON
 *   await version_peaks_get.bytes({ id })                  what is no JSON, as an ArrayBuffer
 *   await master_report_get.answer({ id })                 the whole answer, for its headers
 *   await version_curve_one_get.patiently({ id, signal })  what is made on demand: asked again for as long as it says 202
 *   await songs_post.raw({ body })                         the answer even if it is a refusal, for /docs
 *   stream_get.url()                                       its address alone
 *
 * address: {name} stands in the path, {?name,...} may stand behind it; takes: what else is sent.  A name that the
 * description does not know is a mistake of the caller and is told at once; so is one that lacks. */
export function door(method, address, ...takes) {
  const inPath = [...address.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
  const behind = /\{\?(.*)\}/.exec(address)?.[1].split(',') ?? [];
  const known = [...inPath, ...behind, ...takes, ...OF_ANY_DOOR];
  const wanted = [...inPath, ...takes.filter((one) => one !== 'bytes')];
  const mistaken = (what) => { throw new TypeError(`${method} ${address}: ${what}`); };

  function url(given = {}) {
    for (const name of Object.keys(given)) if (!known.includes(name)) mistaken(`${name} is not known`);
    for (const name of inPath) if (/^\.{0,2}$/.test(given[name] ?? '')) mistaken(`${name} is missing`);
    const path = address.replace(/\{.*?\}/g, (slot) => (slot[1] === '?' ? '' : encodeURIComponent(given[slot.slice(1, -1)])));
    const asked = new URLSearchParams(behind.filter((name) => ![undefined, null, ''].includes(given[name])).map((name) => [name, given[name]]));
    return asked.size ? `${path}?${asked}` : path;
  }
  const sentBy = (send) => async (given = {}) => {
    const to = url(given);
    for (const name of wanted) if (given[name] === undefined) mistaken(`${name} is missing`);
    return send(method, to, given);
  };
  const answer = sentBy(answerOf), raw = sentBy(knock);
  async function patiently(given = {}) {
    for (;;) {
      const came = await answer(given);
      if (came.status !== 202) return came;
      await new Promise((wake) => setTimeout(wake, 1000 * Number(came.headers.get('Retry-After')) || ASK_AGAIN_MS));
      given.signal?.throwIfAborted();
    }
  }
  const bytes = async (given) => (await answer(given)).arrayBuffer();
  async function call(given) {
    const text = await (await answer(given)).text();
    return text ? JSON.parse(text) : null;
  }
  return Object.assign(call, { url, answer, raw, bytes, patiently });
}
