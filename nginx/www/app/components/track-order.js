/* SPDX-License-Identifier: ISC */
/* track-order.js - which songs an album has, and in which order: by dragging, by two arrows, and by keys. */
import { t } from '../i18n.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';
import { SongPicker } from './song-picker.js';

/* chosen: the songs in their order. */
export function TrackOrder({ chosen, onChosen, error }) {
  const [dragged, setDragged] = useState(null), [over, setOver] = useState(null);
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
      <ol>${chosen.map((song, i) => html`
        <li key=${song.id} draggable="true" class=${over === i ? 'over' : ''}
          onDragStart=${(e) => { setDragged(i); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', song.id); }}
          onDragOver=${(e) => { if (dragged !== null) { e.preventDefault(); setOver(i); } }} onDragEnd=${() => { setDragged(null); setOver(null); }}
          onDrop=${(e) => { e.preventDefault(); if (dragged !== null) move(dragged, i); setDragged(null); setOver(null); }}>
          <span class="grip" aria-hidden="true"><${Icon} name="grip" /></span><span class="track-n">${i + 1}</span><span class="track-title">${song.title}</span>
          <button type="button" class="plain" data-step="up" aria-disabled=${i === 0} aria-label=${t('album.up', { title: song.title })} onClick=${(e) => step(e, i, -1)}><${Icon} name="up" /></button>
          <button type="button" class="plain" data-step="down" aria-disabled=${i === chosen.length - 1} aria-label=${t('album.down', { title: song.title })} onClick=${(e) => step(e, i, 1)}><${Icon} name="down" /></button>
          <button type="button" class="plain" aria-label=${t('album.leave', { title: song.title })} onClick=${() => onChosen(chosen.filter((one) => one !== song))}><${Icon} name="close" /></button>
        </li>`)}</ol>
      <${SongPicker} data-track label=${t('album.add')} onPick=${(song) => onChosen([...chosen, song])}
        fits=${(song) => song.latest_version?.state === 'ready' && !chosen.some((one) => one.id === song.id)} />
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </fieldset>`;
}
