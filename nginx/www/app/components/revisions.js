/* SPDX-License-Identifier: ISC */
/* revisions.js - every master of this song; choosing another while one plays goes on at the same place. */
import { master_one_delete, platforms_get } from '../doors.js';
import { measure, since } from '../format.js';
import { known, t } from '../i18n.js';
import { go } from '../router.js';
import { toast } from '../store.js';
import { useOnce } from '../player/report.js';
import { html } from '../view.js';
import { Help } from './help.js';
import { Icon } from './icon.js';

export function Revisions({ song, masters, chosen, versions, onGone }) {
  const [places] = useOnce(masters.some((one) => one.platform) && platforms_get);
  const placeOf = (master) => places?.items.find((one) => one.name === master.platform)?.title ?? master.platform;
  async function remove(master) {
    try {
      await master_one_delete({ id: master.id, match: master.row_version });
      onGone(master.id);
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
  }
  const line = (master) => {
    const mix = versions.find((one) => one.id === master.version_id);
    const { style, loudness, intensity } = master.recipe ?? {};
    return [placeOf(master), style && known(`style.${style}`) ? t(`style.${style}`) : style, Number.isFinite(loudness) && measure(loudness, 'LUFS'),
      Number.isFinite(intensity) && `${t('recipe.intensity')} ${t('percent', { amount: intensity })}`, versions.length > 1 && mix && t('revision.mix', { n: mix.n }), since(master.created_at)].filter(Boolean).join(' · ');
  };
  return html`
    <section class="card">
      <${Help} topic="versions" />
      <h2>${t('revision.title')}</h2>
      <ul class="revisions">${masters.map((master) => html`
        <li class="revision" key=${master.id} aria-current=${master.id === chosen?.id ? 'true' : undefined}>
          <div class="what">
            <button disabled=${master.state !== 'ready'} onClick=${() => go('song', song, master.id)}>${t('revision.name', { n: master.n })}
              ${master.state !== 'ready' ? html` <span class=${`chip ${master.state === 'failed' ? 'bad' : 'going'}`}>${t(`state.${master.state}`)}</span>` : null}</button>
            <span class="hint">${line(master)}</span>
          </div>
          ${master.state !== 'running' && html`<button class="plain" aria-label=${t('library.delete', { title: t('revision.name', { n: master.n }) })} onClick=${() => remove(master)}><${Icon} name="trash" /></button>`}
        </li>`)}</ul>
    </section>`;
}
