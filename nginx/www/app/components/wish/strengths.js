/* SPDX-License-Identifier: ISC */
/* strengths.js - how far each aspect goes towards its target: by itself, or as far as is said here. */
import { number, t } from '../../i18n.js';
import { html } from '../../view.js';
import { Slider } from '../form.js';

const aspects = ['tone', 'dynamics', 'width', 'loudness'];

export function Strengths({ wish, put, about }) {
  const led = wish.references?.length > 0;
  /* What the engine takes where nothing is said: wishes_of() and wishes_lufs() of core/audio/wishes.c. */
  const itself = (aspect) => (aspect === 'loudness' ? 0 : !led ? wish.intensity : aspect === 'dynamics' ? wish.dynamics : 100);
  return html`
    <fieldset class="strengths"><legend class="small-legend">${t('recipe.strengths')}</legend>
      <p class="hint">${t('recipe.strengths.hint')}</p>
      ${aspects.filter((aspect) => led || aspect !== 'loudness').map((aspect) => {
        const name = `${aspect}_strength`, own = wish[name] !== undefined && wish[name] !== null;
        return html`<div key=${aspect} class=${own ? 'strength-row own' : 'strength-row'}>
          <${Slider} label=${t(`recipe.${name}`)} min="0" max="100" step="5" value=${own ? wish[name] : itself(aspect)} error=${about(name)} data-field=${name}
            show=${(v) => (own ? t('percent', { amount: number(v) }) : t('recipe.strength.auto', { amount: number(v) }))} onValue=${(value) => put({ [name]: value })} />
          ${own && html`<button type="button" class="plain small" onClick=${() => put({ [name]: null })} aria-label=${t('recipe.strength.back', { aspect: t(`recipe.${name}`) })}>${t('recipe.strength.reset')}</button>`}
        </div>`;
      })}
    </fieldset>`;
}
