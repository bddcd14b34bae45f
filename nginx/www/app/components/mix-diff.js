/* SPDX-License-Identifier: ISC */
/* mix-diff.js - a new mix of a song that is mastered: what changed in it, and the same master of it. */
import { version_analysis_get, version_diff_one_get } from '../doors.js';
import { clock, measure, signedDb, spoken } from '../format.js';
import { t } from '../i18n.js';
import { useOnce } from '../player/report.js';
import { order } from '../recipe.js';
import { set } from '../store.js';
import { html, useState } from '../view.js';
import { Field, Refusal, useForm } from './form.js';
import { Strip } from './strip.js';

const SHOWN = 12;
const range = (what) => (what === 'kick' ? t('diff.kick') : what.replace(' to ', '–'));

/* version: the new mix; older: the one before it; masters: ready ones of the older mix. */
export function MixDiff({ version, older, masters, onMade }) {
  const [diff, problem] = useOnce(version_diff_one_get, { id: version.id, with: older.id });
  const [analysis] = useOnce(version_analysis_get, { id: version.id });
  const [like, setLike] = useState(masters[0]?.id);
  const form = useForm(async () => onMade(await order(version.id, null, { like: like ?? masters[0].id })));
  const facts = diff && [['gain', signedDb(diff.gain_db)], ['offset', measure(1000 * diff.offset_s, 'ms', 0)], ['similarity', t('percent', { amount: Math.round(100 * diff.similarity) })]];
  return html`
    <section class="card mix-diff">
      <h2>${t('diff.title', { n: version.n, before: older.n })}</h2>
      <${Refusal} problem=${problem ?? form.problem} />
      ${!diff && !problem && html`<div role="status"><progress aria-label=${t('diff.making')} /><p class="hint">${t('diff.making')}</p></div>`}
      ${diff && html`
        ${analysis && html`<${Strip} version=${version} seconds=${analysis.seconds} pins=${diff.changes.map((one) => ({ at: one.start_s + diff.offset_s, kind: one.db > 0 ? 'look' : 'note' }))} onPick=${(at) => set({ goTo: { at } })} />`}
        <dl class="facts">${facts.map(([name, value]) => html`<div key=${name}><dt>${t(`diff.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
        ${diff.inverted && html`<p class="note">${t('diff.inverted')}</p>`}
        ${diff.changes.length === 0 ? html`<p>${t('diff.same')}</p>` : html`<ul class="remarks">${[...diff.changes].sort((a, b) => Math.abs(b.db) - Math.abs(a.db)).slice(0, SHOWN).sort((a, b) => a.start_s - b.start_s).map((one, i) => html`
          <li key=${i}><p>${t(`diff.${one.db > 0 ? 'louder' : 'quieter'}.${one.where === 'sides' ? 'sides' : 'middle'}`, { what: range(one.what), amount: measure(Math.abs(one.db), 'dB') })}</p>
            <span class="moments"><button type="button" class="moment" aria-label=${t('mixreport.hear', { at: spoken(one.start_s) })} onClick=${() => set({ goTo: { at: one.start_s + diff.offset_s } })}>${clock(one.start_s)}–${clock(one.end_s)}</button></span></li>`)}</ul>`}`}
      ${masters.length > 0 && html`<div class="like"><p>${t('like.lead')}</p>
        ${masters.length > 1 && html`<${Field} label=${t('like.which')} value=${like} onValue=${setLike}>
          ${masters.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === like}>${t('revision.name', { n: one.n })}</option>`)}<//>`}
        <button class="primary" disabled=${form.busy} onClick=${form.submit}>${form.busy ? t('busy') : t('like.make')}</button></div>`}
    </section>`;
}
