/* SPDX-License-Identifier: ISC */
/* track-order.js - which songs an album has, and in which order: by dragging, by two arrows, and by keys. */
import { t } from '../i18n.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

/* songs: the sound ones of the library; chosen: ids of songs in their order. */
export function TrackOrder({ songs, chosen, onChosen, error }) {
  const [dragged, setDragged] = useState(null), [over, setOver] = useState(null);
  const of = (id) => songs.find((one) => one.id === id);
  const free = songs.filter((one) => !chosen.includes(one.id));
  const move = (from, to) => {
    if (to < 0 || to >= chosen.length || from === to) return;
    const next = [...chosen];
    next.splice(to, 0, ...next.splice(from, 1));
    onChosen(next);
  };
  const step = (e, i, by) => {
    const row = e.currentTarget.closest('li'), list = row.parentElement, label = e.currentTarget.dataset.step;
    move(i, i + by);
    requestAnimationFrame(() => list.children[Math.max(0, Math.min(chosen.length - 1, i + by))]?.querySelector(`[data-step="${label}"]`)?.focus());
  };
  return html`
    <fieldset class="track-order"><legend class="small-legend">${t('album.songs')}</legend>
      ${chosen.length === 0 && html`<p class="hint">${t('album.songs.hint')}</p>`}
      <ol>${chosen.map((id, i) => html`
        <li key=${id} draggable="true" class=${over === i ? 'over' : ''}
          onDragStart=${(e) => { setDragged(i); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', id); }}
          onDragOver=${(e) => { if (dragged !== null) { e.preventDefault(); setOver(i); } }} onDragEnd=${() => { setDragged(null); setOver(null); }}
          onDrop=${(e) => { e.preventDefault(); if (dragged !== null) move(dragged, i); setDragged(null); setOver(null); }}>
          <span class="grip" aria-hidden="true"><${Icon} name="grip" /></span><span class="track-n">${i + 1}</span><span class="track-title">${of(id)?.title ?? '…'}</span>
          <button type="button" class="plain" data-step="up" aria-disabled=${i === 0} aria-label=${t('album.up', { title: of(id)?.title ?? '' })} onClick=${(e) => step(e, i, -1)}><${Icon} name="up" /></button>
          <button type="button" class="plain" data-step="down" aria-disabled=${i === chosen.length - 1} aria-label=${t('album.down', { title: of(id)?.title ?? '' })} onClick=${(e) => step(e, i, 1)}><${Icon} name="down" /></button>
          <button type="button" class="plain" aria-label=${t('album.leave', { title: of(id)?.title ?? '' })} onClick=${() => onChosen(chosen.filter((one) => one !== id))}><${Icon} name="close" /></button>
        </li>`)}</ol>
      ${free.length > 0 && html`<label class="field"><span class="unseen">${t('album.add')}</span>
        <select data-track onChange=${(e) => { if (e.target.value) onChosen([...chosen, e.target.value]); e.target.value = ''; }}><option value="">${t('album.add')}</option>
          ${free.map((one) => html`<option key=${one.id} value=${one.id}>${one.title}</option>`)}</select></label>`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </fieldset>`;
}
