/* SPDX-License-Identifier: ISC */
/* lanes.js - under the wave and in step with it: how loud the song is, and what the limiter takes away.
 *
 * For whom the pictures are nothing, the same is told as a table of a dozen moments. */
import { clock, measure, signedDb } from '../format.js';
import { t } from '../i18n.js';
import { useFrames } from '../player/frames.js';
import { lanesOf, moments } from '../player/lanes.js';
import { paintLane } from '../player/paint-lane.js';
import { useReport } from '../player/report.js';
import { html, useMemo, useRef } from '../view.js';

/* Nothing is 0.0 dB, not −0.0. */
const taken = (db) => signedDb(db === null ? null : Math.round(10 * db) / 10 || 0);

/* names: what the two are called; beside: the other master, if it is not the mix that is compared. */
export function Lanes({ engine, span, master, beside, names }) {
  const report = useReport(master), other = useReport(beside);
  const lanes = useMemo(() => report && (!beside || other) && lanesOf(report, other), [report, other, beside?.id]);
  if (!lanes) return html`<div class="lanes"><div class="skeleton" aria-hidden="true"><i /></div></div>`;
  const [[, first], [, second]] = names;
  return html`
    <div class="lanes">
      <${Lane} name="loudness" lane=${lanes.loudness} engine=${engine} span=${span} unit=${(value) => measure(value, 'LUFS')}>
        <span class="legend"><span class="mix">${first}</span><span>${second}</span></span><//>
      ${lanes.reduction && html`<${Lane} name="reduction" lane=${lanes.reduction} engine=${engine} span=${span} unit=${taken} />`}
      <div class="unseen"><table>
        <caption>${t('lanes.title')}</caption>
        <thead><tr><th scope="col">${t('lanes.at')}</th><th scope="col">${t('lanes.loudness')}: ${first}</th><th scope="col">${t('lanes.loudness')}: ${second}</th>${lanes.reduction && html`<th scope="col">${t('lanes.reduction')}</th>`}</tr></thead>
        <tbody>${moments(lanes).map(({ at, first: a, second: b, reduction }) => html`<tr key=${at}><th scope="row">${clock(at)}</th>
          <td>${measure(a, 'LUFS')}</td><td>${measure(b, 'LUFS')}</td>${lanes.reduction && html`<td>${taken(reduction)}</td>`}</tr>`)}</tbody>
      </table></div>
    </div>`;
}

/* One picture, and its value where the song is. */
function Lane({ name, lane, engine, span, unit, children }) {
  const canvas = useRef(), now = useRef(), told = useRef();
  useFrames(() => {
    paintLane(canvas.current, lane, engine, span);
    const value = lane.lines.at(-1).at(engine.position);
    if (told.current === value) return; // numbers are dear to write
    told.current = value;
    now.current.textContent = unit(value);
  });
  return html`
    <div class="lane" aria-hidden="true"><p><span>${t(`lanes.${name}`)}</span>${children}<span class="lane-now" ref=${now} /></p><canvas ref=${canvas} /></div>`;
}
