/* SPDX-License-Identifier: ISC */
/* taste.js - what the next masters shall sound like when nothing else is said. */
import { me_preferences_put } from '../../doors.js';
import { measure } from '../../format.js';
import { number, t } from '../../i18n.js';
import { rangeOf, useRecipeFields } from '../../recipe.js';
import { toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { Form, Slider, useForm } from '../form.js';
import { Icon } from '../icon.js';

/* What a preference is called in a recipe. */
const names = { loudness: 'loudness', intensity: 'intensity', brightness: 'tone', width: 'width' };

export function Taste({ me }) {
  const [fields] = useRecipeFields();
  return html`
    <section class="card"><details>
      <summary><${Icon} name="down" /> ${t('taste.title')}</summary>
      <p class="hint">${t('taste.text')}</p>
      ${fields && html`<${TasteForm} me=${me} fields=${fields} />`}
    </details></section>`;
}

function TasteForm({ me, fields }) {
  const usual = Object.fromEntries(Object.entries(names).map(([name, field]) => [name, fields[field].standard]));
  const [taste, setTaste] = useState({ ...usual, ...Object.fromEntries(Object.entries(me.preferences ?? {}).filter(([, value]) => value !== null)) });
  const form = useForm(async () => {
    await me_preferences_put({ body: taste });
    toast(t('saved'), { kind: 'good' });
  });
  const slider = (name, show, step) => html`<${Slider} label=${t(`recipe.${names[name]}`)} value=${taste[name]} show=${show} error=${form.about(`/${name}`)}
    onValue=${(value) => setTaste({ ...taste, [name]: value })} step=${step} ...${rangeOf(fields[names[name]])} />`;
  return html`
      <${Form} form=${form} submit=${t('save')}>
        ${slider('loudness', (v) => measure(v, 'LUFS'), 0.5)}
        ${slider('intensity', (v) => t('percent', { amount: number(v) }), 5)}
        ${slider('brightness', (v) => number(v), 5)}
        ${slider('width', (v) => t('percent', { amount: number(v) }), 5)}
      <//>`;
}
