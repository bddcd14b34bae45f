/* SPDX-License-Identifier: ISC */
/* tokens.js - every token of app.css, shown: the policy allows no style in the markup, so app.css has a rule for each. */
import { t } from '../../i18n.js';
import { html, useState } from '../../view.js';
import { Icon, Mark, names } from '../icon.js';
import { Part } from './part.js';

const colours = ['paper', 'surface', 'sunken', 'ink', 'soft', 'line', 'edge', 'teal', 'on-teal', 'teal-hover', 'teal-wash', 'mix', 'mix-text', 'master', 'master-text', 'master-wash', 'good', 'good-wash', 'warn-wash', 'bad', 'bad-wash'];
const sizes = ['h1', 'h2', 'text', 'small', 'tiny'];
const spaces = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
const shapes = ['round', 'round-small', 'shade', 'shade-high'];

const Name = ({ token }) => html`<code>${`--${token}`}</code>`;

function Motion() {
  const [there, setThere] = useState(false);
  return html`<div class="motion" data-there=${there ? 'yes' : 'no'} data-token="quick"><i aria-hidden="true" /></div>
    <div class="actions"><button class="small" onClick=${() => setThere(!there)}>${t('design.motion.try')}</button><${Name} token="quick" /></div>`;
}

export const Tokens = () => html`
  <${Part} name="colour"><ul class="swatches">${colours.map((name) => html`<li key=${name} data-token=${name}><i data-colour=${name} /><${Name} token=${name} /></li>`)}</ul><//>
  <${Part} name="type"><ul class="type-scale">${sizes.map((name) => html`<li key=${name} data-size=${name} data-token=${name}><span>${t('home.headline')}</span><${Name} token=${name} /></li>`)}</ul><//>
  <${Part} name="space"><ul class="spaces">${spaces.map((name) => html`<li key=${name} data-token=${name}><i data-space=${name} /><${Name} token=${name} /></li>`)}</ul><//>
  <${Part} name="shape"><ul class="swatches">${shapes.map((name) => html`<li key=${name} data-token=${name}><i data-shape=${name} /><${Name} token=${name} /></li>`)}</ul><//>
  <${Part} name="motion"><${Motion} /><//>
  <${Part} name="icons" shows="icon"><ul class="icons">${names.map((name) => html`<li key=${name}><${Icon} name=${name} /><code>${name}</code></li>`)}<li><${Mark} /><code>${'Mark'}</code></li></ul><//>`;
