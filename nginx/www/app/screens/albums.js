/* SPDX-License-Identifier: ISC */
/* albums.js - the albums there are, and a new one. */
import { AlbumForm } from '../components/album-form.js';
import { Refusal } from '../components/form.js';
import { Help } from '../components/help.js';
import { albums_get } from '../doors.js';
import { since } from '../format.js';
import { t } from '../i18n.js';
import { go, link } from '../router.js';
import { useStore } from '../store.js';
import { html, useEffect, useState } from '../view.js';

const kinds = { ready: 'good', failed: 'bad', cancelled: '' };

export default function Albums() {
  const live = useStore((s) => s.albums);
  const [albums, setAlbums] = useState(null), [problem, setProblem] = useState(null);
  useEffect(() => {
    let current = true;
    albums_get().then(({ items }) => current && setAlbums(items), (refused) => current && setProblem(refused));
    return () => { current = false; };
  }, []);
  const rows = (albums ?? []).map((one) => ({ ...one, ...live[one.id] }));
  const form = html`<${AlbumForm} onMade=${(album) => go('album', album.id)} />`;
  return html`
    <div class=${albums?.length ? 'page' : 'page narrow wide'}>
      <div><${Help} topic="albums" /><h1 tabindex="-1">${t('albums.title')}</h1><p class="lead">${t('albums.lead')}</p></div>
      <${Refusal} problem=${problem} />
      ${!albums && !problem && html`<div class="skeleton" aria-hidden="true"><i /><i /></div>`}
      ${albums && (albums.length === 0 ? form : html`
        <div class="columns">
          <ul class="songs column">${rows.map((album) => html`
            <li class="song" key=${album.id}><a class="song-link" href=${link('album', album.id)}>
              <span class="song-title">${album.title}</span>
              <span class="hint">${[t('albums.songs', { n: album.songs.length }), since(album.created_at)].join(' · ')}</span></a>
              <span class=${`chip ${kinds[album.state] ?? 'going'}`}>${t(`album.${album.state}`)}</span></li>`)}</ul>
          <div class="column">${form}</div>
        </div>`)}
    </div>`;
}
