/* SPDX-License-Identifier: ISC */
/* face.js - the profile picture; the server makes a clean copy of it, without place or camera. */
import { Problem, drop, request } from '../../api.js';
import { t } from '../../i18n.js';
import { set, state, toast, useStore } from '../../store.js';
import { html } from '../../view.js';
import { Avatar } from '../avatar.js';

const BYTES_MAX = 5 * 1024 * 1024;

export function Face({ me, onChange }) {
  const session = useStore((s) => s.session);
  async function show(url) {
    /* The address stays the same when the picture changes. */
    set({ session: { ...state.session, avatar_url: url && `${url}${url.includes('?') ? '&' : '?'}v=${Date.now()}` } });
    onChange();
  }
  async function chosen(e) {
    const [file] = e.target.files;
    e.target.value = '';
    if (!file) return;
    if (file.size > BYTES_MAX) return toast(t('face.too_big'), { kind: 'bad' });
    try {
      const answer = await request('PUT', 'me/avatar', { raw: file, type: file.type });
      await show((await answer.json()).avatar_url);
      toast(t('saved'), { kind: 'good' });
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      toast([refused.title, refused.detail].filter(Boolean).join(': '), { kind: 'bad' });
    }
  }
  async function remove() {
    await drop('me/avatar');
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
