/* SPDX-License-Identifier: ISC */
/* problem.js - a refusal, as the page throws it: the house's own title, detail and next step in the page's language,
 * and its stable code.  What nginx answered, or nobody, is said in our words. */
import { known, spoken, t } from './i18n.js';

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

const ours = (code) => ({ code, title: t(`problem.${code}`), detail: known(`problem.${code}.detail`) ? t(`problem.${code}.detail`) : '' });

/* No answer came: the device is offline, or the house cannot be reached. */
export async function unreachable() {
  await spoken;
  return new Problem(0, ours('offline'));
}

export async function problemOf(answer) {
  let body = {};
  await spoken;
  try {
    body = await answer.json();
  } catch {
    /* nginx answered, not the house: its status alone says what is known */
  }
  if (!body.title || body.by === 'nginx') {
    const code = body.code ?? (answer.status >= 502 ? 'busy' : { 413: 'too_big', 429: 'too_many' }[answer.status]);
    if (known(`problem.${code}`)) body = { ...body, ...ours(code) };
  }
  return new Problem(answer.status, { ...body, retryAfter: answer.headers.get('Retry-After') });
}
