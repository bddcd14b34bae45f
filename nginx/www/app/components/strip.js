/* SPDX-License-Identifier: ISC */
/* strip.js - a mix as a quiet picture, with pins where something is to be seen. */
import { version_peaks_get } from '../doors.js';
import { readPeaks } from '../player/peaks.js';
import { html, useEffect, useState } from '../view.js';

const WIDE = 1200, HIGH = 100, STEP = 4, PIN_STEP = 8;

/* One outline for the whole song: its tops from left to right, its bottoms back. */
function outline(peaks) {
  const bars = Array.from({ length: WIDE / STEP }, (_, i) => peaks.between((i * STEP * peaks.seconds) / WIDE, ((i + 1) * STEP * peaks.seconds) / WIDE));
  const y = (value) => (HIGH / 2 - (value / (peaks.highest || 1)) * (HIGH / 2 - 2)).toFixed(1);
  const tops = bars.map(([, high], i) => `${i * STEP} ${y(Math.max(high, 0.004))}`);
  const bottoms = bars.map(([low], i) => `${i * STEP} ${y(Math.min(low, -0.004))}`).reverse();
  return `M${tops.join('L')}L${bottoms.join('L')}Z`;
}

/* pins: [{ at, kind }], at in seconds. */
export function Strip({ version, seconds, pins = [], onPick }) {
  const [shape, setShape] = useState('');
  useEffect(() => {
    let current = true;
    version_peaks_get.bytes({ id: version.id, per_pixel: 4096 }).then((bytes) => current && setShape(outline(readPeaks(bytes))), () => {});
    return () => { current = false; };
  }, [version.id]);
  /* Pins that would touch are one; the gravest, which come last, stays. */
  const marks = new Map(pins.map(({ at, kind }) => [Math.round(((at / seconds) * WIDE) / PIN_STEP) * PIN_STEP, kind]));
  const pick = (e) => {
    const { left, width } = e.currentTarget.getBoundingClientRect();
    onPick?.(((e.clientX - left) / width) * seconds);
  };
  return html`
    <svg class="strip" viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true" focusable="false" onClick=${pick}>
      ${shape && html`<path class="mix" d=${shape} />`}
      ${[...marks].map(([x, kind]) => html`<line key=${x} class=${`pin is-${kind}`} x1=${x} x2=${x} y1="0" y2=${HIGH} />`)}
    </svg>`;
}
