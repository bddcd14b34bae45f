/* SPDX-License-Identifier: ISC */
/* over-time.js - how loud the song is from beginning to end, and what the limiter took away meanwhile. */
import { clock, measure, signedDb } from '../../format.js';
import { number, t } from '../../i18n.js';
import { audibleFrom } from '../../player/report.js';
import { html } from '../../view.js';
import { Chart, thin } from '../chart.js';

const POINTS = 400, CURVE_HZ = 10, UNHEARD_DB = -100;

/* About five marks, at round seconds. */
function moments(seconds) {
  const step = [5, 10, 15, 30, 60, 120, 300, 600, 1800].find((one) => seconds / one <= 6) ?? 3600;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => [i * step, clock(i * step)]);
}

export function OverTime({ report }) {
  const late = report.recipe?.trim_start || 0, seconds = report.after.seconds;
  const line = (values, shift) => thin(values, POINTS).map(([i, db]) => [i + 0.5 - shift, db]);
  const lines = [{ kind: 'mix', name: t('player.mix'), points: line(report.before.loudness, late) }, { kind: 'master', name: t('player.master'), points: line(report.after.loudness, 0) }];
  const heard = lines.flatMap(({ points }) => points.map(([, db]) => db)).filter((db) => db !== null);
  const high = Math.ceil(Math.max(...heard) + 1), low = Math.max(Math.floor(Math.min(...heard) - 1), high - 36);
  const levels = [-40, -30, -20, -14, -10, -6, 0].map((db) => [db, measure(db, 'LUFS', 0)]);
  return html`<figure><p class="legend"><span class="mix">${t('player.mix')}</span><span>${t('player.master')}</span></p>
    <${Chart} lines=${lines} marks=${moments(seconds)} levels=${levels} low=${low} high=${high} ends=${[0, seconds]} across=${t('lanes.at')} say=${(db) => measure(db, 'LUFS')} label=${t('figures.time.label')} /></figure>`;
}

export function Reduction({ report }) {
  const { limiter } = report, seconds = report.after.seconds;
  const points = thin(limiter.curve.map((db) => -Math.abs(db)), POINTS).map(([i, db]) => [i / CURVE_HZ, db]);
  const low = -Math.max(3, Math.ceil(limiter.most_db + 0.5));
  const levels = [-1, -2, -3, -6, -9, -12].map((db) => [db, signedDb(db, 0)]);
  return html`<figure><${Chart} lines=${[{ kind: 'reduction', name: t('lanes.reduction'), area: true, points }]} marks=${moments(seconds)} levels=${levels} low=${low} high=${0} ends=${[0, seconds]} across=${t('lanes.at')} say=${(db) => signedDb(db || 0)} label=${t('figures.limiter.label')} />
    <figcaption class="hint">${limiter.share > 0
    ? t('figures.limiter.text', { share: t('percent', { amount: number(100 * limiter.share, limiter.share < 0.1 ? 1 : 0) }), most: signedDb(-limiter.most_db), mean: signedDb(-limiter.mean_db) }) : t('figures.limiter.rest')}
      ${limiter.cancelled_peaks > 0 && html` ${t('figures.limiter.cancelled', { n: limiter.cancelled_peaks })}`}
      ${limiter.noise_to_mask_db > UNHEARD_DB && html` ${t('figures.limiter.mask', { amount: signedDb(limiter.noise_to_mask_db), limit: signedDb(audibleFrom(limiter), 0) })}`}</figcaption></figure>`;
}
