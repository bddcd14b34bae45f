/* SPDX-License-Identifier: ISC */
/* bundle.js - the masters that were ordered for every place, each with the file its place wants. */
import { bundle_one_delete, bundle_one_get } from '../doors.js';
import { measure } from '../format.js';
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useEffect, useState } from '../view.js';
import { useTaking } from './downloads.js';
import { Icon } from './icon.js';

/* masters: those of the song as they are now; another state of one is news from the whole. */
export function Bundle({ id, masters }) {
  const [bundle, setBundle] = useState(null);
  const [waiting, take] = useTaking();
  const states = masters.filter((one) => one.bundle_id === id).map((one) => one.id + one.state).sort().join();
  useEffect(() => {
    let current = true;
    bundle_one_get({ id }).then((one) => current && setBundle(one), () => current && setBundle(null));
    return () => { current = false; };
  }, [id, states]);
  if (bundle?.id !== id) return null;

  async function stop() {
    try {
      await bundle_one_delete({ id });
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
  }
  const open = bundle.masters.some((one) => ['queued', 'running'].includes(one.state));
  const what = (one) => (one.state === 'ready' ? [t(`format.${one.format}`), measure(one.lufs, 'LUFS')].join(' · ') : t(`state.${one.state}`));
  return html`
    <section class="card bundle">
      <h2>${t('bundle.title')}</h2>
      <ul class="downloads">${bundle.masters.map((one) => html`
        <li key=${one.platform}>
          <button disabled=${waiting !== null || one.state !== 'ready'} onClick=${() => take(one.platform, one.master_id, one.format, one.rate_hz, false)} data-place=${one.platform}>
            <span>${one.title} <small>${waiting === one.platform ? t('downloads.making') : what(one)}</small></span></button>
          ${one.state === 'ready' && html`<button class="plain" disabled=${waiting !== null} onClick=${() => take(one.platform, one.master_id, one.format, one.rate_hz, true)} title=${t('certificate.hint')}
            aria-label=${t('certificate.take', { format: one.title })}><${Icon} name="seal" /></button>`}
        </li>`)}</ul>
      <p class="hint">${t('bundle.hint')}</p>
      ${open && html`<div class="actions"><button class="plain small" onClick=${stop}>${t('bundle.stop')}</button></div>`}
    </section>`;
}
