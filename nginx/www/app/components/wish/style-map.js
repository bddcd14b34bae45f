/* SPDX-License-Identifier: ISC */
/* style-map.js - the styles where they lie: from dark to bright, from gentle to dense, by the engine's own figures.
 *
 * For a keyboard and a screen reader it is a list of radio buttons; the map is only where they stand. */
import { known, t } from '../../i18n.js';
import { html } from '../../view.js';

const APART_X = 0.56, APART_Y = 0.19; // a button's own size, as parts of the map that is left for its middle
const TURNS = 80;

const span = (values) => [Math.min(...values), Math.max(...values)];
const within = (value, [low, high]) => (high > low ? (value - low) / (high - low) : 0.5);

/* By word, { x, y } from 0 to 1; those that would lie on one another go up or down, never sideways. */
export function places(styles) {
  const tilts = span(styles.map((one) => one.tilt_db ?? 0)), densities = span(styles.map((one) => one.density ?? 1));
  const all = styles.map((one) => ({ word: one.word, x: within(one.tilt_db ?? 0, tilts), y: 1 - within(one.density ?? 1, densities) }));
  all.sort((a, b) => a.y - b.y);
  for (let turn = 0; turn < TURNS; turn++)
    for (let i = 0; i < all.length; i++)
      for (let k = i + 1; k < all.length; k++) {
        const [upper, lower] = [all[i], all[k]], close = APART_Y - (lower.y - upper.y);
        if (Math.abs(upper.x - lower.x) >= APART_X || close <= 0) continue;
        upper.y = Math.max(0, upper.y - close / 2);
        lower.y = Math.min(1, lower.y + close / 2);
      }
  return Object.fromEntries(all.map(({ word, x, y }) => [word, { x, y }]));
}

const said = (key, otherwise) => (known(key) ? t(key) : otherwise); // a style may be newer than this page

export function StyleMap({ styles, chosen, onStyle }) {
  const at = places(styles), { x, y } = at[chosen] ?? { x: 0.5, y: 0.5 };
  const place = (one) => ({ '--x': one.x.toFixed(3), '--y': one.y.toFixed(3) });
  return html`
    <fieldset data-field="style"><legend class="unseen">${t('recipe.style')}</legend>
      <div class="style-axis up" aria-hidden="true"><span>${t('style.map.dense')}</span></div>
      <div class="style-map" style=${place({ x, y })}>
        <i class="across" /><i class="down" />
        ${styles.map(({ word, name }) => html`<label key=${word} style=${place(at[word])}><input type="radio" name="style" value=${word} checked=${chosen === word}
          onChange=${() => onStyle(word)} />${said(`style.${word}`, name)}</label>`)}
      </div>
      <div class="style-axis" aria-hidden="true"><span>${t('style.map.dark')}</span><span>${t('style.map.gentle')}</span><span>${t('style.map.bright')}</span></div>
      <p class="hint">${said(`style.${chosen}.hint`, '')}</p>
    </fieldset>`;
}
