/* SPDX-License-Identifier: ISC */
/* details.js - what the song is called and what kind it is. */
import { t } from '../i18n.js';
import { html, useState } from '../view.js';
import { Field, Form, useForm } from './form.js';
import { Icon } from './icon.js';

export function Details({ song, onSave }) {
  const [text, setText] = useState(null);
  const shown = text ?? { title: song.title ?? '', artist: song.artist ?? '', style: song.style ?? '', instruments: (song.instruments ?? []).join(', '), notes: song.notes ?? '' };
  const change = (name) => (value) => setText({ ...shown, [name]: value });
  const form = useForm(async () => {
    await onSave({ ...shown, instruments: shown.instruments.split(',').map((one) => one.trim()).filter(Boolean) });
    setText(null);
  });
  const field = (name, more = {}) => html`<${Field} label=${t(`details.${name}`)} value=${shown[name]} onValue=${change(name)} error=${form.about(`/${name}`)} maxlength="200" ...${more} />`;
  return html`
    <section class="card"><details>
      <summary><${Icon} name="down" /> ${t('details.heading')}</summary>
      <${Form} form=${form} submit=${t('save')}>
        ${field('title', { required: true })}${field('artist')}${field('style')}
        ${field('instruments', { hint: t('details.instruments.hint'), maxlength: 500 })}${field('notes', { maxlength: 2000 })}
      <//>
    </details></section>`;
}
