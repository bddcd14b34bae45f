/* SPDX-License-Identifier: ISC */
/* face.js - the profile picture; the server makes a clean copy of it, without place or camera. */
import { Problem } from '../../api.js';
import { me_avatar_delete, me_avatar_put } from '../../doors.js';
import { t } from '../../i18n.js';
import { set, state, toast, useStore } from '../../store.js';
import { html } from '../../view.js';
import { Avatar } from '../avatar.js';

const BYTES_MAX = 5 * 1024 * 1024;

export function Face({ me, onChange }) {
  const session = useStore((s) => s.session);
  async function show(url) {
    set({ session: { ...state.session, avatar_url: url } });
    onChange();
  }
  async function chosen(e) {
    const [file] = e.target.files;
    e.target.value = '';
    if (!file) return;
    if (file.size > BYTES_MAX) return toast(t('face.too_big'), { kind: 'bad' });
    try {
      const { avatar_url } = await me_avatar_put({ bytes: file });
      await show(avatar_url);
      toast(t('saved'), { kind: 'good' });
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      toast([refused.title, refused.detail].filter(Boolean).join(': '), { kind: 'bad' });
    }
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
    </section>`;
}
