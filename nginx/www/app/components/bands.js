/* SPDX-License-Identifier: ISC */
/* bands.js - what holds for the whole page: offline, the house away, a session that has ended, an answer that takes its time. */
import { ask } from '../api.js';
import { t } from '../i18n.js';
import { useStore } from '../store.js';
import { html } from '../view.js';

/* Who told that there is something newer is there already. */
const loadNewer = () => import('../shell.js').then((shell) => shell.loadNewer());

export function Bands() {
  const online = useStore((s) => s.online), expired = useStore((s) => s.expired), slow = useStore((s) => s.slow);
  const newer = useStore((s) => s.newer);
  const away = useStore((s) => s.away);
  const said = !online ? t('offline.band') : away ? t('away.band') : '';
  return html`
    <div role="status">
      ${said && html`<p class="band">${said}</p>`}
      ${expired && html`<p class="band">${t('expired.band')} <button class="small" onClick=${() => ask('signin')}>${t('signin.title')}</button></p>`}
      ${newer && html`<p class="band calm">${t('version.fresh')} <button class="small" onClick=${loadNewer}>${t('version.load')}</button></p>`}
    </div>
    <div class="slow" role="status">${slow && online && html`<p><i aria-hidden="true" />${t('slow')}</p>`}</div>`;
}
