/* SPDX-License-Identifier: ISC */
/* library-card.js - a song as a card: its wave, what it is called, how far it is. */
import { clock, measure, since } from '../format.js';
import { t } from '../i18n.js';
import { remove } from '../library/choice.js';
import { link } from '../router.js';
import { useStore } from '../store.js';
import { html } from '../view.js';
import { Icon } from './icon.js';
import { SongWave } from './library-wave.js';

/* As it is right now: the event stream is faster than the list. */
export function useStanding(song) {
  const live = useStore((s) => s.versions[song.version?.id]), made = useStore((s) => s.masters[song.master?.id]);
  const version = live ?? song.version, master = song.master && { ...song.master, ...made };
  return { version, master, chip: wordOf(version, master) };
}

function wordOf(version, master) {
  if (master?.state === 'ready') return ['good', t('chip.ready')];
  if (master?.state === 'failed') return ['bad', t('chip.failed')];
  if (master && master.state !== 'cancelled') return ['going', t('chip.mastering')];
  if (version?.state === 'rejected') return ['bad', t('chip.rejected')];
  if (version?.state === 'ready') return ['', t('chip.mix')];
  if (version) return ['going', t(version.state === 'receiving' ? 'chip.receiving' : 'chip.checking')];
  return ['', t('chip.empty')];
}

const going = (master) => master?.state === 'queued' || master?.state === 'running';

export const Pick = ({ song, chosen, onPress }) => html`
  <label class="pick"><input type="checkbox" checked=${chosen} aria-label=${t('library.select', { title: song.title })} onClick=${onPress} /></label>`;

export const Remove = ({ song }) => html`
  <button class="plain" aria-label=${t('library.delete', { title: song.title })} title=${t('delete')} onClick=${() => remove([song])}><${Icon} name="trash" /></button>`;

const figures = (song) => [song.seconds && clock(song.seconds), song.lufs !== null && measure(song.lufs, 'LUFS')].filter(Boolean);

export function SongCard({ song, chosen, onPress }) {
  const { master, version, chip: [kind, text] } = useStanding(song);
  return html`
    <a class="song-link" href=${link('song', song.id)}>
      <${SongWave} key=${version?.id} version=${version} master=${master} />
      <span class="song-title">${song.title || t('song.untitled')}</span>
      <span class="hint">${[song.artist, ...figures(song)].filter(Boolean).join(' · ') || '\u00a0'}</span>
    </a>
    ${going(master) && html`<progress max="1" value=${master.progress ?? 0} aria-label=${t('chip.mastering')} />`}
    <${Pick} song=${song} chosen=${chosen} onPress=${onPress} />
    <div class="song-foot">
      <span class=${`chip ${kind}`}>${text}</span>
      <span class="hint">${since(song.changed_at)}</span>
      <${Remove} song=${song} />
    </div>`;
}
