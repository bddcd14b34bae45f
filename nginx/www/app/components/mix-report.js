/* SPDX-License-Identifier: ISC */
/* mix-report.js - what the mix is like before anything is done to it: in figures, in sentences, and where. */
import { version_analysis_get } from '../doors.js';
import { clock, measure, spoken } from '../format.js';
import { known, number, t } from '../i18n.js';
import { useOnce } from '../player/report.js';
import { set } from '../store.js';
import { html } from '../view.js';
import { Help } from './help.js';
import { Icon } from './icon.js';
import { Strip } from './strip.js';

const PLACES = 6;
const order = ['fix', 'look', 'note'];
const inKilohertz = new Set(['lossy_source', 'lossy_edge']);
const icons = { fix: 'warn', look: 'ear', note: 'check' };
const go = (at) => set({ goTo: { at } });

/* The sentence of a remark in the page's language, with its number; the engine's own where the page knows none. */
function sentence({ code, value, sentence: said }) {
  const key = code === 'balance' ? `advice.balance.${value > 0 ? 'left' : 'right'}` : `advice.${code}`;
  if (!known(key) && !known(`${key}_other`)) return said;
  return t(key, { n: Math.round(Math.abs(value)), value: inKilohertz.has(code) ? value / 1000 : Math.abs(value) });
}

function Places({ at: found }) {
  if (!found?.length) return null;
  const at = found.filter((s, i) => !i || clock(s) !== clock(found[i - 1]));
  return html`<span class="moments">${at.slice(0, PLACES).map((s) => html`
    <button key=${s} type="button" class="moment" aria-label=${t('mixreport.hear', { at: spoken(s) })} onClick=${() => go(s)}>${clock(s)}</button>`)}
    ${at.length > PLACES && html`<span class="hint">${t('mixreport.places', { n: at.length - PLACES })}</span>`}</span>`;
}

export function MixReport({ version }) {
  const [analysis] = useOnce(version_analysis_get, { id: version.id });
  if (!analysis) return html`<section class="card"><h2>${t('mixreport.title')}</h2><div class="skeleton" aria-hidden="true"><i /></div></section>`;
  const advice = [...(analysis.advice ?? [])].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const wrong = advice.filter(({ severity }) => severity === 'fix').length;
  const look = advice.filter(({ severity }) => severity === 'look').length;
  const pins = [...advice].reverse().flatMap(({ at_s: at, severity }) => (at ?? []).map((s) => ({ at: s, kind: severity })));
  const figures = [
    ['lufs', measure(analysis.lufs, 'LUFS')], ['true_peak_db', measure(analysis.true_peak_db, 'dBTP')], ['plr_db', measure(analysis.plr_db, 'dB')],
    ['form', [t('mixreport.rate', { rate: number(analysis.rate_hz / 1000, analysis.rate_hz % 1000 ? 1 : 0) }), analysis.bits === 32 ? t('mixreport.float') : t('mixreport.bits', { bits: number(analysis.bits) })].join(', ')],
  ];
  return html`
    <section class="card mix-report" data-remarks=${advice.length}>
      <${Help} topic="mix" at="report" />
      <h2>${t('mixreport.title')}</h2>
      <p class=${`verdict ${wrong ? 'fix' : look ? 'look' : 'good'}`}><${Icon} name=${wrong ? 'warn' : look ? 'ear' : 'check'} />
        ${wrong ? t('mixreport.fix', { n: wrong }) : look ? t('mixreport.look', { n: look }) : t('mixreport.good')}</p>
      <${Strip} version=${version} seconds=${analysis.seconds} pins=${pins} onPick=${go} />
      <dl class="facts">${figures.map(([name, value]) => html`<div key=${name}><dt>${name === 'form' ? t('mixreport.form') : t(`figures.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
      <ul class="remarks">${advice.map((one) => html`
        <li key=${one.code} class=${`is-${one.severity}`} data-code=${one.code}>
          <span class="badge"><${Icon} name=${icons[one.severity] ?? 'check'} /> ${t(`mixreport.severity.${one.severity}`)}</span>
          <p>${sentence(one)}</p>
          ${known(`advice.${one.code}.do`) && html`<p class="hint">${t(`advice.${one.code}.do`)}</p>`}
          <${Places} at=${one.at_s} />
        </li>`)}</ul>
    </section>`;
}
