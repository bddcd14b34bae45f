/* SPDX-License-Identifier: ISC */
/* talk.js - what speaks to somebody: dialogs, toasts, pictures of figures, and the small signs of people and help. */
import { clock, signedDb } from '../../format.js';
import { t } from '../../i18n.js';
import { say } from '../../say.js';
import { toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { Avatar } from '../avatar.js';
import { Chart } from '../chart.js';
import { Dialog } from '../dialog.js';
import { Help } from '../help.js';
import { Tabs } from '../tabs.js';
import { Part } from './part.js';

const wave = (phase) => Array.from({ length: 60 }, (_, i) => [i, 6 * Math.sin(i / 7 + phase) + 3 * Math.sin(i / 2.3)]);
const words = () => ({ across: t('lanes.at'), marks: [0, 20, 40].map((at) => [at, clock(at)]), say: (db) => signedDb(db) });
const three = () => html`<${Chart} lines=${[{ kind: 'mix', name: t('player.mix'), points: wave(0) }, { kind: 'aim', name: t('figures.aim'), points: wave(0.4) }, { kind: 'master', name: t('player.master'), points: wave(0.5) }]} ...${words()} label=${t('design.chart')} />`;
const area = () => html`<${Chart} lines=${[{ kind: 'reduction', name: t('lanes.reduction'), area: true, points: wave(2) }]} ...${words()} label=${t('design.chart')} />`;

export function Talk() {
  const [open, setOpen] = useState(false);
  const undo = { action: { label: t('undo'), run: () => toast(t('saved'), { kind: 'good' }) } };
  return html`
    <${Part} name="talk" shows="dialog toasts said"><div class="actions">
      <button onClick=${() => setOpen(true)}>${t('design.talk.dialog')}</button>
      <button onClick=${() => toast(t('library.deleted', { title: t('song.untitled') }), undo)}>${t('design.talk.info')}</button>
      <button onClick=${() => toast(t('saved'), { kind: 'good' })}>${t('design.talk.good')}</button>
      <button onClick=${() => toast(t('problem.offline'), { kind: 'bad' })}>${t('design.talk.bad')}</button>
      <button onClick=${() => say(t('saved'))}>${t('design.talk.said')}</button></div>
      ${open && html`<${Dialog} title=${t('design.talk')} onClose=${() => setOpen(false)}><p>${t('design.talk.text')}</p><div class="actions"><button class="primary" onClick=${() => setOpen(false)}>${t('close')}</button></div><//>`}<//>
    <${Part} name="pictures" shows="chart tabs"><${Tabs} label=${t('design.pictures')} tabs=${[{ id: 'lines', title: t('figures.spectrum'), view: three }, { id: 'area', title: t('figures.limiter'), view: area }]} /><//>
    <${Part} name="signs" shows="avatar help"><div class="actions"><${Avatar} session=${{ given_name: 'A' }} large /><${Avatar} session=${{ given_name: 'A' }} /><${Help} topic="start" /></div><//>`;
}
