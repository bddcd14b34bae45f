/* SPDX-License-Identifier: ISC */
import { t } from '../i18n.js';
import { dropToast, useStore } from '../store.js';
import { html } from '../view.js';
import { Icon } from './icon.js';

export function Toasts() {
  const toasts = useStore((s) => s.toasts);
  return html`
    <div class="toasts" role="status" aria-atomic="false">
      ${toasts.map((one) => html`
        <div class=${`toast ${one.kind}`} key=${one.id}>
          <span>${one.text}</span>
          ${one.action && html`<button class="plain" onClick=${() => { dropToast(one.id); one.action.run(); }}>${one.action.label}</button>`}
          <button class="plain bare" aria-label=${t('close')} onClick=${() => dropToast(one.id)}><${Icon} name="close" /></button>
        </div>`)}
    </div>`;
}
