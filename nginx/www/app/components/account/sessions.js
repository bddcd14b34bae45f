/* SPDX-License-Identifier: ISC */
/* sessions.js - where the account is signed in; each can be ended, or all others at once. */
import { drop, get } from '../../api.js';
import { since } from '../../format.js';
import { t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';

export function Sessions() {
  const [items, setItems] = useState(null);
  const look = () => get('me/sessions').then((page) => setItems(page.items), (refused) => toast(refused.title, { kind: 'bad' }));
  useEffect(() => { look(); }, []);
  const end = (path) => async () => {
    try {
      await drop(path);
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
        ${!one.current && html`<button class="small" onClick=${end(`me/sessions/${one.id}`)}>${t('sessions.end')}</button>`}</li>`)}</ul>
      ${items?.length > 1 && html`<p><button class="small" onClick=${end('me/sessions')}>${t('sessions.end_all')}</button></p>`}
    </section>`;
}
