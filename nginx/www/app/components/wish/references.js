/* SPDX-License-Identifier: ISC */
/* references.js - up to eight songs to follow, each with its weights: records one loves, sent like any other song. */
import { get } from '../../api.js';
import { number, t } from '../../i18n.js';
import { html, useEffect, useState } from '../../view.js';
import { Slider } from '../form.js';
import { Icon } from '../icon.js';

const MOST = 8, SONGS = 100;
const aspects = ['tone', 'dynamics', 'width', 'loudness'];

/* Titles of versions: those of the library come with it, others are asked for. */
function useTitles(rows) {
  const [songs, setSongs] = useState([]);
  const [titles, setTitles] = useState({});
  useEffect(() => {
    get(`songs?limit=${SONGS}`).then((page) => {
      const sound = page.items.filter((song) => song.latest_version?.state === 'ready');
      setSongs(sound);
      setTitles((before) => ({ ...before, ...Object.fromEntries(sound.map((song) => [song.latest_version.id, song.title])) }));
    }, () => {});
  }, []);
  const missing = songs.length ? rows.find(({ version }) => !(version in titles))?.version : null;
  useEffect(() => {
    if (!missing) return;
    get(`versions/${missing}`).then((version) => get(`songs/${version.song_id}`)).then(
      (song) => setTitles((before) => ({ ...before, [missing]: song.title })), () => setTitles((before) => ({ ...before, [missing]: t('reference.gone') })));
  }, [missing]);
  return [songs, titles];
}

export function References({ song, rows, onRows, error }) {
  const chosen = rows ?? [];
  const [songs, titles] = useTitles(chosen);
  const free = songs.filter((one) => one.id !== song && !chosen.some(({ version }) => version === one.latest_version.id));
  const add = (e) => {
    if (e.target.value) onRows([...chosen, { version: e.target.value, tone: 1, dynamics: 1, width: 1, loudness: 1 }]);
    e.target.value = '';
  };
  const change = (i, fields) => onRows(chosen.map((row, k) => (k === i ? { ...row, ...fields } : row)));
  const name = ({ version }) => titles[version] ?? '…';
  return html`
    <fieldset class="references"><legend class="small-legend">${t('reference.title')}</legend>
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
      ${chosen.length < MOST && free.length > 0 && html`<label class="field"><span class="unseen">${t('reference.add')}</span>
        <select data-reference onChange=${add}><option value="">${t('reference.add')}</option>
          ${free.map((one) => html`<option key=${one.id} value=${one.latest_version.id}>${one.title}</option>`)}</select></label>`}
      ${songs.length > 0 && free.length === 0 && chosen.length === 0 && html`<p class="hint">${t('reference.none')}</p>`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </fieldset>`;
}
