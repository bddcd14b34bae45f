/* SPDX-License-Identifier: ISC */
/* chart.js - a few lines over one axis, as SVG that takes its colours from the style sheet. */
import { html } from '../view.js';

const HEIGHT = 176, FOOT = 18;
const narrow = matchMedia('(max-width: 40rem)');

/* lines: [{ kind, points: [[x, y], ...] }]; marks: [[x, text], ...]. */
export function Chart({ lines, marks, label }) {
  const width = narrow.matches ? 320 : 600;
  const all = lines.flatMap((line) => line.points);
  const xs = all.map(([x]) => x), ys = all.map(([, y]) => y);
  const left = Math.min(...xs), right = Math.max(...xs), low = Math.min(...ys) - 1, high = Math.max(...ys) + 1;
  const px = (x) => ((x - left) / (right - left)) * width;
  const py = (y) => ((high - y) / (high - low)) * (HEIGHT - FOOT);
  const path = (points) => points.map(([x, y], i) => `${i ? 'L' : 'M'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join('');
  const every = 12;
  const levels = [];
  for (let y = Math.ceil(low / every) * every; y < high; y += every) levels.push(y);
  return html`
    <svg class="chart" viewBox=${`0 0 ${width} ${HEIGHT}`} role="img" aria-label=${label}>
      ${levels.map((y) => html`<line key=${`y${y}`} class="grid" x1="0" x2=${width} y1=${py(y)} y2=${py(y)} />`)}
      ${marks.filter(([x]) => x >= left && x <= right).map(([x, text]) => html`
        <g key=${text}><line class="grid" x1=${px(x)} x2=${px(x)} y1="0" y2=${HEIGHT - FOOT} /><text x=${px(x)} y=${HEIGHT - 4} text-anchor="middle">${text}</text></g>`)}
      ${lines.map((line) => html`<path key=${line.kind} class=${line.kind} d=${path(line.points)} />`)}
    </svg>`;
}
