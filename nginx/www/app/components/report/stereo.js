/* SPDX-License-Identifier: ISC */
/* stereo.js - octave by octave: how wide it is, and whether it survives a mono loudspeaker. */
import { measure, signedDb } from '../../format.js';
import { t } from '../../i18n.js';
import { html } from '../../view.js';
import { Chart } from '../chart.js';

const FLOOR_DB = -40;
const name = (hz) => (hz < 1000 ? `${Math.round(hz)}` : `${Math.round(hz / 100) / 10}k`);

export function Stereo({ report }) {
  const line = (octaves) => octaves.map(({ hz, side_mid_db: db }) => [Math.log2(hz), Math.max(FLOOR_DB, db)]);
  const { before, after } = report;
  const lines = [{ kind: 'mix', name: t('player.mix'), points: line(before.octaves) }, { kind: 'master', name: t('player.master'), points: line(after.octaves) }];
  const high = Math.max(2, ...lines.flatMap(({ points }) => points.map(([, db]) => db))) + 2;
  const worst = after.octaves.reduce((a, b) => (b.correlation < a.correlation ? b : a));
  return html`<figure><p class="legend"><span class="mix">${t('player.mix')}</span><span>${t('player.master')}</span></p>
    <${Chart} lines=${lines} marks=${after.octaves.map(({ hz }) => [Math.log2(hz), name(hz)])} levels=${[[0, signedDb(0, 0)], [-20, signedDb(-20, 0)]]} low=${FLOOR_DB} high=${high} across=${t('figures.pitch')} say=${(db) => signedDb(db)} label=${t('figures.stereo.label')} />
    <figcaption class="hint">${t('figures.stereo.text', { octave: t('unit.hz', { amount: name(worst.hz) }), correlation: measure(worst.correlation, '', 2).trim() })} ${t('figures.stereo.mono', { loss: measure(after.mono_loss_lu, 'LU') })}</figcaption></figure>`;
}
