/* SPDX-License-Identifier: ISC */
/* chart.js - a few lines over one axis, as SVG that takes its colours from the style sheet. */
import { html, useEffect, useState } from '../view.js';

const HEIGHT = 184, FOOT = 20, HEAD = 6;
const narrow = matchMedia('(max-width: 40rem)');

/* The fewest points that still show every peak: of each column the lowest and the highest. */
export function thin(values, most) {
  if (values.length <= most) return values.map((value, i) => [i, value]);
  const step = (2 * values.length) / most, found = [];
  for (let from = 0; from < values.length; from += step) {
    const part = values.slice(Math.floor(from), Math.floor(from + step));
    const real = part.filter((value) => value !== null);
    const at = Math.floor(from);
    if (!real.length) found.push([at, null]);
    else found.push([at, Math.min(...real)], [at + step / 2, Math.max(...real)]);
  }
  return found;
}

/* A telephone that is turned has another width. */
function useNarrow() {
  const [is, setIs] = useState(narrow.matches);
  useEffect(() => {
    const turned = () => setIs(narrow.matches);
    narrow.addEventListener('change', turned);
    return () => narrow.removeEventListener('change', turned);
  }, []);
  return is;
}

/* lines: [{ kind, points: [[x, y or null], ...], area: whether it is filled from the top }]; marks: [[x, text], ...];
 * levels: [[y, text], ...]; what no level is asked for is as high as the lines.  The same is told as a table of the
 * marks: across is what they are, say(y) how a value is said, a line's name its column. */
export function Chart({ lines, marks = [], levels = [], label, low, high, ends, across, say }) {
  const width = useNarrow() ? 320 : 600;
  const all = lines.flatMap((line) => line.points).filter(([, y]) => y !== null);
  const xs = all.map(([x]) => x), ys = all.map(([, y]) => y);
  const [left, right] = ends ?? [Math.min(...xs), Math.max(...xs)];
  low ??= Math.min(...ys) - 1;
  high ??= Math.max(...ys) + 1;
  const px = (x) => ((x - left) / (right - left || 1)) * width;
  const py = (y) => HEAD + ((high - Math.max(low, Math.min(high, y))) / (high - low || 1)) * (HEIGHT - FOOT - HEAD);
  const path = (points) => {
    let pen = 'M';
    return points.map(([x, y]) => {
      if (y === null) { pen = 'M'; return ''; }
      const step = `${pen}${px(x).toFixed(1)} ${py(y).toFixed(1)}`;
      pen = 'L';
      return step;
    }).join('');
  };
  const area = (points) => `${path(points)}L${px(points.at(-1)[0]).toFixed(1)} ${py(high)}L${px(points[0][0]).toFixed(1)} ${py(high)}Z`;
  return html`
    <svg class="chart" viewBox=${`0 0 ${width} ${HEIGHT}`} aria-hidden="true" focusable="false">
      ${levels.filter(([y]) => y >= low && y <= high).map(([y, text]) => html`
        <g key=${`y${y}`}><line class="grid" x1="0" x2=${width} y1=${py(y)} y2=${py(y)} />${text && py(y) > 16 && html`<text x="2" y=${py(y) - 3}>${text}</text>`}</g>`)}
      ${marks.filter(([x]) => x >= left && x <= right).map(([x, text]) => html`
        <g key=${text}><line class="grid" x1=${px(x)} x2=${px(x)} y1=${HEAD} y2=${HEIGHT - FOOT} /><text x=${Math.max(12, Math.min(width - 14, px(x)))} y=${HEIGHT - 5} text-anchor="middle">${text}</text></g>`)}
      ${lines.map((line) => html`<path key=${line.kind} class=${`${line.kind}${line.area ? ' area' : ''}`} d=${line.area ? area(line.points) : path(line.points)} />`)}
    </svg>
    <div class="unseen"><table>
      <caption>${label}</caption>
      <thead><tr><th scope="col">${across}</th>${lines.map((line) => html`<th key=${line.kind} scope="col">${line.name}</th>`)}</tr></thead>
      <tbody>${marks.filter(([x]) => x >= left && x <= right).map(([x, text]) => html`<tr key=${text}><th scope="row">${text}</th>
        ${lines.map((line) => html`<td key=${line.kind}>${say(nearest(line.points, x))}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

function nearest(points, x) {
  return points.reduce((a, b) => (b[1] !== null && Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a), [Infinity, null])[1];
}
