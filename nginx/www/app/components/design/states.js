/* SPDX-License-Identifier: ISC */
/* states.js - how it looks when there is nothing yet, when it takes its time, and when it went wrong. */
import { t } from '../../i18n.js';
import { html, useState } from '../../view.js';
import { Refusal } from '../form.js';
import { Icon } from '../icon.js';
import { lazy } from '../lazy.js';
import { Trouble } from '../trouble.js';
import { Waiting } from '../waiting.js';
import { Part } from './part.js';

const Never = lazy(() => new Promise(() => {}), 'Never', html`<${Waiting} />`);

function Failing({ fails }) {
  if (fails) throw new Error('asked for, on the design page');
  return null;
}

export function States() {
  const [fails, setFails] = useState(false);
  return html`
    <${Part} name="states">
      <p class="verdict good"><${Icon} name="check" /> ${t('mixreport.good')}</p><p class="verdict look"><${Icon} name="ear" /> ${t('mixreport.look', { n: 2 })}</p><p class="verdict fix"><${Icon} name="warn" /> ${t('mixreport.fix', { n: 1 })}</p>
      <p class="note">${t('making.leave')}</p><//>
    <${Part} name="waiting" shows="lazy waiting">
      <div class="stack"><div><${Never} /></div>
      <div><progress max="1" value="0.6" aria-label=${t('version.checking')} /><progress aria-label=${t('album.making')} />
      <p class="upload-state">${[t('step.shape'), t('percent', { amount: 60 })].join(' · ')}</p></div>
      <div class="actions"><button class="primary" disabled>${t('busy')}</button></div></div><//>
    <${Part} name="wrong" shows="form trouble">
      <p class="empty">${t('library.empty')}</p>
      <p class="band">${t('offline.band')}</p>
      <${Refusal} problem=${{ title: t('problem.offline'), detail: t('problem.offline.detail'), errors: [] }} />
      <${Refusal} problem=${{ title: t('problem.busy'), next: t('problem.busy.detail'), errors: [] }} />
      <${Trouble}><${Failing} fails=${fails} /><button onClick=${() => setFails(true)}>${t('design.wrong.try')}</button><//><//>`;
}
