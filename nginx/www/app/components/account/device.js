/* SPDX-License-Identifier: ISC */
/* device.js - what this page keeps on this device, and the broom. */
import { bytes } from '../../format.js';
import { known, t } from '../../i18n.js';
import { clear, lasting, lying, shellBytes } from '../../keep.js';
import { toast } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';
import { Help } from '../help.js';

export function Device() {
  const [kept, setKept] = useState(lying());
  useEffect(() => { shellBytes().then((size) => size && setKept([...lying(), { key: 'shell', bytes: size }])); }, []);
  async function sweep() {
    await clear();
    setKept(lying());
    toast(t('device.swept'));
  }
  const name = (key) => (key.startsWith('tus::') ? t('device.upload') : key.startsWith('wish:') ? t('device.wish') : known(`device.${key}`) ? t(`device.${key}`) : key);
  return html`
    <section class="card">
      <${Help} topic="privacy" at="you" />
      <h2>${t('device.title')}</h2>
      ${!lasting() && html`<p class="note">${t('device.blocked')}</p>`}
      ${kept.length === 0 && html`<p class="hint">${t('device.nothing')}</p>`}
      <ul class="rows">${kept.map(({ key, bytes: size }) => html`<li key=${key}><div>${name(key)}</div><span class="hint">${bytes(size)}</span></li>`)}</ul>
      ${kept.length > 0 && html`<p><button class="small" onClick=${sweep}>${t('device.sweep')}</button></p>`}
      <p class="hint">${t('device.exit')}</p>
    </section>`;
}
