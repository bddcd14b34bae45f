/* SPDX-License-Identifier: ISC */
/* not-made.js - what is wished for and not ordered yet, in words, and the way to throw it away. */
import { measure, signedDb } from '../../format.js';
import { known, number, t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html } from '../../view.js';
import { gapText } from '../gap-field.js';
import { Icon } from '../icon.js';

export const percent = (v) => t('percent', { amount: number(v) });
export const lean = (v) => (v === 0 ? t('recipe.tone.none') : `${v < 0 ? t('recipe.tone.dark') : t('recipe.tone.light')} ${number(Math.abs(v))}`);
const hertz = (v) => t('unit.hz', { amount: number(v) });
const seconds = (v) => t('unit.s', { amount: number(v, v % 1 ? 1 : 0) });
const onOff = (v) => (v ? t('wish.yes') : t('wish.no'));
const word = (name) => (v) => (known(`recipe.${name}.${v}`) ? t(`recipe.${name}.${v}`) : v);

/* How a field's value is said. */
const said = {
  style: (v) => (known(`style.${v}`) ? t(`style.${v}`) : v), loudness: (v) => measure(v, 'LUFS'), ceiling: signedDb, intensity: percent, tone: lean, width: percent,
  dynamics: percent, mono_bass: onOff, mono_below: hertz, codec_safe: onOff, limiter: word('limiter'), caps: word('caps'), references: (v) => number(v?.length ?? 0),
  tone_strength: percent, dynamics_strength: percent, width_strength: percent, loudness_strength: percent, off: (v) => number(v?.length ?? 0),
  trim_start: seconds, trim_end: seconds, fade_in: seconds, fade_out: seconds, distances: percent, gap_s: gapText, everywhere: () => t('recipe.place.all'),
};
const names = { mono_below: 'recipe.mono_bass', references: 'reference.title', off: 'wish.off', title: 'album.name', songs: 'album.songs', distances: 'album.distances', gap_s: 'album.gaps', everywhere: 'recipe.place' };

/* Ceiling, −2.0 dB */
function wordsOf(name, value) {
  const label = t(names[name] ?? `recipe.${name}`);
  if (!(name in said)) return [label];
  return [label, value === null || value === undefined ? t('wish.itself') : said[name](value)];
}

/* Tone darker 20, Ceiling −2.0 dB */
export const sayWishes = (changed, wished) => new Intl.ListFormat(document.documentElement.lang, { type: 'unit', style: 'short' }).format(changed.map((name) => wordsOf(name, wished[name]).join(' ')));

/* changed: names; wished: their values; drop and put: of the wish they belong to. */
export function NotMade({ changed, wished, drop, put }) {
  if (changed.length === 0) return null;
  const away = () => {
    drop();
    toast(t('wish.dropped'), { action: { label: t('undo'), run: () => put(wished) } });
  };
  return html`
    <div class="note not-made" role="group" aria-label=${t('wish.open')}>
      <p><strong>${t('wish.open')}</strong></p>
      <ul>${changed.map((name) => {
        const [label, value] = wordsOf(name, wished[name]);
        return html`<li key=${name}>${label}${value && html` <b>${value}</b>`}</li>`;
      })}</ul>
      <button type="button" class="small" onClick=${away}><${Icon} name="close" /> ${t('wish.drop')}</button>
    </div>`;
}
