/* SPDX-License-Identifier: ISC */
/* library-line.js - a song as a line of the table, and the head that sorts it. */
import { clock, measure, since } from '../format.js';
import { t } from '../i18n.js';
import { turned } from '../library/wish.js';
import { link } from '../router.js';
import { html } from '../view.js';
import { Icon } from './icon.js';
import { Pick, Remove, useStanding } from './library-card.js';

const otherWay = { ascending: 'descending', descending: 'ascending' };
const columns = [['title', 'title', 'ascending'], ['stage'], ['seconds', 'seconds', 'descending'], ['lufs', 'lufs', 'descending'], ['changed', 'changed', 'descending']];

export function TableHead({ sort, onSort }) {
  return html`
    <div role="rowgroup" class="table-head"><div role="row" class="line" aria-rowindex="1">
      <span role="columnheader"><span class="unseen">${t('library.column.select')}</span></span>
      ${columns.map(([name, by, usual]) => {
        const way = by && (sort === by ? usual : sort === turned(by) ? otherWay[usual] : undefined);
        return html`
          <span key=${name} role="columnheader" class=${`cell-${name}`} aria-sort=${way}>
            ${by ? html`<button class="plain" onClick=${() => onSort(sort === by ? turned(by) : by)}>${t(`library.column.${name}`)} ${way && html`<${Icon} name=${way === 'ascending' ? 'up' : 'down'} />`}</button>` : t(`library.column.${name}`)}
          </span>`;
      })}
      <span role="columnheader"><span class="unseen">${t('delete')}</span></span>
    </div></div>`;
}

export function SongLine({ song, chosen, onPress }) {
  const { chip: [kind, text] } = useStanding(song);
  return html`
    <span role="cell"><${Pick} song=${song} chosen=${chosen} onPress=${onPress} /></span>
    <span role="cell" class="cell-title"><a class="song-link" href=${link('song', song.id)}><span class="song-title">${song.title || t('song.untitled')}</span>${song.artist && html` <span class="hint">${song.artist}</span>`}</a></span>
    <span role="cell" class="cell-stage"><span class=${`chip ${kind}`}>${text}</span></span>
    <span role="cell" class="cell-seconds">${song.seconds ? clock(song.seconds) : '–'}</span>
    <span role="cell" class="cell-lufs">${measure(song.lufs, 'LUFS')}</span>
    <span role="cell" class="cell-changed hint">${since(song.changed_at)}</span>
    <span role="cell"><${Remove} song=${song} /></span>`;
}
