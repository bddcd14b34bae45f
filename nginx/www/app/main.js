/* SPDX-License-Identifier: ISC */
/* main.js - the beginning: words, who is here, and the screen that the address names. */
import { Frame } from './components/frame.js';
import { preferred, speak } from './i18n.js';
import { follow } from './router.js';
import { whoIsHere } from './session.js';
import { set, toast } from './store.js';
import { html, render } from './view.js';

const theme = localStorage.getItem('theme');
if (theme) document.documentElement.dataset.theme = theme;

await speak(preferred());
follow();
try {
  await whoIsHere();
} catch (problem) {
  set({ session: null });
  toast(problem.title, { kind: 'bad' });
}
render(html`<${Frame} />`, document.getElementById('app'));
