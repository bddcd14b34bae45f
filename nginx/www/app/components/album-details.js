/* SPDX-License-Identifier: ISC */
/* album-details.js - what an album is called, its code, and how it goes. */
import { album_one_patch } from '../doors.js';
import { t } from '../i18n.js';
import { html, useState } from '../view.js';
import { Field, Form, useForm } from './form.js';
import { Icon } from './icon.js';

export function AlbumDetails({ album, onSaved, onRemove }) {
  const [typed, setTyped] = useState({});
  const form = useForm(async () => {
    onSaved(await album_one_patch({ id: album.id, match: album.row_version, body: typed }));
    setTyped({});
  });
  const field = (name, label, more) => html`<${Field} label=${label} value=${typed[name] ?? album[name] ?? ''} error=${form.about(`/${name}`)}
    onValue=${(value) => setTyped({ ...typed, [name]: value })} ...${more} />`;
  const remove = html`<button type="button" class="plain danger" onClick=${onRemove}><${Icon} name="trash" /> ${t('album.delete')}</button>`;
  return html`
    <section class="card"><h2>${t('album.manage')}</h2>
      <${Form} form=${form} submit=${t('save')} secondary=${remove}>
        ${field('title', t('album.name'), { required: true, maxlength: 200 })}
        ${field('upc', t('album.upc'), { hint: t('album.upc.hint'), maxlength: 20, inputmode: 'numeric' })}
      <//>
      <p class="hint">${t('album.delete.hint')}</p>
    </section>`;
}
