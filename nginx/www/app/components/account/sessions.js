/* SPDX-License-Identifier: ISC */
/* sessions.js - where the account is signed in; each can be ended, or all others at once. */
import { me_session_delete, me_sessions_delete, me_sessions_get } from '../../doors.js';
import { since } from '../../format.js';
import { t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';

export function Sessions() {
  const [items, setItems] = useState(null);
  const look = () => me_sessions_get().then((page) => setItems(page.items), (refused) => toast(refused.title, { kind: 'bad' }));
  useEffect(() => { look(); }, []);
  const end = (door, which) => async () => {
    try {
      await door(which);
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
    look();
  };
  return html`
    <section class="card">
      <h2>${t('sessions.title')}</h2>
      <ul class="rows">${(items ?? []).map((one) => html`<li key=${one.id}>
        <div>${one.device || t('sessions.unknown')} <span class="hint">${[one.ip, one.current ? t('sessions.here') : since(one.used_at)].filter(Boolean).join(' · ')}</span></div>
        ${!one.current && html`<button class="small" onClick=${end(me_session_delete, { id: one.id })}>${t('sessions.end')}</button>`}</li>`)}</ul>
      ${items?.length > 1 && html`<p><button class="small" onClick=${end(me_sessions_delete)}>${t('sessions.end_all')}</button></p>`}
    </section>`;
}
