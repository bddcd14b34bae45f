/* SPDX-License-Identifier: ISC */
/* track-order.js - which songs an album has, in which order, and the silence between them: by dragging, by two arrows, and
 * by keys. */
import { t } from '../i18n.js';
import { html, useRef, useState } from '../view.js';
import { useDragOrder } from './drag-order.js';
import { GapField } from './gap-field.js';
import { Icon } from './icon.js';
import { SongPicker } from './song-picker.js';

/* chosen: the songs in their order, each with its own gap_s, or none; usual: the gap where a song has none. */
export function TrackOrder({ chosen, usual, onChosen, error }) {
  const list = useRef(), [said, setSaid] = useState('');
  const move = (from, to) => {
    if (to < 0 || to >= chosen.length || from === to) return;
    const next = [...chosen];
    next.splice(to, 0, ...next.splice(from, 1));
    onChosen(next);
    setSaid(t('album.moved', { title: chosen[from].title, place: to + 1, of: chosen.length }));
  };
  const drag = useDragOrder(list, move);
  const step = (e, i, by) => {
    const label = e.currentTarget.dataset.step;
    move(i, i + by);
    requestAnimationFrame(() => list.current?.children[Math.max(0, Math.min(chosen.length - 1, i + by))]?.querySelector(`[data-step="${label}"]`)?.focus());
  };
  const setGap = (i, gap) => onChosen(chosen.map((song, k) => (k === i ? { ...song, gap_s: gap ?? undefined } : song)));
  const arrow = (song, i, by, name, off) => html`
    <button type="button" class="plain" data-step=${name} aria-disabled=${off} aria-label=${t(`album.${name}`, { title: song.title })} onClick=${(e) => step(e, i, by)}><${Icon} name=${name} /></button>`;
  return html`
    <fieldset class="track-order"><legend class="small-legend">${t('album.songs')}</legend>
      ${chosen.length === 0 && html`<p class="hint">${t('album.songs.hint')}</p>`}
      <ol ref=${list} class=${drag.held === null ? '' : 'dragging'}>${chosen.map((song, i) => html`
        <li key=${song.id} class=${drag.held === i ? 'held' : ''} ...${drag.row(i)}>
          <div class="track-row"><span class="grip" aria-hidden="true"><${Icon} name="grip" /></span><span class="track-n">${i + 1}</span><span class="track-title">${song.title}</span>
            ${arrow(song, i, -1, 'up', i === 0)}${arrow(song, i, 1, 'down', i === chosen.length - 1)}
            <button type="button" class="plain" aria-label=${t('album.leave', { title: song.title })} onClick=${() => onChosen(chosen.filter((one) => one !== song))}><${Icon} name="close" /></button></div>
          ${i < chosen.length - 1 && html`<div class="track-gap"><${GapField} gap=${song.gap_s ?? null} usual=${usual} label=${t('album.gap', { title: song.title })} onGap=${(gap) => setGap(i, gap)} data-gap=${i} /></div>`}
        </li>`)}</ol>
      <p class="unseen" role="status">${said}</p>
      <${SongPicker} data-track label=${t('album.add')} onPick=${(song) => onChosen([...chosen, song])}
        fits=${(song) => song.latest_version?.state === 'ready' && !chosen.some((one) => one.id === song.id)} />
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </fieldset>`;
}
