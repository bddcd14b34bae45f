/* SPDX-License-Identifier: ISC */
/* design.js - the tokens and the components of this page, documented by showing them: #/design. */
import { Chart } from '../components/chart.js';
import { Check, Field, Refusal, Slider } from '../components/form.js';
import { Icon, Mark, names } from '../components/icon.js';
import { Tabs } from '../components/tabs.js';
import { number, t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';

const colours = ['paper', 'surface', 'sunken', 'ink', 'soft', 'line', 'edge', 'teal', 'teal-wash', 'mix', 'mix-text', 'master', 'master-text', 'master-wash', 'good', 'good-wash', 'warn-wash', 'bad', 'bad-wash'];
const sizes = ['h1', 'h2', 'text', 'small', 'tiny'];
const spaces = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
const wave = (phase) => Array.from({ length: 60 }, (_, i) => [i, 6 * Math.sin(i / 7 + phase) + 3 * Math.sin(i / 2.3)]);

const Part = ({ name, children }) => html`<section class="card"><h2>${t(`design.${name}`)}</h2><p class="hint">${t(`design.${name}.text`)}</p>${children}</section>`;

export default function Design() {
  const [amount, setAmount] = useState(60), [on, setOn] = useState(true), [words, setWords] = useState('');
  const chart = (area) => html`<${Chart} lines=${area ? [{ kind: 'reduction', area, points: wave(2) }] : [{ kind: 'mix', points: wave(0) }, { kind: 'aim', points: wave(0.4) }, { kind: 'master', points: wave(0.5) }]} label=${t('design.chart')} />`;
  return html`
    <div class="page design">
      <div><h1 tabindex="-1">${t('design.title')}</h1><p class="lead">${t('design.lead')}</p></div>
      <${Part} name="colour"><ul class="swatches">${colours.map((name) => html`<li key=${name}><i data-colour=${name} /><code>${`--${name}`}</code></li>`)}</ul><//>
      <${Part} name="type"><ul class="type-scale">${sizes.map((name) => html`<li key=${name} data-size=${name}><span>${t('home.headline')}</span><code>${`--${name}`}</code></li>`)}</ul><//>
      <${Part} name="space"><ul class="spaces">${spaces.map((name) => html`<li key=${name}><i data-space=${name} /><code>${`--${name}`}</code></li>`)}</ul><//>
      <${Part} name="icons"><ul class="icons">${names.map((name) => html`<li key=${name}><${Icon} name=${name} /><code>${name}</code></li>`)}<li><${Mark} /><code>${'Mark'}</code></li></ul><//>
      <${Part} name="buttons"><div class="actions">
        <button class="primary" onClick=${() => toast(t('saved'), { kind: 'good' })}>${t('save')}</button><button>${t('copy')}</button><button class="small">${t('undo')}</button>
        <button class="plain">${t('close')}</button><button class="plain danger"><${Icon} name="trash" /> ${t('delete')}</button><button class="toggle" aria-pressed=${on} onClick=${() => setOn(!on)}><${Icon} name="loop" /> ${t('player.loop')}</button>
        <button disabled>${t('busy')}</button></div>
        <p class="chips">${[['good', 'ready'], ['going', 'mastering'], ['bad', 'failed'], ['', 'mix']].map(([kind, word]) => html`<span key=${word} class=${`chip ${kind}`}>${t(`chip.${word}`)}</span> `)}</p><//>
      <${Part} name="forms"><div class="stack">
        <${Field} label=${t('details.title')} hint=${t('details.instruments.hint')} value=${words} onValue=${setWords} />
        <${Field} label=${t('details.artist')} error=${t('problem.unknown')} value=${words} onValue=${setWords} />
        <${Slider} label=${t('recipe.intensity')} hint=${t('recipe.intensity.hint')} min="0" max="100" value=${amount} show=${(v) => t('percent', { amount: number(v) })} onValue=${setAmount} />
        <${Check} label=${t('recipe.codec_safe')} hint=${t('recipe.codec_safe.hint')} checked=${on} onValue=${setOn} /></div><//>
      <${Part} name="states">
        <p class="verdict good"><${Icon} name="check" /> ${t('mixreport.good')}</p><p class="verdict look"><${Icon} name="ear" /> ${t('mixreport.look', { n: 2 })}</p><p class="verdict fix"><${Icon} name="warn" /> ${t('mixreport.fix', { n: 1 })}</p>
        <p class="note">${t('making.leave')}</p><${Refusal} problem=${{ title: t('problem.offline'), detail: t('problem.offline.detail'), errors: [] }} />
        <progress max="1" value="0.6" aria-label=${t('version.checking')} /><div class="skeleton" aria-hidden="true"><i /></div><//>
      <${Part} name="pictures"><${Tabs} label=${t('design.pictures')} tabs=${[{ id: 'lines', title: t('figures.spectrum'), view: () => chart(false) }, { id: 'area', title: t('figures.limiter'), view: () => chart(true) }]} /><//>
    </div>`;
}
