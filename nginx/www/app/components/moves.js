/* SPDX-License-Identifier: ISC */
/* moves.js - what was done to the mix, by how much and why, in the engine's own words. */
import { measure } from '../format.js';
import { t } from '../i18n.js';
import { useReport } from '../player/report.js';
import { html } from '../view.js';

export function Moves({ master }) {
  const report = useReport(master);
  if (!report) return null;
  const moves = report.moves ?? [];
  return html`
    <section class="card">
      <h2>${t('moves.title')}</h2>
      ${moves.length === 0 ? html`<p class="hint">${t('moves.none')}</p>` : html`
        <ul class="moves">${moves.map((move, i) => html`<li key=${i}>
          <span>${move.what}</span><b>${Number.isFinite(move.amount) ? (move.amount > 0 ? '+' : '') + measure(move.amount, move.unit ?? '') : ''}</b>
          <span class="hint">${move.why}</span></li>`)}</ul>`}
      <p class="hint">${report.engine}</p>
    </section>`;
}
