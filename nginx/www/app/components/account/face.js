/* SPDX-License-Identifier: ISC */
/* face.js - the profile picture: its square is chosen here, and the server makes a clean copy, without place or camera. */
import { me_avatar_delete, me_avatar_put } from '../../doors.js';
import { t } from '../../i18n.js';
import { set, state, toast, useStore } from '../../store.js';
import { html, useState } from '../../view.js';
import { Avatar } from '../avatar.js';
import { Crop } from './crop.js';

export function Face({ me, onChange }) {
  const session = useStore((s) => s.session), [picture, setPicture] = useState(null);
  async function show(url) {
    set({ session: { ...state.session, avatar_url: url } });
    onChange();
  }
  async function chosen(e) {
    const [file] = e.target.files;
    e.target.value = '';
    if (!file) return;
    try {
      setPicture(await createImageBitmap(file)); // as a camera held it
    } catch {
      toast(t('face.unreadable'), { kind: 'bad' });
    }
  }
  async function cropped(blob) {
    const { avatar_url } = await me_avatar_put({ bytes: blob });
    setPicture(null);
    await show(avatar_url);
    toast(t('saved'), { kind: 'good' });
  }
  async function remove() {
    await me_avatar_delete();
    await show(null);
  }
  return html`
    <section class="card">
      <h2>${t('face.title')}</h2>
      <div class="face">
        <${Avatar} session=${{ ...session, given_name: me.given_name }} large=${true} />
        <div class="stack">
          <label class="button small">${t('face.choose')}<input class="unseen" type="file" accept="image/png,image/jpeg,image/webp" onChange=${chosen} data-avatar /></label>
          ${session?.avatar_url && html`<button class="plain small" onClick=${remove}>${t('face.remove')}</button>`}
        </div>
      </div>
      <p class="hint">${t('face.hint')}</p>
      ${picture && html`<${Crop} picture=${picture} onCropped=${cropped} onClose=${() => setPicture(null)} />`}
    </section>`;
}
