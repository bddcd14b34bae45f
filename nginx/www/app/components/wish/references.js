/* SPDX-License-Identifier: ISC */
/* references.js - up to eight songs to follow, each with its weights: records one loves, sent like any other song. */
import { song_one_get, version_one_get } from '../../doors.js';
import { number, t } from '../../i18n.js';
import { html, useEffect, useState } from '../../view.js';
import { Slider } from '../form.js';
import { Icon } from '../icon.js';
import { SongPicker } from '../song-picker.js';

const aspects = ['tone', 'dynamics', 'width', 'loudness'];

/* Titles by version: of those just picked, and of all others by asking. */
function useTitles(rows) {
  const [titles, setTitles] = useState({});
  const put = (version, title) => setTitles((before) => ({ ...before, [version]: title }));
  const missing = rows.find(({ version }) => !(version in titles))?.version;
  useEffect(() => {
    if (missing) version_one_get({ id: missing }).then((version) => song_one_get({ id: version.song_id })).then((song) => put(missing, song.title), () => put(missing, t('reference.gone')));
  }, [missing]);
  return [titles, put];
}

/* song: what must not follow itself; most: how many there may be. */
export function References({ song, rows, most, onRows, error }) {
  const chosen = rows ?? [];
  const [titles, putTitle] = useTitles(chosen);
  const add = ({ title, latest_version: { id } }) => {
    putTitle(id, title);
    onRows([...chosen, { version: id, tone: 1, dynamics: 1, width: 1, loudness: 1 }]);
  };
  const change = (i, fields) => onRows(chosen.map((row, k) => (k === i ? { ...row, ...fields } : row)));
  const name = ({ version }) => titles[version] ?? '…';
  return html`
    <fieldset class="references" data-field="references"><legend class="small-legend">${t('reference.title')}</legend>
      <p class="hint">${t('reference.hint')}</p>
      ${chosen.length > 0 && html`<ul class="reference-list">${chosen.map((row, i) => html`
        <li key=${row.version}>
          <details>
            <summary><${Icon} name="down" /> <span>${name(row)}</span></summary>
            <div class="stack">${aspects.map((aspect) => html`<${Slider} key=${aspect} label=${t(`reference.${aspect}`)} min="0" max="10" step="0.5" value=${row[aspect] ?? 1}
              show=${(v) => t('reference.weight', { amount: number(v, v % 1 ? 1 : 0) })} onValue=${(value) => change(i, { [aspect]: value })} />`)}</div>
          </details>
          <button type="button" class="plain" aria-label=${t('reference.remove', { title: name(row) })} onClick=${() => onRows(chosen.filter((_, k) => k !== i))}><${Icon} name="close" /></button>
        </li>`)}</ul>`}
      ${chosen.length < most && html`<${SongPicker} data-reference label=${t('reference.add')} none=${chosen.length === 0 && t('reference.none')} onPick=${add}
        fits=${(one) => one.latest_version?.state === 'ready' && one.id !== song && !chosen.some(({ version }) => version === one.latest_version.id)} />`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </fieldset>`;
}
