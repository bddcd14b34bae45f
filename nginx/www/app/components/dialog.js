/* SPDX-License-Identifier: ISC */
/* dialog.js - the browser's own dialog: it holds the focus, Escape closes it, the rest is inert. */
import { t } from '../i18n.js';
import { html, useEffect, useRef } from '../view.js';
import { Icon } from './icon.js';
import { Said } from './said.js';

export function Dialog({ title, onClose, children, wide = false }) {
  const self = useRef();
  useEffect(() => {
    const before = document.activeElement, box = self.current;
    box.showModal();
    return () => {
      box.close(); // as long as it is open, everything behind it refuses the focus
      before?.focus?.();
    };
  }, []);
  return html`
    <dialog ref=${self} class=${wide ? 'wide' : ''} aria-labelledby="dialog-title"
      onCancel=${(e) => { e.preventDefault(); onClose(); }}>
      <div class="dialog-head">
        <h2 id="dialog-title">${title}</h2>
        <button class="plain bare" aria-label=${t('close')} onClick=${onClose}><${Icon} name="close" /></button>
      </div>
      ${children}
      <${Said} />
    </dialog>`;
}
