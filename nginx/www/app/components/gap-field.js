/* SPDX-License-Identifier: ISC */
/* gap-field.js - so many seconds of silence: typed, by two buttons, or by the keys up and down. */
import { t, tool } from '../i18n.js';
import { html, useRef, useState } from '../view.js';
import { Icon } from './icon.js';

export const GAP_USUAL = 2, GAP_MOST = 10;
const STEP = 0.5;

const plain = (seconds) => tool(Intl.NumberFormat, { minimumFractionDigits: 1, maximumFractionDigits: 3 }).format(seconds);
/* "1.5 s", or that there is none. */
export const gapText = (seconds) => (seconds === 0 ? t('album.gap.none') : t('unit.s', { amount: plain(seconds) }));
const within = (seconds) => Math.round(Math.min(GAP_MOST, Math.max(0, seconds)) * 1000) / 1000;
/* Both signs that people write before tenths. */
const read = (text) => Number(text.trim().replace(/[,٫]/, '.').replace(/\s*(s|秒)$/, ''));

/* gap: seconds, or null: then it is as `usual` says, and null there is the engine's own choice.  fixed: it cannot be emptied.
 * label: its name, unless a <label> names it by its id. */
export function GapField({ gap, usual = null, fixed = false, label, onGap, ...input }) {
  const [typed, setTyped] = useState(null), field = useRef();
  const shown = gap ?? usual ?? GAP_USUAL, otherwise = usual === null ? t('album.gap.auto', { amount: gapText(GAP_USUAL) }) : gapText(usual);
  const text = gap === null ? otherwise : gapText(gap);
  const put = (value) => { if (value !== gap) onGap(value); };
  const step = (by) => { setTyped(null); put(within(shown + by)); };
  const take = () => {
    if (typed === null) return;
    setTyped(null);
    if (typed.trim() === '') { if (!fixed) put(null); } else if (Number.isFinite(read(typed))) put(within(read(typed)));
  };
  const key = (e) => {
    const by = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 2 * STEP, PageDown: -2 * STEP }[e.key];
    if (by) step(by);
    else if (e.key === 'Enter') take(); // never sends the form around it
    else if (e.key === 'Escape' && typed !== null) setTyped(null);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const press = (by) => (e) => { e.preventDefault(); step(by); };
  const button = (by, name, icon) => html`<button type="button" class="plain" tabindex="-1" aria-label=${t(`album.gap.${name}`, { label: label ?? t('album.gaps') })} aria-disabled=${within(shown + by) === shown} onClick=${press(by)}><${Icon} name=${icon} /></button>`;
  return html`
    <span class=${`gap-field ${gap === null ? 'unsaid' : ''}`}>${button(-STEP, 'shorter', 'minus')}
      <input ref=${field} type="text" inputmode="decimal" role="spinbutton" autocomplete="off" maxlength="8" aria-label=${label} aria-valuenow=${shown} aria-valuemin="0" aria-valuemax=${GAP_MOST} aria-valuetext=${text}
        value=${typed ?? (gap === null ? '' : gapText(gap))} placeholder=${otherwise} onInput=${(e) => setTyped(e.target.value)} onFocus=${() => field.current.select()} onBlur=${take} onKeyDown=${key} ...${input} />
      ${button(STEP, 'longer', 'plus')}</span>`;
}
