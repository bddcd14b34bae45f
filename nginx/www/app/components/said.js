/* SPDX-License-Identifier: ISC */
/* said.js - where say.js is read from.  A dialog has one of its own: all that lies behind it is silent. */
import { useStore } from '../store.js';
import { html } from '../view.js';

export function Said() {
  const said = useStore((s) => s.said);
  return html`<p class="unseen" role="status" data-said>${said && said.text + (said.n % 2 ? '' : '\u00a0')}</p>`; // the same words again are news again
}
