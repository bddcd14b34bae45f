/* SPDX-License-Identifier: ISC */
/* library-actions.js - what can be done with the songs that were chosen; and how far a ZIP file is. */
import { number, t } from '../i18n.js';
import { device } from '../keep.js';
import { chooseNone, finished, pack, remove } from '../library/choice.js';
import { useNews } from '../say.js';
import { useStore } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

const formats = ['wav24', 'wav16', 'wav32f', 'flac', 'flac16', 'mp3', 'opus'];

export function LibraryActions({ packing }) {
  const chosen = useStore((s) => s.chosen);
  const [format, setFormat] = useState(() => (formats.includes(device.get('zip')) ? device.get('zip') : 'wav24'));
  useNews(chosen.size, t('library.selected', { n: chosen.size }));
  useNews(Boolean(packing), packing && t('library.packing', { n: packing.files }));
  if (!chosen.size && !packing) return html`<div class="chosen-bar" hidden />`;
  const ready = finished(chosen), left = chosen.size - ready.length;
  const take = () => { device.put('zip', format); pack(ready, format); };
  return html`
    <div class="chosen-bar" role="region" aria-label=${t('library.actions')}>
      ${packing && html`<p class="packing"><span>${t('library.packing', { n: packing.files })}</span> <progress max="1" value=${packing.progress} aria-label=${t('library.packing', { n: packing.files })} /> <span class="hint">${t('percent', { amount: number(100 * packing.progress) })}</span></p>`}
      ${chosen.size > 0 && html`
        <p class="chosen-count"><strong>${t('library.selected', { n: chosen.size })}</strong>
          ${ready.length === 0 ? html`<span class="hint">${t('library.zip.none')}</span>` : left > 0 && html`<span class="hint">${t('library.zip.some', { n: left })}</span>`}</p>
        <div class="actions">
          <select aria-label=${t('library.zip.format')} value=${format} onChange=${(e) => setFormat(e.target.value)} disabled=${!ready.length}>
            ${formats.map((one) => html`<option key=${one} value=${one} selected=${one === format}>${t(`format.${one}`)}</option>`)}</select>
          <button class="primary" disabled=${!ready.length || packing} onClick=${take}><${Icon} name="download" /> ${t('library.zip')}</button>
          <button class="danger" onClick=${() => remove([...chosen.values()])}><${Icon} name="trash" /> ${t('delete')}</button>
          <button class="plain" onClick=${chooseNone}>${t('library.clear')}</button>
        </div>`}
    </div>`;
}
