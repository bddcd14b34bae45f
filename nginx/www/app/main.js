/* SPDX-License-Identifier: ISC */
/* main.js - the beginning: words, who is here, and the screen that the address names. */
import { ahead } from './ahead.js';
import { Frame } from './components/frame.js';
import { languages, preferred, speak } from './i18n.js';
import { onWritten } from './keep.js';
import { follow } from './router.js';
import { follow as followTabs, whoIsHere } from './session.js';
import { screenOf } from './screens.js';
import { set, state, toast } from './store.js';
import { html, render } from './view.js';

const SHELL_AFTER_MS = 3000; // whoever has come first gets the line first

async function begin() {
  set({ language: preferred() });
  follow();
  followTabs();
  /* All at once: what is shown needs the last of them, and each is a way to the house and back. */
  for (const href of ahead.get(state.route.screen) ?? []) document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
  screenOf(state.route).load().catch(() => { /* the frame asks again, and says it */ });
  await Promise.all([speak(state.language), whoIsHere().catch((problem) => toast(problem.title, { kind: 'bad' }))]);
  render(html`<${Frame} />`, document.getElementById('app'));
  document.querySelector('.begin').remove();
  /* Where there is no worker (no https, storage blocked), the page needs its line, and that is all. */
  if (navigator.serviceWorker) setTimeout(() => import('./shell.js').then(({ keepShell }) => keepShell()).catch(() => {}), SHELL_AFTER_MS);
}

/* Light and language chosen in one tab hold in the others. */
onWritten((key, value) => {
  if (key === 'theme') document.documentElement.dataset.theme = value ?? '';
  if (key === 'language' && value in languages && value !== state.language) speak(value);
});

/* Without its words the page cannot say that they are missing: first.js and index.html do. */
begin().catch(() => document.documentElement.classList.add('failed'));
