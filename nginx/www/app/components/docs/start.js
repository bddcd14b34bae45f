/* SPDX-License-Identifier: ISC */
/* start.js - what holds for every door. */
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { html } from '../../view.js';
import { Icon } from '../icon.js';

const parts = [['where', 'note'], ['who', 'key'], ['match', 'pencil'], ['lists', 'next'], ['later', 'retry'], ['once', 'check'], ['limits', 'scales'], ['refusals', 'warn']];

export const Top = ({ count }) => html`<header class="docs-top"><h1 tabindex="-1">${t('docs.title')}</h1><p class="lead">${t('docs.lead', { n: count })}</p></header>`;

export function Start() {
  const first = `curl '${location.origin}/api/v1/songs?limit=5' \\\n  -H "Authorization: Bearer $KEY"`;
  return html`
    <article class="docs-start">
      <pre class="curl" tabindex="0" role="region" aria-label=${t('docs.example')}>${first}</pre>
      <div class="docs-parts">${parts.map(([name, icon]) => html`<section key=${name} class="card"><h2><${Icon} name=${icon} /> ${t(`docs.start.${name}`)}</h2><p>${t(`docs.start.${name}.text`)}</p>
        ${name === 'who' && html`<p><a href=${link('account')}>${t('docs.start.keys')}</a></p>`}${name === 'refusals' && html`<p><a href=${link('docs', 'problems')}>${t('docs.problems')}</a></p>`}</section>`)}</div>
    </article>`;
}
