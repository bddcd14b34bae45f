/* SPDX-License-Identifier: ISC */
/* profile.js - name, organization, postal address, language; a change made elsewhere meanwhile is told, not overwritten. */
import { me_get, me_patch } from '../../doors.js';
import { languages, speak, t } from '../../i18n.js';
import { set, state, toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { Check, Field, Form, useForm } from '../form.js';
import { PostalFields, emptyPostal, postalOf } from '../postal.js';

export function Profile({ me, onSaved }) {
  const [who, setWho] = useState({ given_name: me.given_name ?? '', family_name: me.family_name ?? '', organization: me.organization ?? '' });
  const [postal, setPostal] = useState({ ...emptyPostal(), ...me.postal });
  const [language, setLanguage] = useState(me.language);
  const [learning, setLearning] = useState(Boolean(me.learning));
  const form = useForm(async () => {
    const wish = { ...who, postal: postalOf(postal), language, learning };
    try {
      await me_patch({ match: me.row_version, body: wish });
    } catch (problem) {
      if (problem.status === 412) onSaved(await me_get()); // the next try is on what is there now
      throw problem;
    }
    const now = await me_get();
    onSaved(now);
    set({ session: { ...state.session, given_name: now.given_name, language: now.language } });
    if (now.language in languages && now.language !== state.language) await speak(now.language);
    toast(t('saved'), { kind: 'good' });
  });
  const field = (name, more) => html`<${Field} label=${t(`field.${name}`)} value=${who[name]} onValue=${(value) => setWho({ ...who, [name]: value })} error=${form.about(`/${name}`)} ...${more} />`;
  return html`
    <section class="card">
      <h2>${t('profile.title')}</h2>
      <${Form} form=${form} submit=${t('save')}>
        <div class="pair">${field('given_name', { required: true, autocomplete: 'given-name' })}${field('family_name', { required: true, autocomplete: 'family-name' })}</div>
        ${field('organization', { optional: true, autocomplete: 'organization' })}
        <${PostalFields} postal=${postal} onValue=${setPostal} form=${form} />
        <${Field} label=${t('field.language')} value=${language} onValue=${setLanguage} hint=${t('field.language.hint')} error=${form.about('/language')}>
          ${Object.entries(languages).map(([code, name]) => html`<option key=${code} value=${code} lang=${code} selected=${code === language}>${name}</option>`)}
        <//>
        <${Check} label=${t('profile.learning')} hint=${t('profile.learning.hint')} checked=${learning} onValue=${setLearning} />
      <//>
    </section>`;
}
