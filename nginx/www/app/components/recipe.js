/* SPDX-License-Identifier: ISC */
/* recipe.js - the musician's wishes; each change that is made is a new revision, the old ones stay. */
import { measure, signedDb } from '../format.js';
import { number, t } from '../i18n.js';
import { order, standard } from '../recipe.js';
import { html, useState } from '../view.js';
import { Check, Field, Form, Slider, useForm } from './form.js';
import { Icon } from './icon.js';

const styles = ['balanced', 'warm', 'bright', 'punchy', 'open', 'vocal', 'deep'];
const platforms = { streaming: -14, apple: -16, cd: -11, club: -9 };
const percent = (v) => t('percent', { amount: number(v) });

export function Recipe({ version, from, first, onMade }) {
  const [wish, setWish] = useState({ ...standard, ...from });
  const change = (name) => (value) => setWish((before) => ({ ...before, [name]: value }));
  const form = useForm(async () => {
    onMade(await order(version.id, wish));
  });
  const about = (name) => form.about(`/recipe/${name}`) || form.about(`/${name}`);
  const slider = (name, show, range, hint = null) => html`<${Slider} label=${t(`recipe.${name}`)} hint=${hint} value=${wish[name]} show=${show} onValue=${change(name)} error=${about(name)} ...${range} />`;
  const seconds = (name, max) => html`<${Field} label=${t(`recipe.${name}`)} type="number" min="0" max=${max} step="0.1" value=${wish[name]}
    onValue=${(value) => change(name)(Number(value))} error=${about(name)} />`;
  const lean = (v) => (v === 0 ? t('recipe.tone.none') : `${v < 0 ? t('recipe.tone.dark') : t('recipe.tone.light')} ${number(Math.abs(v))}`);

  return html`
    <section class="card">
      <h2>${t('recipe.title')}</h2>
      <${Form} form=${form} submit=${first ? t('recipe.first') : t('recipe.submit')}>
        <fieldset><legend class="unseen">${t('recipe.style')}</legend>
          <div class="styles">${styles.map((style) => html`<label key=${style}><input type="radio" name="style" value=${style} checked=${wish.style === style}
            onChange=${() => change('style')(style)} />${t(`style.${style}`)}</label>`)}</div>
          <p class="hint">${t(`style.${wish.style}.hint`)}</p>
        </fieldset>
        <div>
          ${slider('loudness', (v) => measure(v, 'LUFS'), { min: -23, max: -6, step: 0.5 })}
          <div class="actions" role="group" aria-label=${t('recipe.platforms')}>${Object.entries(platforms).map(([name, value]) => html`
            <button key=${name} type="button" class="toggle" aria-pressed=${wish.loudness === value} onClick=${() => change('loudness')(value)}>${t(`platform.${name}`)}</button>`)}</div>
        </div>
        ${slider('intensity', percent, { min: 0, max: 100, step: 5 }, t('recipe.intensity.hint'))}
        ${slider('tone', lean, { min: -100, max: 100, step: 5 })}
        ${slider('width', percent, { min: 0, max: 200, step: 5 })}
        <details>
          <summary><${Icon} name="down" /> ${t('recipe.more')}</summary>
          <div class="stack">
            ${slider('dynamics', percent, { min: 0, max: 100, step: 5 }, t('recipe.dynamics.hint'))}
            ${slider('ceiling', (v) => signedDb(v), { min: -9, max: -0.1, step: 0.1 }, t('recipe.ceiling.hint'))}
            <${Check} label=${t('recipe.mono_bass')} checked=${wish.mono_bass} onValue=${change('mono_bass')} />
            <div class="pair">${seconds('trim_start', 36000)}${seconds('trim_end', 36000)}${seconds('fade_in', 60)}${seconds('fade_out', 60)}</div>
          </div>
        </details>
      <//>
    </section>`;
}
