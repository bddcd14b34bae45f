/* SPDX-License-Identifier: ISC */
/* listen-as.js - mix and master at the level at which a platform would play each of them. */
import { platforms_get } from '../doors.js';
import { signedDb } from '../format.js';
import { t } from '../i18n.js';
import { gainAt } from '../player/places.js';
import { useOnce, useReport } from '../player/report.js';
import { html, useEffect, useState } from '../view.js';

export function ListenAs({ engine, master, ready }) {
  const [places] = useOnce(platforms_get);
  const report = useReport(master);
  const [name, setName] = useState('');
  const all = (places?.items ?? []).filter((place) => place.normalises !== 'no');
  const place = all.find((one) => one.name === name);
  const gains = place && report && { mix: gainAt(place, report.before.lufs, report.before.true_peak_db), master: gainAt(place, report.after.lufs, report.after.true_peak_db) };
  useEffect(() => {
    if (ready && (gains || engine.as)) engine.playAs(gains ?? null);
  }, [ready, name, Boolean(report), master.id]);
  if (!all.length) return null;
  /* Whoever asks for equal loudness again has left the place. */
  const left = place && ready && !engine.as;
  return html`
    <div class="listen-as">
      <label>${t('player.as')} <select value=${left ? '' : name} onChange=${(e) => { setName(e.target.value); if (left) engine.playAs(null); }}>
        <option value="" selected=${left || !name}>${t('player.as.none')}</option>
        ${all.map((one) => html`<option key=${one.name} value=${one.name} selected=${!left && one.name === name}>${one.title}</option>`)}</select></label>
      ${gains && !left && html`<span class="hint" role="status">${t('player.as.gains', { place: place.title, master: signedDb(gains.master), mix: signedDb(gains.mix) })}</span>`}
    </div>`;
}
