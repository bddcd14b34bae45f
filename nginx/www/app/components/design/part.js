/* SPDX-License-Identifier: ISC */
/* part.js - one part of the design page.  shows: the files of components/ it shows, for the test that misses none. */
import { t } from '../../i18n.js';
import { html } from '../../view.js';

export const Part = ({ name, shows = null, children }) => html`
  <section class="card" data-shows=${shows}><h2>${t(`design.${name}`)}</h2><p class="hint">${t(`design.${name}.text`)}</p>${children}</section>`;
