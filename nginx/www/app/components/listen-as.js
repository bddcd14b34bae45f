/* SPDX-License-Identifier: ISC */
/* listen-as.js - mix and master (or two masters) at the level at which a platform would play each of them. */
import { platforms_get } from '../doors.js';
import { signedDb } from '../format.js';
import { t } from '../i18n.js';
import { gainAt } from '../player/places.js';
import { useOnce, useReport } from '../player/report.js';
import { html, useEffect, useState } from '../view.js';

export function ListenAs({ engine, master, beside, ready }) {
  const [places] = useOnce(platforms_get);
  const report = useReport(master), other = useReport(beside);
  const [name, setName] = useState('');
  const all = (places?.items ?? []).filter((place) => place.normalises !== 'no');
  const place = all.find((one) => one.name === name);
  const at = (sound) => gainAt(place, sound.lufs, sound.true_peak_db);
  const gains = place && report && (!beside || other) && { mix: at(report.before), master: at(report.after), ...(beside && { other: at(other.after) }) };
  useEffect(() => {
    if (ready && (gains || engine.as)) engine.playAs(gains ?? null);
  }, [ready, name, Boolean(gains), master.id, beside?.id]);
  /* Whoever asks for equal loudness again has left the place. */
  const left = place && ready && !engine.as;
  const said = () => (beside
    ? t('player.as.two', { place: place.title, master: t('revision.name', { n: master.n }), gain: signedDb(gains.master), other: t('revision.name', { n: beside.n }), second: signedDb(gains.other) })
    : t('player.as.gains', { place: place.title, master: signedDb(gains.master), mix: signedDb(gains.mix) }));
  return html`
    <div class="listen-as">
      <label>${t('player.as')} <select value=${left ? '' : name} onChange=${(e) => { setName(e.target.value); if (left) engine.playAs(null); }}>
        <option value="" selected=${left || !name}>${t('player.as.none')}</option>
        ${all.map((one) => html`<option key=${one.name} value=${one.name} selected=${!left && one.name === name}>${one.title}</option>`)}</select></label>
      ${gains && !left && html`<span class="hint" role="status">${said()}</span>`}
    </div>`;
}
