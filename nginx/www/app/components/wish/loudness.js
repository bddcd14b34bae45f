/* SPDX-License-Identifier: ISC */
/* loudness.js - how loud, for which place, and how loud this mix can go. */
import { platforms_get, version_analysis_get } from '../../doors.js';
import { measure } from '../../format.js';
import { known, t } from '../../i18n.js';
import { useOnce } from '../../player/report.js';
import { html, useState } from '../../view.js';
import { Field, Slider } from '../form.js';
import { Icon } from '../icon.js';
import { LoudCurve } from './loud-curve.js';

/* What a place decides of a recipe: platform_recipe() of core/audio/platform.c. */
function wishOf(place, channels) {
  return {
    loudness: channels === 1 && place.mono_loudness !== null ? place.mono_loudness : place.loudness, loudness_strength: null, ceiling: place.ceiling,
    ...(place.codec_safe ? { codec_safe: true } : {}), ...(place.mono_below !== null ? { mono_bass: true, mono_below: place.mono_below } : {}),
  };
}

/* Most places are names of companies; the others have words. */
const titleOf = (place) => (known(`place.${place.name}`) ? t(`place.${place.name}`) : place.title);

const EVERY = '*'; // no place is called so

/* onEverywhere: told when every place is chosen, or another; null where that is no choice. */
export function Loudness({ version, range, wish, put, about, everywhere, onEverywhere }) {
  const [places] = useOnce(platforms_get);
  const [analysis] = useOnce(version && version_analysis_get, version && { id: version.id });
  const [asked, setAsked] = useState(false), [picked, setPicked] = useState('');
  const fits = (place) => Object.entries(wishOf(place, analysis?.channels)).every(([name, value]) => wish[name] === value);
  const all = places?.items ?? [];
  const here = !everywhere && all.find((place) => place.name === picked && fits(place));
  const choose = (name) => {
    setPicked(name);
    onEverywhere?.(name === EVERY);
    const place = all.find((one) => one.name === name);
    if (place) put(wishOf(place, analysis?.channels));
  };
  const note = everywhere ? t('recipe.place.all.hint') : here && (known(`platform.${here.name}`) ? t(`platform.${here.name}`) : here.notes);
  return html`
    <div class="loudness">
      <${Slider} label=${t('recipe.loudness')} ...${range} step="0.5" value=${wish.loudness} show=${(v) => measure(v, 'LUFS')}
        disabled=${everywhere} onValue=${(value) => put({ loudness: value })} error=${about('loudness')} data-field="loudness" />
      ${all.length > 0 && html`<${Field} label=${t('recipe.place')} hint=${note} value=${everywhere ? EVERY : here?.name ?? ''} onValue=${choose} className="place-field">
        <option value="" selected=${!here && !everywhere}>${t('recipe.place.none')}</option>
        ${onEverywhere && html`<option value=${EVERY} selected=${everywhere}>${t('recipe.place.all')}</option>`}
        ${all.map((place) => html`<option key=${place.name} value=${place.name} selected=${here?.name === place.name}>${titleOf(place)} · ${measure(place.loudness, 'LUFS')}</option>`)}<//>`}
      ${version && !asked && html`<button type="button" class="plain small" onClick=${() => setAsked(true)}><${Icon} name="curve" /> ${t('curve.ask')}</button>`}
      ${version && asked && html`<${LoudCurve} version=${version} range=${range} lufs=${wish.loudness} onLufs=${(value) => put({ loudness: value })} />`}
    </div>`;
}
