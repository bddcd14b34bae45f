/* SPDX-License-Identifier: ISC */
/* design.js - the tokens and the components of this page, documented by showing them: #/design.  tests/browser/
 * design_test.mjs misses every token and every common component that is not here. */
import { Controls } from '../components/design/controls.js';
import { States } from '../components/design/states.js';
import { Talk } from '../components/design/talk.js';
import { Tokens } from '../components/design/tokens.js';
import { t } from '../i18n.js';
import { html } from '../view.js';

export default function Design() {
  return html`
    <div class="page design">
      <div><h1 tabindex="-1">${t('design.title')}</h1><p class="lead">${t('design.lead')}</p></div>
      <${Tokens} /><${Controls} /><${States} /><${Talk} />
    </div>`;
}
