/* SPDX-License-Identifier: ISC */
/* bundle.js - the masters that were ordered for every place, each with the file its place wants. */
import { bundle_one_delete, bundle_one_get, platforms_get } from '../doors.js';
import { db, measure } from '../format.js';
import { known, number, t } from '../i18n.js';
import { gainAt } from '../player/places.js';
import { useOnce } from '../player/report.js';
import { toast } from '../store.js';
import { html, useEffect, useState } from '../view.js';
import { useTaking } from './downloads.js';
import { Icon } from './icon.js';

/* What its place will do to it, or wants of it otherwise: the server says what holds, its figures are the row's and the place's;
 * what this page has no words for is said as the server says it. */
function Advice({ one, place }) {
  const { lufs, true_peak_db: peak, plr_db: above, bass_side_mid_db: sides, clipped_runs: runs, loudness: target } = one;
  const slots = place && {
    place: one.title, db: db(Math.abs(place.normalises === 'both' && lufs < place.plays_at ? gainAt(place, lufs, peak) : place.plays_at - lufs)), lufs: measure(place.plays_at, 'LUFS', 0),
    above: db(above), least: db(place.plr_min, 0), sides: db(-sides), count: number(runs ?? 0), reached: measure(lufs, 'LUFS'), target: measure(target, 'LUFS'),
  };
  const said = (code, i) => (slots && known(`bundle.advice.${code}`) ? t(`bundle.advice.${code}`, slots) : one.advice[i]);
  return (one.advice_codes?.length ?? 0) > 0 && html`<ul class="advice">${one.advice_codes.map((code, i) => html`<li key=${code} data-advice=${code}>${said(code, i)}</li>`)}</ul>`;
}

/* masters: those of the song as they are now; another state of one is news from the whole. */
export function Bundle({ id, masters }) {
  const [bundle, setBundle] = useState(null);
  const [waiting, take] = useTaking();
  const [places] = useOnce(platforms_get);
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
          <${Advice} one=${one} place=${places?.items.find((place) => place.name === one.platform)} />
        </li>`)}</ul>
      <p class="hint">${t('bundle.hint')}</p>
      ${open && html`<div class="actions"><button class="plain small" onClick=${stop}>${t('bundle.stop')}</button></div>`}
    </section>`;
}
