/* SPDX-License-Identifier: ISC */
/* library-empty.js - nothing to see: what to do about it. */
import { t } from '../i18n.js';
import { filters, narrows, unfiltered } from '../library/wish.js';
import { html } from '../view.js';
import { Icon } from './icon.js';

export function LibraryEmpty({ wish, onWish }) {
  if (!narrows(wish)) return html`
    <div class="empty">
      <${Icon} name="note" />
      <p><strong>${t('library.empty.title')}</strong></p>
      <p>${t('library.empty')}</p>
    </div>`;
  const words = wish.q.trim(), filtered = filters(wish);
  return html`
    <div class="empty">
      <${Icon} name="search" />
      <p><strong>${words ? t('library.nothing.words', { words }) : t('library.nothing.filter')}</strong></p>
      <p>${words ? t('library.nothing.try') : t('library.nothing.wider')}</p>
      <p class="actions">
        ${filtered && html`<button onClick=${() => onWish(unfiltered)}>${t('library.nothing.unfilter')}</button>`}
        ${words && html`<button onClick=${() => onWish({ q: '' })}>${t('library.nothing.unword')}</button>`}
      </p>
    </div>`;
}
