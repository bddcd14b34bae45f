/* SPDX-License-Identifier: ISC */
/* postal.js - a postal address of anywhere; country names as the browser knows them in the page's language. */
import { t } from '../i18n.js';
import { state } from '../store.js';
import { html, useMemo } from '../view.js';
import { Field } from './form.js';

/* ISO 3166-1 alpha-2. */
const countries = ('AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ '
  + 'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE '
  + 'GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP '
  + 'KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF '
  + 'NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN '
  + 'SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA '
  + 'ZM ZW').split(' ');

export const emptyPostal = () => ({ line1: '', line2: '', city: '', region: '', postcode: '', country: '' });

/* What was left empty is not sent. */
export const postalOf = (postal) => Object.fromEntries(Object.entries(postal).filter(([, value]) => value));

export function PostalFields({ postal, onValue, form, prefix = '/postal' }) {
  const named = useMemo(() => {
    const names = new Intl.DisplayNames(state.language, { type: 'region' });
    const order = new Intl.Collator(state.language);
    return countries.map((code) => ({ code, name: names.of(code) })).sort((a, b) => order.compare(a.name, b.name));
  }, [state.language]);
  const field = (name, autocomplete, more = {}) => html`<${Field} label=${t(`field.${name}`)} name=${name} autocomplete=${autocomplete}
    value=${postal[name] ?? ''} onValue=${(value) => onValue({ ...postal, [name]: value })} error=${form.about(`${prefix}/${name}`)} maxlength="200" ...${more} />`;
  return html`
    ${field('line1', 'address-line1', { required: true })}
    ${field('line2', 'address-line2', { optional: true })}
    <div class="pair">
      ${field('postcode', 'postal-code', { optional: true })}
      ${field('city', 'address-level2', { required: true })}
    </div>
    <div class="pair">
      ${field('region', 'address-level1', { optional: true })}
      <${Field} label=${t('field.country')} name="country" autocomplete="country" required value=${postal.country ?? ''}
        onValue=${(country) => onValue({ ...postal, country })} error=${form.about(`${prefix}/country`)}>
        <option value="" selected=${!postal.country}>–</option>
        ${named.map(({ code, name }) => html`<option key=${code} value=${code} selected=${code === postal.country}>${name}</option>`)}
      <//>
    </div>`;
}
