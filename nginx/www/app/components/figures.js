/* SPDX-License-Identifier: ISC */
/* figures.js - the report of a master: asked and reached, before and after, another revision beside them where
 * wished, and pictures. */
import { measure } from '../format.js';
import { t } from '../i18n.js';
import { useReport } from '../player/report.js';
import { html, useState } from '../view.js';
import { Help } from './help.js';
import { Codecs } from './report/codecs.js';
import { OverTime, Reduction } from './report/over-time.js';
import { Spectrum } from './report/spectrum.js';
import { Stereo } from './report/stereo.js';
import { stoppedText } from './report/stopped.js';
import { Tabs } from './tabs.js';

const rows = [['lufs', 'LUFS'], ['true_peak_db', 'dBTP'], ['lra_lu', 'LU'], ['plr_db', 'dB'], ['short_max_lufs', 'LUFS'], ['width_db', 'dB'], ['correlation', '', 2]];

function Reached({ report }) {
  const { loudness, true_peak: peak } = report;
  const facts = [
    loudness && ['loudness', `${measure(loudness.target_lufs, '')}\u00a0→ ${measure(loudness.reached_lufs, 'LUFS')}`],
    peak && ['peak', `${measure(peak.ceiling_db, '')}\u00a0→ ${measure(peak.reached_db, 'dBTP')}`],
    loudness && peak && ['check', `${measure(loudness.check_lufs, 'LUFS')} · ${measure(peak.check_db, 'dBTP')}`],
  ].filter(Boolean);
  return html`<dl class="facts reached">${facts.map(([name, value]) => html`<div key=${name}><dt>${t(`figures.reached.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/* A picture for everything that this report has. */
const pictures = (report) => [
  report.before?.spectrum?.length && report.after?.spectrum?.length && { id: 'spectrum', title: t('figures.spectrum'), view: () => html`<${Spectrum} report=${report} />` },
  report.before?.loudness?.length > 3 && report.after?.loudness?.length > 3 && { id: 'time', title: t('figures.time'), view: () => html`<${OverTime} report=${report} />` },
  report.limiter?.curve?.length && { id: 'limiter', title: t('figures.limiter'), view: () => html`<${Reduction} report=${report} />` },
  report.after?.channels === 2 && report.after.octaves?.length && { id: 'stereo', title: t('figures.stereo'), view: () => html`<${Stereo} report=${report} />` },
  report.codec_safe && { id: 'codecs', title: t('codec.title'), view: () => html`<${Codecs} safe=${report.codec_safe} />` },
].filter(Boolean);

export function Figures({ master, others }) {
  const [otherId, setOtherId] = useState('');
  const other = others.find((one) => one.id === otherId);
  const report = useReport(master), beside = useReport(other);
  if (!report) return html`<section class="card"><h2>${t('figures.title')}</h2><div class="skeleton" aria-hidden="true"><i /></div></section>`;
  const { before, after } = report;
  return html`
    <section class="card">
      <${Help} topic="loudness" at="what" />
      <h2>${t('figures.title')}</h2>
      ${report.loudness?.stopped && html`<p class="note" data-stopped>${stoppedText(report.loudness)}</p>`}
      <${Reached} report=${report} />
      <div class="scroll" tabindex="0" role="region" aria-label=${t('figures.title')}>
        <table class="figures" aria-label=${t('figures.title')}>
          <thead><tr><th scope="col">${t('figures.what')}</th><th scope="col">${t('player.mix')}</th>
            <th scope="col">${t('revision.name', { n: master.n })}</th>${other && html`<th scope="col">${t('revision.name', { n: other.n })}</th>`}</tr></thead>
          <tbody>${rows.map(([name, unit, digits]) => html`<tr key=${name}>
            <th scope="row">${t(`figures.${name}`)} <span class="hint">${t(`figures.${name}.hint`)}</span></th>
            <td>${measure(before?.[name], unit, digits)}</td><td class="after">${measure(after?.[name], unit, digits)}</td>
            ${other && html`<td>${measure(beside?.after?.[name], unit, digits)}</td>`}</tr>`)}</tbody>
        </table>
      </div>
      ${others.length > 0 && html`<p><label>${t('figures.beside')} <select value=${otherId} onChange=${(e) => setOtherId(e.target.value)}>
        <option value="">${t('figures.beside.none')}</option>${others.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === otherId}>${t('revision.name', { n: one.n })}</option>`)}</select></label></p>`}
      <${Tabs} label=${t('figures.pictures')} tabs=${pictures(report)} />
    </section>`;
}
