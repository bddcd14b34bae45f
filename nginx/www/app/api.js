/* SPDX-License-Identifier: ISC */
/* api.js - how the page knocks at a door of the API: asking, sending once, problems.
 *
 * Which doors there are stands in doors.js, made from the API's description.  Answers are parsed
 * JSON (or null), refusals are thrown as a Problem.  Two refusals are mended here, so that no screen
 * loses what was typed: a session that has ended (sign in, then the call is made again) and a step
 * that wants the password once more. */
import { knock, knockAgain } from './knock.js';
import { Problem, problemOf } from './problem.js';
import { set, state } from './store.js';
import { tell } from './tabs.js';

export { Problem };

/* One dialog at a time; everybody who needs it waits for the same one.  Whoever leaves (session.js) is asked for nothing
 * more, whatever still comes back to them. */
const asked = {};
export async function ask(kind) {
  if (kind !== 'consent' && (!state.session || state.leaving)) return false;
  asked[kind] ??= new Promise((resolve) => {
    set({ asking: { kind, done: resolve } });
  }).finally(() => {
    delete asked[kind];
    set({ asking: null });
  });
  return asked[kind];
}

/* The session has ended.  Whoever does not want to sign in now keeps what was typed, and is asked again by the next
 * step that changes something; a call is made again only for the one who made it. */
async function signedInAgain(method, session) {
  if (state.session === session) {
    if (state.leaving || (state.expired && method === 'GET')) return false;
    if (!await ask('signin') && state.session === session) set({ expired: true });
  }
  return state.session !== session && state.session?.account_id === session.account_id;
}

/* The whole answer; plain: a refusal is thrown as it is, nobody is asked. */
async function answerOf(method, url, given) {
  for (;;) {
    const { session } = state;
    const answer = await knockAgain(method, url, given);
    if (answer.ok || answer.status === 304) return answer;
    const problem = await problemOf(answer);
    if (given.plain) throw problem;
    if (problem.status === 401 && session) {
      if (await signedInAgain(method, session)) continue;
    } else if (problem.code === 'fresh_required') {
      if (await ask('fresh')) continue;
    }
    throw problem;
  }
}

/* ---- once ------------------------------------------------------------------------------------- */
const DOUBLE_CLICK_MS = 700;
const SECRET = /\/(me|staff)\//; // the house remembers no answer that holds a secret: an Idempotency-Key does nothing there
const going = new Map();

/* Random, also where the page is not reached by https and crypto.randomUUID is not there. */
const newKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16).padStart(8, '0')).join('');

/* Who asks for the very same change twice within a double click gets the first one's answer; but whoever signs in
 * again (plain) does so because the first answer does not count any more. */
function onlyOnce(method, url, given, send) {
  if (method === 'GET' || given.bytes || given.plain) return send();
  const what = JSON.stringify([method, url, given.match, given.body]);
  if (going.has(what)) return going.get(what);
  const answer = send(), began = performance.now();
  const over = () => going.delete(what);
  going.set(what, answer);
  answer.then(() => setTimeout(over, DOUBLE_CLICK_MS + began - performance.now()), over);
  return answer;
}

/* ---- doors ------------------------------------------------------------------------------------ */
const ASK_AGAIN_MS = 1500;
const OF_ANY_DOOR = ['plain', 'once', 'signal', 'headers'];

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
  const keyed = method === 'POST' && !SECRET.test(address);
  async function parsed(given) {
    const text = await (await answer(keyed && !given.plain ? { ...given, once: newKey() } : given)).text();
    if (method !== 'GET' && !given.plain) tell('changed');
    return text ? JSON.parse(text) : null;
  }
  const call = async (given = {}) => onlyOnce(method, url(given), given, () => parsed(given));
  return Object.assign(call, { url, answer, raw, bytes, patiently });
}
