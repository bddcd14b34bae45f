/* SPDX-License-Identifier: ISC */
/* details.js - what the song is called and what kind it is. */
import { t } from '../i18n.js';
import { useRecipeFields } from '../recipe.js';
import { MOST, styleName, styleOf } from '../style-name.js';
import { html, useState } from '../view.js';
import { Field, Form, useForm } from './form.js';
import { Icon } from './icon.js';

export function Details({ song, onSave }) {
  /* What was typed, and the row it was typed over: a change made elsewhere meanwhile is told, not overwritten. */
  const [edit, setEdit] = useState({ row: null, typed: {} });
  const shown = { title: song.title ?? '', artist: song.artist ?? '', isrc: song.isrc ?? '', style: styleName(song.style), instruments: (song.instruments ?? []).join(', '), notes: song.notes ?? '', ...edit.typed };
  const change = (name) => (value) => setEdit({ row: edit.row ?? song.row_version, typed: { ...edit.typed, [name]: value } });
  const [, , styles] = useRecipeFields(), words = (styles ?? []).map((one) => one.word);
  const form = useForm(async () => {
    const fields = { ...edit.typed };
    if ('instruments' in fields) fields.instruments = fields.instruments.split(',').map((one) => one.trim()).filter(Boolean);
    if ('style' in fields) fields.style = styleOf(fields.style, words);
    try {
      await onSave(edit.row ?? song.row_version, fields);
    } catch (problem) {
      if (problem.status === 412) setEdit({ ...edit, row: null }); // the next try is on what is there now
      throw problem;
    }
    setEdit({ row: null, typed: {} });
  });
  const field = (name, more = {}) => html`<${Field} label=${t(`details.${name}`)} value=${shown[name]} onValue=${change(name)} error=${form.about(`/${name}`)} maxlength="200" ...${more} />`;
  return html`
    <section class="card"><details>
      <summary><${Icon} name="down" /> ${t('details.heading')}</summary>
      <${Form} form=${form} submit=${t('save')}>
        <div class="pair">${field('title', { required: true })}${field('artist')}</div>
        <div class="pair">${field('style', { hint: t('details.style.hint'), list: 'song-styles', maxlength: MOST })}${field('isrc', { hint: t('details.isrc.hint'), maxlength: 20 })}</div>
        <datalist id="song-styles">${words.map((word) => html`<option key=${word} value=${t(`style.${word}`)} />`)}</datalist>
        ${field('instruments', { hint: t('details.instruments.hint'), maxlength: 500 })}${field('notes', { maxlength: 2000 })}
      <//>
    </details></section>`;
}
