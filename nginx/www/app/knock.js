/* SPDX-License-Identifier: ISC */
/* knock.js - one request on its way: what every request carries, and patience.
 *
 * A house that is started again is away for a second.  What may be asked twice is asked again by itself: reading,
 * and a POST that carries its Idempotency-Key.  Whoever waits longer than a breath is told that it still goes. */
import { heard } from './clock.js';
import { unreachable } from './problem.js';
import { set, state } from './store.js';

const AGAIN_MS = [500, 1500, 3000], SLOW_MS = 2000, SOON_S = 3;
let late = 0;

/* Counts as slow from SLOW_MS on until the function it returns is called. */
function patience() {
  let counted = false;
  const tell = (n) => { late += n; if (state.slow !== late > 0) set({ slow: late > 0 }); };
  const timer = setTimeout(() => { counted = true; tell(1); }, SLOW_MS);
  return () => {
    clearTimeout(timer);
    if (counted) tell(-1);
  };
}

/* given: body (JSON) or bytes, match, once (an Idempotency-Key), signal, headers.  The answer, whatever it says. */
export async function knock(method, url, { body, bytes, match, once, signal, headers = {} }) {
  const head = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': state.language,
    'X-Requested-With': 'mastering',
    ...headers,
  };
  if (body !== undefined) head['Content-Type'] = 'application/json';
  if (match !== undefined) head['If-Match'] = `"${match}"`;
  if (once) head['Idempotency-Key'] = once;
  try {
    const answer = await fetch(url, { method, headers: head, signal, credentials: 'same-origin', body: body === undefined ? bytes : JSON.stringify(body) });
    heard(answer.headers.get('Date'));
    return answer;
  } catch (trouble) {
    if (trouble.name === 'AbortError') throw trouble;
    throw await unreachable();
  }
}

function worthAnother(answer) {
  if ([502, 503, 504].includes(answer.status)) return true;
  return answer.status === 429 && Number(answer.headers.get('Retry-After')) <= SOON_S;
}

export async function knockAgain(method, url, given) {
  const twice = method === 'GET' || given.once, done = patience();
  try {
    for (const wait of [...AGAIN_MS, null]) {
      try {
        const answer = await knock(method, url, given);
        if (!twice || wait === null || !worthAnother(answer)) return answer;
      } catch (trouble) {
        if (!twice || wait === null || trouble.name === 'AbortError' || !navigator.onLine) throw trouble;
      }
      await new Promise((wake) => setTimeout(wake, wait));
      given.signal?.throwIfAborted();
    }
  } finally {
    done();
  }
}
