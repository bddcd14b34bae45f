/* SPDX-License-Identifier: ISC */
/* signup.js - one person, one account: name, address, month of birth, language, password, and what is accepted. */
import { Check, Field, Form, useForm } from '../components/form.js';
import { NewPassword } from '../components/password.js';
import { PostalFields, emptyPostal, postalOf } from '../components/postal.js';
import { accounts_post, policies_get } from '../doors.js';
import { languages, t } from '../i18n.js';
import { tab } from '../keep.js';
import { go, link } from '../router.js';
import { state } from '../store.js';
import { html, useEffect, useState } from '../view.js';

export default function SignUp() {
  const [who, setWho] = useState({ family_name: '', given_name: '', organization: '', email: '' });
  const [postal, setPostal] = useState(emptyPostal());
  const [born, setBorn] = useState({ year: '', month: '', day: '' });
  const [language, setLanguage] = useState(state.language);
  const [password, setPassword] = useState('');
  const [policies, setPolicies] = useState([]);
  const [accepted, setAccepted] = useState(false);
  const [transmission, setTransmission] = useState(false);
  const [tooYoung, setTooYoung] = useState(false);
  const [askDay, setAskDay] = useState(false);

  useEffect(() => {
    policies_get().then(({ items }) => setPolicies(items.filter((one) => one.state !== 'announced')), form.setProblem);
  }, []);

  const form = useForm(async () => {
    const wish = {
      ...who, organization: who.organization || undefined, email: who.email.trim(), postal: postalOf(postal),
      born: { year: Number(born.year), month: Number(born.month), day: born.day ? Number(born.day) : undefined },
      language, password, accept: policies.map((one) => one.id), residency_ok: transmission,
    };
    try {
      await accounts_post({ body: wish, plain: true });
    } catch (problem) {
      if (problem.code === 'age') return setTooYoung(true);
      if (problem.code === 'age_day' || problem.about('/born/day')) setAskDay(true);
      throw problem;
    }
    tab.put('signed-up', wish.email);
    go('check');
  });
  const field = (name, more = {}) => html`<${Field} label=${t(`field.${name}`)} name=${name} value=${who[name]} required
    onValue=${(value) => setWho({ ...who, [name]: value })} error=${form.about(`/${name}`)} ...${more} />`;

  if (tooYoung) return html`<section class="narrow" role="alert">
    <h1 tabindex="-1">${t('age.title')}</h1><p>${t('age.text')}</p></section>`;
  return html`
    <section class="narrow wide">
      <h1 tabindex="-1">${t('signup.title')}</h1>
      <p>${t('signup.lead')} <a href=${link('signin')}>${t('signup.have')}</a></p>
      <${Form} form=${form} submit=${t('signup.submit')}>
        <fieldset><legend>${t('signup.you')}</legend>
          <div class="pair">
            ${field('given_name', { autocomplete: 'given-name', maxlength: 100 })}
            ${field('family_name', { autocomplete: 'family-name', maxlength: 100, hint: t('field.family_name.hint') })}
          </div>
          ${field('organization', { autocomplete: 'organization', required: false, optional: true, maxlength: 200, hint: t('field.organization.hint') })}
          ${field('email', { type: 'email', autocomplete: 'email', maxlength: 254 })}
        </fieldset>
        <fieldset><legend>${t('signup.postal')}</legend>
          <${PostalFields} postal=${postal} onValue=${setPostal} form=${form} />
        </fieldset>
        <fieldset><legend>${t('signup.born')}</legend>
          <p class="hint">${t('signup.born.hint')}</p>
          <div class="pair">
            <${Field} label=${t('field.month')} value=${born.month} onValue=${(month) => setBorn({ ...born, month })} required
              autocomplete="bday-month" error=${form.about('/born/month') || form.about('/born')}>
              <option value="" selected=${!born.month}>–</option>
              ${Array.from({ length: 12 }, (_, i) => html`<option key=${i} value=${i + 1} selected=${Number(born.month) === i + 1}>${monthName(i)}</option>`)}
            <//>
            <${Field} label=${t('field.year')} inputmode="numeric" pattern="[0-9]{4}" maxlength="4" value=${born.year} required
              autocomplete="bday-year" onValue=${(year) => setBorn({ ...born, year })} error=${form.about('/born/year')} />
            ${askDay && html`<${Field} label=${t('field.day')} hint=${t('field.day.hint')} inputmode="numeric" pattern="[0-9]{1,2}" maxlength="2"
              value=${born.day} required onValue=${(day) => setBorn({ ...born, day })} error=${form.about('/born/day')} />`}
          </div>
        </fieldset>
        <fieldset><legend>${t('signup.key')}</legend>
          <${Field} label=${t('field.language')} value=${language} onValue=${setLanguage} hint=${t('field.language.hint')}>
            ${Object.entries(languages).map(([code, name]) => html`<option key=${code} value=${code} lang=${code} selected=${code === language}>${name}</option>`)}
          <//>
          <${NewPassword} value=${password} onValue=${setPassword} error=${form.about('/password')} label=${t('field.password')} words=${[who.given_name, who.family_name, who.email.trim()]} />
        </fieldset>
        <fieldset><legend>${t('signup.accept')}</legend>
          <${Check} required checked=${accepted} onValue=${setAccepted} error=${form.about('/accept')}
            label=${html`${t('signup.accept.all')} ${listed(policies.map((one) => html`<a key=${one.id} href=${link('policy', one.kind)} target="_blank">${t(`policy.${one.kind}`)}</a>`))}`} />
          <${Check} required checked=${transmission} onValue=${setTransmission} label=${t('signup.transmission')} hint=${t('signup.transmission.hint')} error=${form.about('/residency_ok')} />
        </fieldset>
      <//>
    </section>`;
}

/* With the commas and the last "and" of the language. */
const listed = (items) => new Intl.ListFormat(state.language).formatToParts(items.map((_, i) => String(i))).map((part) => (part.type === 'element' ? items[part.value] : part.value));

const monthName = (i) => new Intl.DateTimeFormat(state.language, { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, i, 15)));
