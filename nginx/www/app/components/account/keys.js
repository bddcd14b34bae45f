/* SPDX-License-Identifier: ISC */
/* keys.js - API keys: what they may do, when they were used; the secret is seen once. */
import { me_key_delete, me_keys_get, me_keys_post } from '../../doors.js';
import { since } from '../../format.js';
import { t } from '../../i18n.js';
import { say } from '../../say.js';
import { toast } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';
import { Check, Field, Form, useForm } from '../form.js';

export function Keys() {
  const [items, setItems] = useState([]);
  const [name, setName] = useState('');
  const [write, setWrite] = useState(false);
  const [made, setMade] = useState(null);
  const look = () => me_keys_get().then((page) => setItems(page.items), (refused) => toast(refused.title, { kind: 'bad' }));
  useEffect(() => { look(); }, []);
  const form = useForm(async () => {
    setMade(await me_keys_post({ body: { name, scopes: write ? ['read', 'write'] : ['read'] } }));
    setName('');
    say(t('apikeys.once'));
    look();
  });
  async function remove(key) {
    try {
      await me_key_delete({ id: key.id });
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
    look();
  }
  return html`
    <section class="card">
      <h2>${t('apikeys.title')}</h2>
      <p class="hint">${t('apikeys.text')}</p>
      <ul class="rows">${items.map((key) => html`<li key=${key.id}>
        <div>${key.name} <span class="hint">${[key.begins && `${key.begins}…`, key.scopes.map((one) => t(`scope.${one}`)).join(', '), key.used_at && since(key.used_at)].filter(Boolean).join(' · ')}</span></div>
        <button class="small" aria-label=${t('library.delete', { title: key.name })} onClick=${() => remove(key)}>${t('delete')}</button></li>`)}</ul>
      ${made && html`<div class="note"><p>${t('apikeys.once')}</p><p><code>${made.secret}</code></p></div>`}
      <${Form} form=${form} submit=${t('apikeys.make')}>
        <${Field} label=${t('apikeys.name')} required maxlength="100" value=${name} onValue=${setName} error=${form.about('/name')} />
        <${Check} label=${t('apikeys.write')} checked=${write} onValue=${setWrite} />
      <//>
    </section>`;
}
