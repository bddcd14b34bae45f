/* SPDX-License-Identifier: ISC */
/* moves.js - what was done to the mix, by how much and why, in the engine's own words. */
import { measure } from '../format.js';
import { number, t } from '../i18n.js';
import { useReport } from '../player/report.js';
import { html } from '../view.js';

/* +1.4 dB; a ratio (1.2:1) has neither sign nor gap. */
function amount({ amount: value, unit }) {
  if (!Number.isFinite(value)) return '';
  if (unit?.startsWith(':')) return number(value, 1) + unit;
  return (value > 0 ? '+' : '') + measure(value, unit ?? '');
}

export function Moves({ master }) {
  const report = useReport(master);
  if (!report) return null;
  const moves = report.moves ?? [];
  return html`
    <section class="card">
      <h2>${t('moves.title')}</h2>
      ${moves.length === 0 ? html`<p class="hint">${t('moves.none')}</p>` : html`
        <ul class="moves">${moves.map((move, i) => html`<li key=${i}>
          <span>${move.what}</span><b>${amount(move)}</b>
          <span class="hint">${move.why}</span></li>`)}</ul>`}
      <p class="hint">${report.engine}</p>
    </section>`;
}
