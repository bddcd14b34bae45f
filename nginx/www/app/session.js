/* SPDX-License-Identifier: ISC */
/* session.js - who is here: asking, signing in, Exit; the same in every tab. */
import { session_delete, session_get, session_post } from './doors.js';
import { speak, languages } from './i18n.js';
import { clear, device } from './keep.js';
import * as live from './live.js';
import { go } from './router.js';
import { set, state } from './store.js';
import { onTold, tell } from './tabs.js';

const nothing = () => ({ uploads: [], versions: {}, masters: {}, albums: {}, wishes: {}, library: null, chosen: new Map() });
const QUESTIONS_AFTER_MS = 2000;

export async function whoIsHere() {
  try {
    await entered(await session_get({ plain: true }));
  } catch (problem) {
    set({ session: null });
    if (problem.status !== 401) throw problem;
  }
}

async function entered(session) {
  /* Somebody else signed in where a session had ended: what lies on the table is not theirs. */
  if (state.session && state.session.account_id !== session.account_id) {
    live.stop();
    set(nothing());
    go();
  }
  if (session.language in languages && session.language !== state.language) await speak(session.language).catch(() => { /* as it was */ });
  forgetWishesOfOthers(session.account_id);
  set({ session, expired: false, songsChanged: state.songsChanged + 1 });
  live.start();
  /* The questions of asking.js must be there when the line is bad. */
  setTimeout(() => import('./components/asking.js').catch(() => {}), QUESTIONS_AFTER_MS);
}

/* Wishes that are not ordered (wish.js) wait for whoever had them, and for nobody else. */
function forgetWishesOfOthers(account) {
  for (const key of device.keys())
    if (key.startsWith('wish:') && !key.startsWith(`wish:${account}:`)) device.put(key, null);
}

export async function signIn(wish) {
  const session = await session_post({ body: wish, plain: true });
  if (wish.remember) device.put('email', wish.email);
  await entered(session);
  tell('came');
}

function left() {
  live.stop();
  state.asking?.done(false); // nobody is here to be asked
  set({ ...nothing(), session: null, leaving: false, expired: false });
  go();
}

/* Exit: the server ends the session and asks the browser to clear what it kept; what we keep
 * ourselves goes even where a browser does not listen.  First everybody stops, so that nothing is kept anew behind it. */
export async function exit() {
  live.stop();
  set({ leaving: true });
  try {
    await session_delete({ plain: true });
  } finally {
    left();
    tell('left');
    await clear();
  }
}

/* What another tab did.  It cleared the device itself. */
export function follow() {
  onTold((what) => {
    if (what === 'left' && state.session) left();
    else if (what === 'came') whoIsHere().catch(() => { /* the next step will tell */ });
    else if (what === 'changed' && state.session) set({ songsChanged: state.songsChanged + 1 });
  });
}
