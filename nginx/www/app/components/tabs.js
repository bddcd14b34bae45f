/* SPDX-License-Identifier: ISC */
/* tabs.js - several views in one place, one of them seen: arrow keys go from one to the next. */
import { html, useId, useState } from '../view.js';

/* tabs: [{ id, title, view: () => ... }] */
export function Tabs({ label, tabs }) {
  const [open, setOpen] = useState(tabs[0]?.id);
  const own = useId();
  const shown = tabs.find((one) => one.id === open) ?? tabs[0];
  if (!shown) return null;
  const key = (e) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!step || e.altKey || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation();
    const next = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length];
    setOpen(next.id);
    e.currentTarget.querySelector(`[data-tab="${next.id}"]`).focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${label} onKeyDown=${key}>${tabs.map(({ id, title }) => html`
      <button key=${id} type="button" role="tab" data-tab=${id} id=${`${own}-${id}`} aria-selected=${shown.id === id} aria-controls=${`${own}-panel`} tabindex=${shown.id === id ? 0 : -1}
        onClick=${() => setOpen(id)}>${title}</button>`)}</div>
    <div role="tabpanel" id=${`${own}-panel`} aria-labelledby=${`${own}-${shown.id}`}>${shown.view()}</div>`;
}
