/* SPDX-License-Identifier: ISC */
/* recipe.js - the musician's wishes: five that matter in sight, every other one behind "more"; each change
 * that is made is a new revision, the old ones stay.  What is changed and not ordered yet is kept (wish.js). */
import { signedDb } from '../format.js';
import { number, t } from '../i18n.js';
import { order, orderEverywhere, rangeOf, standardOf, useRecipeFields } from '../recipe.js';
import { html } from '../view.js';
import { changedIn, useWish } from '../wish.js';
import { Check, Field, Form, Refusal, Slider, useForm } from './form.js';
import { Help } from './help.js';
import { Icon } from './icon.js';
import { Hear } from './wish/hear.js';
import { Loudness } from './wish/loudness.js';
import { NotMade, lean, percent } from './wish/not-made.js';
import { Presets } from './wish/presets.js';
import { References } from './wish/references.js';
import { Strengths } from './wish/strengths.js';
import { StyleMap } from './wish/style-map.js';

/* what: under which name the wish is kept; also: what else is kept with it, and its values before.  onWish(wish, everywhere): who orders
 * with it; it may throw a Problem.  places: whether one wish can be for every place.  song: what a reference must not be; edges:
 * whether trims and fades are wished (an album has none). */
export function Recipe({ title, ...more }) {
  const [fields, problem, styles] = useRecipeFields();
  return html`
    <section class="card wishes">
      <${Help} topic="wishes" />
      <h2>${title}</h2>
      <${Refusal} problem=${problem} />
      ${fields ? html`<${Wishes} fields=${fields} styles=${styles} ...${more} />` : !problem && html`<div class="skeleton" aria-hidden="true"><i /><i /></div>`}
    </section>`;
}

function Wishes({ fields, styles, what, also = {}, version, from, song, submit, edges = true, places = false, extra = null, onWish }) {
  const { wished, put, drop } = useWish(what);
  const base = { ...standardOf(fields), ...from, ...also, everywhere: false };
  const whole = { ...base, ...wished }, everywhere = places && whole.everywhere, changed = changedIn(wished, base).filter((name) => name in base); // an older page may have kept more
  const wish = Object.fromEntries(Object.keys(fields).map((name) => [name, whole[name]]));
  const setEverywhere = (value) => put({ everywhere: value });
  const change = (name) => (value) => put({ [name]: value });
  const form = useForm(async () => {
    await onWish(wish, everywhere);
    drop();
  });
  const about = (name) => form.about(`/recipe/${name}`) || form.about(`/${name}`);
  const slider = (name, show, step, hint = null, more = {}) => html`<${Slider} label=${t(`recipe.${name}`)} hint=${hint} value=${wish[name]} show=${show} onValue=${change(name)} error=${about(name)} data-field=${name} step=${step} ...${rangeOf(fields[name])} ...${more} />`;
  const seconds = (name) => html`<${Field} label=${t(`recipe.${name}`)} type="number" step="0.1" ...${rangeOf(fields[name])} value=${wish[name]}
    onValue=${(value) => change(name)(Number(value))} error=${about(name)} data-field=${name} />`;
  const choice = (name) => html`<${Field} label=${t(`recipe.${name}`)} hint=${t(`recipe.${name}.hint`)} value=${wish[name]} onValue=${change(name)} error=${about(name)} data-field=${name}>
    ${fields[name].words.map((word) => html`<option key=${word} value=${word} selected=${wish[name] === word}>${t(`recipe.${name}.${word}`)}</option>`)}<//>`;

  return html`
      <${Form} form=${form} submit=${submit}>
        ${extra}
        <${NotMade} changed=${changed} wished=${wished} drop=${drop} put=${put} />
        <${Presets} fields=${fields} wish=${wish} put=${put} />
        <${StyleMap} styles=${styles} chosen=${wish.style} onStyle=${change('style')} />
        <${Loudness} version=${version} range=${rangeOf(fields.loudness)} wish=${wish} put=${put} about=${about} everywhere=${everywhere} onEverywhere=${places ? setEverywhere : null} />
        ${slider('intensity', percent, 5, t('recipe.intensity.hint'))}
        ${slider('tone', lean, 5)}
        ${slider('width', percent, 5)}
        <details>
          <summary><${Icon} name="down" /> ${t('recipe.more')}</summary>
          <div class="stack">
            <${References} song=${song} rows=${wish.references} most=${fields.references.max} onRows=${change('references')} error=${about('references')} />
            ${wish.references?.length > 0 && choice('caps')}
            ${slider('dynamics', percent, 5, t('recipe.dynamics.hint'))}
            <${Strengths} wish=${wish} put=${put} about=${about} />
            ${slider('ceiling', (v) => signedDb(v), 0.1, t('recipe.ceiling.hint'), { disabled: everywhere })}
            <${Check} label=${t('recipe.codec_safe')} hint=${t('recipe.codec_safe.hint')} checked=${wish.codec_safe} onValue=${change('codec_safe')} error=${about('codec_safe')} data-field="codec_safe" />
            <${Check} label=${t('recipe.mono_bass')} checked=${wish.mono_bass} onValue=${change('mono_bass')} data-field="mono_bass" />
            ${wish.mono_bass && slider('mono_below', (v) => t('unit.hz', { amount: number(v) }), 10, t('recipe.mono_below.hint'))}
            ${choice('limiter')}
            ${edges && html`<div class="pair">${seconds('trim_start')}${seconds('trim_end')}${seconds('fade_in')}${seconds('fade_out')}</div>`}
          </div>
        </details>
        ${version && html`<${Hear} key=${version.id} version=${version} wish=${wish} />`}
      <//>`;
}

/* The wishes for one song: what is made of them is its next master, or one for every place. */
export function SongRecipe({ version, from, first, onMade, onBundle }) {
  return html`<${Recipe} what=${version.song_id} version=${version} song=${version.song_id} from=${from} places title=${t('recipe.title')} submit=${first ? t('recipe.first') : t('recipe.submit')}
    onWish=${async (wish, everywhere) => (everywhere ? onBundle(await orderEverywhere(version.id, wish)) : onMade(await order(version.id, wish)))} />`;
}
