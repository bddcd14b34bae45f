/* SPDX-License-Identifier: ISC */
/* spectrum.js - the balance of bass and treble: of the mix, of the master, and where the equalizer aimed.
 *
 * Twelfth-octave bands, smoothed to half an octave so that notes do not hide it, each curve around its own mean. */
import { signedDb } from '../../format.js';
import { t } from '../../i18n.js';
import { html } from '../../view.js';
import { Chart } from '../chart.js';

const SMOOTH = 3, LOW_HZ = 30, HIGH_HZ = 18000;
const marks = [50, 100, 200, 500, 1000, 2000, 5000, 10000].map((hz) => [Math.log2(hz), hz < 1000 ? `${hz}` : `${hz / 1000}k`]);

function curve(bands) {
  const heard = bands.filter(({ hz, mid_db: db }) => hz >= LOW_HZ && hz <= HIGH_HZ && db > -150);
  const power = heard.map((band) => 10 ** (band.mid_db / 10));
  const smooth = power.map((_, i) => {
    const near = power.slice(Math.max(0, i - SMOOTH), i + SMOOTH + 1);
    return 10 * Math.log10(near.reduce((sum, one) => sum + one, 0) / near.length);
  });
  const mean = smooth.reduce((sum, one) => sum + one, 0) / smooth.length;
  return heard.map(({ hz }, i) => [Math.log2(hz), smooth[i] - mean]);
}

/* The mix as the equalizer wished it. */
function aim(before, settings) {
  const gains = settings?.find(({ stage, what }) => stage === 'eq' && what === 'gain_db')?.values;
  if (!gains || gains.length < before.length || !gains.some((db) => Math.abs(db) > 0.1)) return null;
  return before.map((band, i) => ({ ...band, mid_db: band.mid_db + gains[i] }));
}

export function Spectrum({ report }) {
  const before = report.before?.spectrum, after = report.after?.spectrum;
  const target = aim(before, report.settings);
  const lines = [{ kind: 'mix', name: t('player.mix'), points: curve(before) }, { kind: 'master', name: t('player.master'), points: curve(after) }, ...(target ? [{ kind: 'aim', name: t('figures.aim'), points: curve(target) }] : [])];
  return html`<figure><p class="legend"><span class="mix">${t('player.mix')}</span>${target && html`<span class="aim">${t('figures.aim')}</span>`}<span>${t('player.master')}</span></p>
    <${Chart} lines=${lines} marks=${marks} across=${t('figures.pitch')} say=${(db) => signedDb(db)} label=${t('figures.spectrum.label')} /></figure>`;
}
