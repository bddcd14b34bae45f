/* SPDX-License-Identifier: ISC */
/* recipe.js - the musician's wishes: five that matter in sight, every other one behind "more"; each change
 * that is made is a new revision, the old ones stay. */
import { signedDb } from '../format.js';
import { number, t } from '../i18n.js';
import { order, standard } from '../recipe.js';
import { html, useState } from '../view.js';
import { Check, Field, Form, Slider, useForm } from './form.js';
import { Icon } from './icon.js';
import { Loudness } from './wish/loudness.js';
import { Presets } from './wish/presets.js';
import { References } from './wish/references.js';
import { Strengths } from './wish/strengths.js';

const styles = ['balanced', 'warm', 'bright', 'punchy', 'open', 'vocal', 'deep'];
const percent = (v) => t('percent', { amount: number(v) });
const lean = (v) => (v === 0 ? t('recipe.tone.none') : `${v < 0 ? t('recipe.tone.dark') : t('recipe.tone.light')} ${number(Math.abs(v))}`);

/* onWish: who orders with it; it may throw a Problem.  song: what a reference must not be; edges: whether
 * trims and fades are wished (an album has none). */
export function Recipe({ version, from, song, title, submit, edges = true, extra = null, onWish }) {
  const [wish, setWish] = useState({ ...standard, ...from });
  const put = (fields) => setWish((before) => ({ ...before, ...fields }));
  const change = (name) => (value) => put({ [name]: value });
  const form = useForm(() => onWish(wish));
  const about = (name) => form.about(`/recipe/${name}`) || form.about(`/${name}`);
  const slider = (name, show, range, hint = null) => html`<${Slider} label=${t(`recipe.${name}`)} hint=${hint} value=${wish[name]} show=${show} onValue=${change(name)} error=${about(name)} ...${range} />`;
  const seconds = (name, max) => html`<${Field} label=${t(`recipe.${name}`)} type="number" min="0" max=${max} step="0.1" value=${wish[name]}
    onValue=${(value) => change(name)(Number(value))} error=${about(name)} />`;
  const choice = (name, words) => html`<${Field} label=${t(`recipe.${name}`)} hint=${t(`recipe.${name}.hint`)} value=${wish[name]} onValue=${change(name)} error=${about(name)}>
    ${words.map((word) => html`<option key=${word} value=${word} selected=${wish[name] === word}>${t(`recipe.${name}.${word}`)}</option>`)}<//>`;

  return html`
    <section class="card wishes">
      <h2>${title}</h2>
      <${Form} form=${form} submit=${submit}>
        ${extra}
        <${Presets} wish=${wish} put=${put} />
        <fieldset><legend class="unseen">${t('recipe.style')}</legend>
          <div class="styles">${styles.map((style) => html`<label key=${style}><input type="radio" name="style" value=${style} checked=${wish.style === style}
            onChange=${() => change('style')(style)} />${t(`style.${style}`)}</label>`)}</div>
          <p class="hint">${t(`style.${wish.style}.hint`)}</p>
        </fieldset>
        <${Loudness} version=${version} wish=${wish} put=${put} about=${about} />
        ${slider('intensity', percent, { min: 0, max: 100, step: 5 }, t('recipe.intensity.hint'))}
        ${slider('tone', lean, { min: -100, max: 100, step: 5 })}
        ${slider('width', percent, { min: 0, max: 200, step: 5 })}
        <details>
          <summary><${Icon} name="down" /> ${t('recipe.more')}</summary>
          <div class="stack">
            <${References} song=${song} rows=${wish.references} onRows=${change('references')} error=${about('references')} />
            ${wish.references?.length > 0 && choice('caps', ['usual', 'wide'])}
            ${slider('dynamics', percent, { min: 0, max: 100, step: 5 }, t('recipe.dynamics.hint'))}
            <${Strengths} wish=${wish} put=${put} about=${about} />
            ${slider('ceiling', (v) => signedDb(v), { min: -9, max: -0.1, step: 0.1 }, t('recipe.ceiling.hint'))}
            <${Check} label=${t('recipe.codec_safe')} hint=${t('recipe.codec_safe.hint')} checked=${wish.codec_safe} onValue=${change('codec_safe')} error=${about('codec_safe')} />
            <${Check} label=${t('recipe.mono_bass')} checked=${wish.mono_bass} onValue=${change('mono_bass')} />
            ${wish.mono_bass && slider('mono_below', (v) => t('unit.hz', { amount: number(v) }), { min: 60, max: 300, step: 10 }, t('recipe.mono_below.hint'))}
            ${choice('limiter', ['quality', 'fast'])}
            ${edges && html`<div class="pair">${seconds('trim_start', 36000)}${seconds('trim_end', 36000)}${seconds('fade_in', 60)}${seconds('fade_out', 60)}</div>`}
          </div>
        </details>
      <//>
    </section>`;
}

/* The wishes for one song: what is made of them is its next master. */
export function SongRecipe({ version, from, first, onMade }) {
  return html`<${Recipe} version=${version} song=${version.song_id} from=${from} title=${t('recipe.title')} submit=${first ? t('recipe.first') : t('recipe.submit')}
    onWish=${async (wish) => onMade(await order(version.id, wish))} />`;
}
