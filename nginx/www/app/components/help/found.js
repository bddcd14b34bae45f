/* SPDX-License-Identifier: ISC */
/* found.js - what was found, each with the words it was found by. */
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { html } from '../../view.js';
import { Icon } from '../icon.js';
import { Ask } from './next.js';
import { excerpt, parted } from './search.js';

const Marked = ({ text, words }) => parted(text, words).map((piece, i) => (i % 2 ? html`<mark key=${i}>${piece}</mark>` : piece));

export function Found({ found, slots }) {
  if (!found.length) return html`<div class="empty"><p>${t('help.nothing')}</p><${Ask} slots=${slots} /></div>`;
  return html`<ul class="help-found">${found.map((one) => html`
    <li key=${`${one.topic}/${one.at}`}><a href=${link('help', one.topic, ...(one.at ? [one.at] : []))}>
      <${Icon} name=${one.icon} />
      <span><b><${Marked} text=${one.heading} words=${one.words} /></b>${one.at && html` <small>${one.title}</small>`}
        <span class="hint"><${Marked} text=${excerpt(one.text, one.words)} words=${one.words} /></span></span></a></li>`)}</ul>`;
}
