/* SPDX-License-Identifier: ISC */
/* places.js - every place a master can be for: how loud, how high, and what is done to it there; as the house has them. */
import { platforms_get } from '../../doors.js';
import { measure } from '../../format.js';
import { known, t } from '../../i18n.js';
import { useOnce } from '../../player/report.js';
import { html } from '../../view.js';

const does = ({ normalises, plays_at: at }) => t(`help.places.${normalises}`, { lufs: measure(at, 'LUFS', 0) });

export function Places() {
  const [places] = useOnce(platforms_get);
  if (!places) return html`<div class="skeleton" aria-hidden="true"><i /></div>`;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${t('help.places.place')}>
      <table class="figures">
        <thead><tr><th scope="col">${t('help.places.place')}</th><th scope="col">${t('recipe.loudness')}</th><th scope="col">${t('recipe.ceiling')}</th></tr></thead>
        <tbody>${places.items.map((place) => html`<tr key=${place.name}>
          <th scope="row">${known(`place.${place.name}`) ? t(`place.${place.name}`) : place.title} <span class="hint">${does(place)}</span></th>
          <td>${measure(place.loudness, 'LUFS', 0)}</td><td>${measure(place.ceiling, 'dBTP')}</td></tr>`)}</tbody>
      </table>
    </div>`;
}
