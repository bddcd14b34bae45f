/* SPDX-License-Identifier: ISC */
/* avatar.js - the profile picture, or the first letter where there is none. */
import { html } from '../view.js';

export function Avatar({ session, large = false }) {
  const letter = [...(session.given_name || session.email || '?')][0].toUpperCase();
  return html`<span class=${large ? 'avatar large' : 'avatar'}>
    ${session.avatar_url ? html`<img src=${session.avatar_url} alt="" width="96" height="96" />` : html`<span aria-hidden="true">${letter}</span>`}
  </span>`;
}
