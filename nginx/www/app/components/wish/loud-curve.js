/* SPDX-License-Identifier: ISC */
/* loud-curve.js - how loud can it go: what the limiter leaves to be heard, over loudness, with the target to drag.
 *
 * Under the line the music hides it; the handle is a slider for keys and fingers alike. */
import { version_curve_one_get } from '../../doors.js';
import { measure, signedDb } from '../../format.js';
import { t } from '../../i18n.js';
import { audibleFrom, useOnce } from '../../player/report.js';
import { html, useRef } from '../../view.js';
import { Refusal } from '../form.js';

const WIDE = 340, HIGH = 190, FOOT = 22, TOP = 10, STEP = 0.5;

/* Between two points a straight line. */
function at(points, lufs) {
  const i = points.findIndex((one) => one.lufs >= lufs);
  if (i === 0) return points[0].noise_to_mask_db;
  if (i < 0) return points.at(-1).noise_to_mask_db;
  const [a, b] = [points[i - 1], points[i]];
  return a.noise_to_mask_db + ((lufs - a.lufs) / (b.lufs - a.lufs)) * (b.noise_to_mask_db - a.noise_to_mask_db);
}

/* range: of the loudness that may be asked for. */
export function LoudCurve({ version, range: { min: least, max: most }, lufs, onLufs }) {
  const [curve, problem] = useOnce(version_curve_one_get, { id: version.id });
  const box = useRef();
  if (problem) return html`<${Refusal} problem=${problem} />`;
  if (!curve) return html`<div class="curve-wait" role="status"><progress aria-label=${t('curve.making')} /><p class="hint">${t('curve.making')}</p></div>`;
  const points = curve.points.filter((one) => one.noise_to_mask_db !== null);
  if (points.length < 2) return html`<p class="hint">${t('curve.quiet')}</p>`;
  const limit = audibleFrom(curve), left = points[0].lufs, right = Math.max(points.at(-1).lufs, most);
  const levels = points.map((one) => one.noise_to_mask_db);
  const low = Math.min(limit - 12, ...levels.filter((db) => db > -60)) - 2, high = Math.max(limit + 8, ...levels) + 2;
  const x = (value) => ((value - left) / (right - left)) * WIDE;
  const y = (db) => TOP + ((high - Math.max(low, db)) / (high - low)) * (HIGH - FOOT - TOP);
  const line = points.map((one, i) => `${i ? 'L' : 'M'}${x(one.lufs).toFixed(1)} ${y(one.noise_to_mask_db).toFixed(1)}`).join('');
  const last = points.at(-1).lufs, advised = curve.advised_lufs;
  const shown = Math.max(left, Math.min(right, lufs)), noise = at(points, shown);
  const set = (value) => onLufs(Math.max(least, Math.min(most, Math.round(value / STEP) * STEP)));
  const point = (e) => {
    const { left: from, width } = box.current.getBoundingClientRect();
    set(left + ((e.clientX - from) / width) * (right - left));
  };
  const keys = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, PageDown: -2, PageUp: 2 };
  const key = (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key in keys) set(lufs + keys[e.key]);
    else if (e.key === 'Home') set(left);
    else if (e.key === 'End') set(Math.min(most, last));
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const verdict = lufs > last + 0.25 ? 'beyond' : noise <= limit - 6 ? 'clean' : noise <= limit ? 'hidden' : 'heard';
  const marks = [-18, -14, -10, -6].filter((value) => value >= left && value <= right);
  return html`
    <div class="loud-curve" data-verdict=${verdict}>
      <div class="curve-box" ref=${box} role="slider" tabindex="0" aria-label=${t('curve.target')} aria-valuemin=${least} aria-valuemax=${most} aria-valuenow=${lufs}
        aria-valuetext=${`${measure(lufs, 'LUFS')}: ${t(`curve.${verdict}`)}`} onKeyDown=${key}
        onPointerDown=${(e) => { box.current.setPointerCapture(e.pointerId); point(e); }} onPointerMove=${(e) => { if (box.current.hasPointerCapture(e.pointerId)) point(e); }}>
        <svg viewBox=${`0 0 ${WIDE} ${HIGH}`} aria-hidden="true" focusable="false">
          <rect class="heard" x="0" y=${TOP} width=${WIDE} height=${y(limit) - TOP} />
          <text x="6" y=${TOP + 15}>${t('curve.zone.heard')}</text><text x=${WIDE - 6} y=${HIGH - FOOT - 7} text-anchor="end">${t('curve.zone.hidden')}</text>
          <line class="limit" x1="0" x2=${WIDE} y1=${y(limit)} y2=${y(limit)} />
          ${advised !== null && advised !== undefined && html`<line class="advised" x1=${x(advised)} x2=${x(advised)} y1=${TOP} y2=${HIGH - FOOT} />`}
          <path class="under" d=${`${line}L${x(last)} ${HIGH - FOOT}L0 ${HIGH - FOOT}Z`} /><path class="line" d=${line} />
          ${last < right - 0.5 && html`<line class="end" x1=${x(last)} x2=${x(last)} y1=${TOP} y2=${HIGH - FOOT} />`}
          <line class="target" x1=${x(shown)} x2=${x(shown)} y1=${TOP} y2=${HIGH - FOOT} /><circle class="handle" cx=${Math.min(WIDE - 9, Math.max(9, x(shown)))} cy=${y(noise)} r="9" />
          ${marks.map((value) => html`<text key=${value} x=${Math.min(WIDE - 12, Math.max(14, x(value)))} y=${HIGH - 5} text-anchor="middle">${measure(value, '', 0)}</text>`)}
        </svg>
      </div>
      <p class=${`verdict is-${verdict}`}>${measure(lufs, 'LUFS')}: ${t(`curve.${verdict}`)}</p>
      <p class="hint">${Number.isFinite(advised) ? t('curve.advised', { lufs: measure(advised, 'LUFS') }) : t('curve.none')}
        ${last < right - 0.5 && html` ${t('curve.stops', { lufs: measure(last, 'LUFS') })}`} ${t('curve.ceiling', { db: signedDb(curve.ceiling_db) })}</p>
      ${Number.isFinite(advised) && Math.abs(advised - lufs) >= 0.5 && html`<button type="button" class="small" onClick=${() => set(Math.floor(advised / STEP) * STEP)}>${t('curve.take', { lufs: measure(Math.floor(advised / STEP) * STEP, 'LUFS') })}</button>`}
    </div>`;
}
