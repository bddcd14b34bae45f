/* SPDX-License-Identifier: ISC */
/* pace.js - asking for many pages without being told off.
 *
 * The house says how many requests are left (RateLimit) and how fast they come back (RateLimit-Policy).
 * The last tenth is left to what the musician does meanwhile: from there on we ask no faster than
 * they come back.  Who was refused all the same waits as long as Retry-After says, and goes on. */
const SPARED = 0.1;
let restUntil = 0;

const figure = (text, name) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(text ?? '')?.[1] ?? NaN);

function listen(headers) {
  const quota = figure(headers.get('RateLimit-Policy'), 'q'), left = figure(headers.get('RateLimit'), 'r');
  if (left < quota * SPARED) restUntil = Date.now() + 60000 / quota;
}

/* send: a promise of an answer.  onWait(true) is called when it takes longer than a breath. */
export async function paced(send, onWait = () => {}) {
  for (;;) {
    const wait = restUntil - Date.now();
    if (wait > 1000) onWait(true);
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
    try {
      const answer = await send();
      listen(answer.headers);
      onWait(false);
      return answer;
    } catch (problem) {
      if (problem.status !== 429) throw problem;
      restUntil = Date.now() + 1000 * (problem.retryAfter || 1);
    }
  }
}
