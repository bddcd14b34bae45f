/* SPDX-License-Identifier: ISC */
/* said.js - the small things of /docs: a method, a name that may be broken where it has a joint, a sentence with code in it. */
import { html } from '../../view.js';

export const Method = ({ name }) => html`<b class="method" data-method=${name}>${name}</b>`;

export const Name = ({ text }) => html`<code>${text.split(/(?<=[/._])/).map((part, i) => html`${i > 0 && html`<wbr />`}${part}`)}</code>`;

/* What the description says is English, whatever the page speaks. */
export const Said = ({ text }) => html`<span lang="en">${text.split('`').map((part, i) => (i % 2 ? html`<code key=${i}>${part}</code>` : part))}</span>`;
