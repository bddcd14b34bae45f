/* SPDX-License-Identifier: ISC */
/* like.js - another master of this mix, made as some other song's master was: every setting the same. */
import { get } from '../api.js';
import { t } from '../i18n.js';
import { order } from '../recipe.js';
import { html, useEffect, useState } from '../view.js';
import { Icon } from './icon.js';
import { Refusal, useForm } from './form.js';

const SONGS = 100;

export function Like({ version, onMade }) {
  const [open, setOpen] = useState(false), [songs, setSongs] = useState(null), [like, setLike] = useState('');
  useEffect(() => {
    if (!open || songs) return;
    get(`songs?limit=${SONGS}`).then(({ items }) => setSongs(items.filter((one) => one.id !== version.song_id && one.latest_master?.state === 'ready')), () => setSongs([]));
  }, [open]);
  const form = useForm(async () => onMade(await order(version.id, null, { like })));
  return html`
    <section class="card like-card"><details onToggle=${(e) => setOpen(e.currentTarget.open)}>
      <summary><${Icon} name="down" /> ${t('like.title')}</summary>
      <div class="stack"><p class="hint">${t('like.hint')}</p>
        <${Refusal} problem=${form.problem} />
        ${songs?.length === 0 ? html`<p>${t('like.none')}</p>` : html`
          <label class="field"><span>${t('like.song')}</span><select data-like value=${like} onChange=${(e) => setLike(e.target.value)}><option value="">–</option>
            ${(songs ?? []).map((one) => html`<option key=${one.id} value=${one.latest_master.id}>${one.title}</option>`)}</select></label>
          <div class="actions"><button class="primary" disabled=${!like || form.busy} onClick=${form.submit}>${form.busy ? t('busy') : t('like.make')}</button></div>`}
      </div></details></section>`;
}
