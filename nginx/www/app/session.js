/* SPDX-License-Identifier: ISC */
/* session.js - who is here: asking, signing in, Exit. */
import { ask } from './api.js';
import { session_delete, session_get, session_post } from './doors.js';
import { speak, languages } from './i18n.js';
import * as live from './live.js';
import { go } from './router.js';
import { set, state } from './store.js';

export async function whoIsHere() {
  try {
    await entered(await session_get({ plain: true }));
  } catch (problem) {
    set({ session: null });
    if (problem.status !== 401) throw problem;
  }
}

async function entered(session) {
  if (session.language in languages && session.language !== state.language) await speak(session.language);
  set({ session });
  live.start();
}

export async function signIn(wish) {
  const session = await session_post({ body: wish, plain: true });
  if (wish.remember) localStorage.setItem('email', wish.email);
  await entered(session);
}

/* Exit: the server ends the session and asks the browser to clear what it kept; what we keep
 * ourselves goes even where a browser does not listen. */
export async function exit() {
  live.stop();
  try {
    await session_delete({ plain: true });
  } finally {
    await clearDevice();
    set({ session: null, uploads: [], versions: {}, masters: {}, albums: {}, library: null, chosen: new Map() });
    go();
  }
}

export async function clearDevice() {
  localStorage.clear();
  sessionStorage.clear();
  for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
  if (window.caches) for (const name of await caches.keys()) await caches.delete(name);
}

/* What lies on this device, for the panel that shows and clears it. */
export function onDevice() {
  const kept = [];
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    kept.push({ key, bytes: 2 * (key.length + localStorage.getItem(key).length) });
  }
  return kept;
}

export const askToSignIn = () => ask('signin');
