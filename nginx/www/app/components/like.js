/* SPDX-License-Identifier: ISC */
/* like.js - another master of this mix, made as some other song's master was: every setting the same. */
import { t } from '../i18n.js';
import { order } from '../recipe.js';
import { html, useState } from '../view.js';
import { Refusal, useForm } from './form.js';
import { Icon } from './icon.js';
import { SongPicker } from './song-picker.js';

export function Like({ version, onMade }) {
  const [open, setOpen] = useState(false), [like, setLike] = useState(null);
  const form = useForm(async () => onMade(await order(version.id, null, { like: like.latest_master.id })));
  return html`
    <section class="card like-card"><details onToggle=${(e) => setOpen(e.currentTarget.open)}>
      <summary><${Icon} name="down" /> ${t('like.title')}</summary>
      <div class="stack"><p class="hint">${t('like.hint')}</p>
        <${Refusal} problem=${form.problem} />
        ${open && html`<${SongPicker} data-like label=${t('like.song')} picked=${like} none=${t('like.none')} onPick=${setLike}
          fits=${(one) => one.id !== version.song_id && one.latest_master?.state === 'ready'} />`}
        ${like && html`<p data-liked>${like.title}</p>`}
        <div class="actions"><button class="primary" disabled=${!like || form.busy} onClick=${form.submit}>${form.busy ? t('busy') : t('like.make')}</button></div>
      </div></details></section>`;
}
