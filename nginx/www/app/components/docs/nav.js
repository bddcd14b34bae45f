/* SPDX-License-Identifier: ISC */
/* nav.js - all doors by noun, found while one types. */
import { fits } from '../../description.js';
import { openapi_get } from '../../doors.js';
import { known, t } from '../../i18n.js';
import { link } from '../../router.js';
import { html, useState } from '../../view.js';
import { Icon } from '../icon.js';
import { Method, Name } from './said.js';

export const nounName = (noun) => (known(`docs.noun.${noun}`) ? t(`docs.noun.${noun}`) : noun);
const short = (path) => path.replace('/api/v1/', '');

export function DocsNav({ groups, here }) {
  const [words, setWords] = useState('');
  const typed = words.trim();
  const found = groups.map(({ noun, doors }) => ({ noun, doors: typed ? doors.filter((door) => fits(door, typed)) : doors })).filter(({ doors }) => doors.length > 0);
  const count = found.reduce((sum, { doors }) => sum + doors.length, 0);
  return html`
    <nav class="docs-nav" aria-label=${t('docs.doors')}>
      <label class="search"><${Icon} name="search" /><span class="unseen">${t('docs.search')}</span>
        <input type="search" placeholder=${t('docs.search')} value=${words} onInput=${(e) => setWords(e.target.value)} /></label>
      <p class="hint" role="status">${count ? t('docs.count', { n: count }) : t('docs.nothing')}</p>
      ${found.map(({ noun, doors }) => html`
        <details key=${noun} open=${Boolean(typed) || doors.some((door) => door.id === here)}>
          <summary><${Icon} name="down" /> <span>${nounName(noun)}</span> <small>${doors.length}</small></summary>
          <ul>${doors.map((door) => html`<li key=${door.id}><a href=${link('docs', door.id)} aria-current=${door.id === here ? 'page' : undefined}>
            <${Method} name=${door.method} /> <${Name} text=${short(door.path)} /></a></li>`)}</ul>
        </details>`)}
      <ul class="docs-more"><li><a href=${link('docs')} aria-current=${here === '' ? 'page' : undefined}>${t('docs.start')}</a></li>
        <li><a href=${link('docs', 'problems')} aria-current=${here === 'problems' ? 'page' : undefined}>${t('docs.problems')}</a></li>
        <li><a href=${openapi_get.url()}>${t('docs.openapi')}</a></li></ul>
    </nav>`;
}
