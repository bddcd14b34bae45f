/* SPDX-License-Identifier: ISC */
/* pictures.js - what is easier seen than told, drawn in the colours of mix and master.  The words stand beneath. */
import { html } from '../../view.js';

const beat = (i) => 0.25 + 0.75 * Math.abs(Math.sin(i * 1.37) * Math.cos(i * 0.47)) ** 0.7;

/* Bars of a wave, `tall` at most, to the right of x. */
const bars = (kind, x, tall) => Array.from({ length: 12 }, (_, i) => html`<rect key=${`${kind}${x}${i}`} class=${kind} x=${x + i * 9} y=${60 - tall * beat(i + 2)} width="6" height=${2 * tall * beat(i + 2)} rx="3" />`);

/* Twice mix and master: as they are, and equally loud. */
function Equal() {
  return html`<svg class="drawn" viewBox="0 0 520 120" aria-hidden="true" focusable="false">
    ${bars('mix', 6, 22)}${bars('master', 126, 52)}
    <path class="rule" d="M260 8V112" />
    ${bars('mix', 284, 22)}${bars('master', 404, 24)}<path class="level" d="M280 38H512M280 82H512" />
  </svg>`;
}

/* The wave through samples that all lie under the ceiling: a sine of a quarter of the rate, caught beside its tops. */
function Between() {
  const WIDE = 520, CEILING = 26, MIDDLE = 66, HIGH = 54, step = 32.5;
  const at = (x) => MIDDLE - HIGH * Math.sin((x / (4 * step)) * 2 * Math.PI + Math.PI / 4);
  const wave = Array.from({ length: WIDE + 1 }, (_, x) => `${x ? 'L' : 'M'}${x} ${at(x).toFixed(1)}`).join('');
  const samples = Array.from({ length: 17 }, (_, n) => n * step).filter((x) => x <= WIDE);
  return html`<svg class="drawn" viewBox="-6 0 532 132" aria-hidden="true" focusable="false">
    <rect class="above" x="-6" y="0" width="532" height=${CEILING} /><path class="limit" d=${`M-6 ${CEILING}H526`} />
    <path class="rule" d=${`M-6 ${MIDDLE}H526`} /><path class="through" d=${wave} />
    ${samples.map((x) => html`<circle key=${x} class="sample" cx=${x} cy=${at(x)} r="5" />`)}
  </svg>`;
}

/* The chain: what each stage does to a sound, in their order. */
const stages = { tone: 'M16 52c14 0 16-26 27-26s13 18 27 18', dynamics: 'M18 60 40 38l28-9', stereo: 'M43 58V26M43 42 21 24m22 18 22-18', limiter: 'M16 56l22-26h32' };
function Chain({ parts }) {
  return html`<svg class="drawn" viewBox="0 0 478 112" aria-hidden="true" focusable="false">${Object.entries(stages).map(([name, d], i) => html`
    <g key=${name} transform=${`translate(${i * 130} 0)`}><rect class="stage" x="2" y="2" width="84" height="80" rx="14" /><path class="through" d=${d} />
      <text x="44" y="104" text-anchor="middle">${parts[name].title}</text>${i < 3 && html`<path class="arrow" d="M98 42h20m-6-6 6 6-6 6" />`}</g>`)}
  </svg>`;
}

export const pictures = { 'listening/equal': Equal, 'moves/read': Chain, 'peaks/between': Between };
