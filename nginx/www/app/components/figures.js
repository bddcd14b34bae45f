/* SPDX-License-Identifier: ISC */
/* figures.js - before and after in numbers, another revision beside them where wished, and two pictures. */
import { measure } from '../format.js';
import { t } from '../i18n.js';
import { useReport } from '../player/report.js';
import { html, useState } from '../view.js';
import { Chart } from './chart.js';

const rows = [['lufs', 'LUFS'], ['true_peak_db', 'dBTP'], ['lra_lu', 'LU'], ['plr_db', 'dB'], ['short_max_lufs', 'LUFS'], ['width_db', 'dB'], ['correlation', '', 2]];

export function Figures({ master, others }) {
  const [otherId, setOtherId] = useState('');
  const other = others.find((one) => one.id === otherId);
  const report = useReport(master), beside = useReport(other);
  if (!report) return html`<section class="card"><h2>${t('figures.title')}</h2><div class="skeleton" aria-hidden="true"><i /></div></section>`;
  const { before, after } = report;
  return html`
    <section class="card">
      <h2>${t('figures.title')}</h2>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('figures.title')}>
        <table class="figures">
          <thead><tr><th scope="col">${t('figures.what')}</th><th scope="col">${t('player.mix')}</th>
            <th scope="col">${t('revision.name', { n: master.n })}</th>${other && html`<th scope="col">${t('revision.name', { n: other.n })}</th>`}</tr></thead>
          <tbody>${rows.map(([name, unit, digits]) => html`<tr key=${name}>
            <th scope="row">${t(`figures.${name}`)} <span class="hint">${t(`figures.${name}.hint`)}</span></th>
            <td>${measure(before?.[name], unit, digits)}</td><td class="after">${measure(after?.[name], unit, digits)}</td>
            ${other && html`<td>${measure(beside?.after?.[name], unit, digits)}</td>`}</tr>`)}</tbody>
        </table>
      </div>
      ${others.length > 0 && html`<p><label>${t('figures.beside')} <select value=${otherId} onChange=${(e) => setOtherId(e.target.value)}>
        <option value="">–</option>${others.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === otherId}>${t('revision.name', { n: one.n })}</option>`)}</select></label></p>`}
      ${report.loudness?.stopped && html`<p class="note">${t('figures.stopped')} ${report.loudness.stopped}</p>`}
      <${Spectrum} before=${before} after=${after} />
    </section>`;
}

/* The balance of bass and treble: twelfth-octave bands, smoothed to half an octave so that notes do not
 * hide it, each curve around its own mean. */
const SMOOTH = 3;

function Spectrum({ before, after }) {
  if (!before?.spectrum?.length || !after?.spectrum?.length) return null;
  const curve = (one) => {
    const heard = one.spectrum.filter(({ hz }) => hz >= 30 && hz <= 18000);
    const power = heard.map((band) => 10 ** (band.mid_db / 10));
    const smooth = power.map((_, i) => {
      const near = power.slice(Math.max(0, i - SMOOTH), i + SMOOTH + 1);
      return 10 * Math.log10(near.reduce((sum, one) => sum + one, 0) / near.length);
    });
    const mean = smooth.reduce((sum, one) => sum + one, 0) / smooth.length;
    return heard.map(({ hz }, i) => [Math.log2(hz), smooth[i] - mean]);
  };
  const lines = [{ kind: 'mix', points: curve(before) }, { kind: 'master', points: curve(after) }];
  const marks = [50, 100, 200, 500, 1000, 2000, 5000, 10000].map((hz) => [Math.log2(hz), hz < 1000 ? `${hz}` : `${hz / 1000}k`]);
  return html`<figure class="figure"><figcaption><h3>${t('figures.spectrum')}</h3>
    <p class="legend"><span class="mix">${t('player.mix')}</span><span>${t('player.master')}</span></p></figcaption>
    <${Chart} lines=${lines} marks=${marks} label=${t('figures.spectrum.label')} /></figure>`;
}
