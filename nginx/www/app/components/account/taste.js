/* SPDX-License-Identifier: ISC */
/* taste.js - what the next masters shall sound like when nothing else is said. */
import { put } from '../../api.js';
import { measure } from '../../format.js';
import { number, t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { Form, Slider, useForm } from '../form.js';
import { Icon } from '../icon.js';

const usual = { loudness: -14, brightness: 0, width: 100, intensity: 60 };

export function Taste({ me }) {
  const [taste, setTaste] = useState({ ...usual, ...Object.fromEntries(Object.entries(me.preferences ?? {}).filter(([, value]) => value !== null)) });
  const form = useForm(async () => {
    await put('me/preferences', taste);
    toast(t('saved'), { kind: 'good' });
  });
  const slider = (name, label, show, range) => html`<${Slider} label=${label} value=${taste[name]} show=${show} error=${form.about(`/${name}`)}
    onValue=${(value) => setTaste({ ...taste, [name]: value })} ...${range} />`;
  return html`
    <section class="card"><details>
      <summary><${Icon} name="down" /> ${t('taste.title')}</summary>
      <p class="hint">${t('taste.text')}</p>
      <${Form} form=${form} submit=${t('save')}>
        ${slider('loudness', t('recipe.loudness'), (v) => measure(v, 'LUFS'), { min: -23, max: -6, step: 0.5 })}
        ${slider('intensity', t('recipe.intensity'), (v) => t('percent', { amount: number(v) }), { min: 0, max: 100, step: 5 })}
        ${slider('brightness', t('recipe.tone'), (v) => number(v), { min: -100, max: 100, step: 5 })}
        ${slider('width', t('recipe.width'), (v) => t('percent', { amount: number(v) }), { min: 0, max: 200, step: 5 })}
      <//>
    </details></section>`;
}
