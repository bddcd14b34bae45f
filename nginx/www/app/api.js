/* SPDX-License-Identifier: ISC */
/* api.js - the one client of /api/v1.
 *
 * Answers are parsed JSON (or null), refusals are thrown as a Problem: the server's own title and
 * detail, in the page's language, and its stable code.  Two refusals are mended here, so that no
 * screen loses what was typed: a session that has ended (sign in, then the call is made again) and a
 * step that wants the password once more. */
import { known, t } from './i18n.js';
import { set, state } from './store.js';

export const ROOT = '/api/v1';

export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail || body.title || t('problem.unknown'));
    this.status = status;
    this.code = body.code || (status ? `http_${status}` : 'offline');
    this.title = body.title || t('problem.unknown');
    this.detail = body.detail || '';
    this.errors = body.errors || [];
    this.retryAfter = Number(body.retryAfter) || 0;
  }

  /* The sentence about one field of the request, by its JSON pointer. */
  about(pointer) {
    const found = this.errors.find((e) => e.pointer === pointer || e.pointer === `#${pointer}`);
    return found ? found.detail : '';
  }
}

async function knock(method, path, { body, raw, type, match, signal, headers = {} } = {}) {
  const head = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': state.language,
    'X-Requested-With': 'mastering',
    ...headers,
  };
  if (body !== undefined) head['Content-Type'] = 'application/json';
  if (raw !== undefined && type) head['Content-Type'] = type;
  if (match !== undefined) head['If-Match'] = `"${match}"`;
  try {
    return await fetch(path.startsWith('/') ? path : `${ROOT}/${path}`, {
      method, headers: head, signal, credentials: 'same-origin',
      body: raw !== undefined ? raw : body !== undefined ? JSON.stringify(body) : undefined,
    });
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

/* The whole answer, for those who need its headers or its bytes. */
export async function request(method, path, options = {}) {
  for (;;) {
    const answer = await knock(method, path, options);
    if (answer.ok || answer.status === 304) return answer;
    const problem = await problemOf(answer);
    if (options.plain) throw problem;
    if (problem.status === 401 && state.session) {
      if (await ask('signin')) continue;
      set({ session: null });
    } else if (problem.code === 'fresh_required') {
      if (await ask('fresh')) continue;
    }
    throw problem;
  }
}

async function call(method, path, options) {
  const answer = await request(method, path, options);
  if (answer.status === 204) return null;
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path, options) => call('GET', path, options);
export const post = (path, body = {}, options = {}) => call('POST', path, { ...options, body });
export const put = (path, body = {}, options = {}) => call('PUT', path, { ...options, body });
export const patch = (path, match, body, options = {}) => call('PATCH', path, { ...options, match, body });
export const drop = (path, match, options = {}) => call('DELETE', path, { ...options, match });
/* What is made on demand: asked again for as long as the server says 202.  `signal` ends the waiting. */
const ASK_AGAIN_MS = 1500;

export async function patiently(path, options = {}) {
  for (;;) {
    const answer = await request('GET', path, options);
    if (answer.status !== 202) return answer;
    await new Promise((wake) => setTimeout(wake, 1000 * Number(answer.headers.get('Retry-After')) || ASK_AGAIN_MS));
    options.signal?.throwIfAborted();
  }
}

export const bytesOf = async (path, options) => (await request('GET', path, options)).arrayBuffer();
