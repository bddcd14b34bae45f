/* SPDX-License-Identifier: ISC */
/* album.js - one album: its songs in order with their masters, their distances in loudness, the silence between them, and what
 * holds them together. */
import { AlbumDetails } from '../components/album-details.js';
import { AlbumGaps } from '../components/album-gaps.js';
import { Refusal } from '../components/form.js';
import { Icon } from '../components/icon.js';
import { masterStep, whyFailed } from '../components/queue.js';
import { stoppedText } from '../components/report/stopped.js';
import { album_one_delete, album_one_get, album_one_patch } from '../doors.js';
import { measure, signedDb } from '../format.js';
import { t } from '../i18n.js';
import { go, link } from '../router.js';
import { toast, useStore } from '../store.js';
import { html, useEffect, useState } from '../view.js';

export default function Album({ route, onName }) {
  const [id] = route.params;
  const live = useStore((s) => s.albums[id]);
  const [album, setAlbum] = useState(null), [problem, setProblem] = useState(null);
  useEffect(() => {
    let current = true;
    album_one_get({ id }).then((one) => current && setAlbum(one), (refused) => current && setProblem(refused));
    return () => { current = false; };
  }, [id, live?.state, live?.row_version]);
  useEffect(() => { onName(album?.title); }, [album?.title]);

  if (problem && !album) return html`<div class="narrow"><h1 tabindex="-1">${t('album.title')}</h1><${Refusal} problem=${problem} /><p><a class="button" href=${link('albums')}>${t('albums.title')}</a></p></div>`;
  if (!album) return html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`;
  const now = { ...album, ...live, report: album.report };
  const act = (run) => async () => {
    try {
      await run();
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
  };
  const cancel = act(async () => setAlbum(await album_one_patch({ id, match: now.row_version, body: { cancel: true } })));
  const remove = act(async () => {
    await album_one_delete({ id, match: now.row_version });
    toast(t('album.deleted', { title: now.title }));
    go('albums');
  });
  const tracks = now.report?.songs ?? [];
  const going = ['queued', 'running'].includes(now.state);
  const facts = now.report && [['album', measure(now.report.album_lufs, 'LUFS')], ['loudest', measure(now.report.loudest_lufs, 'LUFS')], ['peak', measure(now.report.true_peak_db, 'dBTP')], ['error', measure(now.report.error_lu, 'LU', 2)]];
  return html`
    <div class="page">
      <div class="song-head"><a class="back" href=${link('albums')}><${Icon} name="back" /> ${t('albums.title')}</a>
        <h1 tabindex="-1">${now.title}</h1><span class=${`chip ${now.state === 'ready' ? 'good' : now.state === 'failed' ? 'bad' : going ? 'going' : ''}`}>${t(`album.${now.state}`)}</span></div>
      ${now.state === 'failed' && html`<p class="note" role="alert">${whyFailed(now)}</p>`}
      ${going && html`<section class="card progress-card" role="status"><h2>${t('album.making')}</h2><progress max="1" value=${now.progress ?? 0} aria-label=${t('album.making')} />
        <div class="actions"><p class="upload-state">${masterStep(now)}</p><button class="plain small" onClick=${cancel}>${t('upload.cancel')}</button></div><p class="hint">${t('making.leave')}</p></section>`}
      <section class="card">
        <h2>${t('album.songs')}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label=${t('album.songs')}>
          <table class="figures album-tracks">
            <thead><tr><th scope="col">${t('album.song')}</th><th scope="col">${t('player.mix')}</th><th scope="col">${t('player.master')}</th><th scope="col">${t('album.distance')}</th><th scope="col">${t('album.tone')}</th></tr></thead>
            <tbody>${now.songs.map((song, i) => {
              const track = tracks[i];
              return html`<tr key=${song.version_id} class=${track?.joined ? 'joined' : ''}><th scope="row"><span class="track-n">${song.n}</span> <a href=${song.master_id ? link('song', song.song_id, song.master_id) : link('song', song.song_id)}>${song.title}</a>
                ${track?.joined && html`<span class="hint">${t('album.joined')}</span>`}${track?.stopped && html`<span class="hint">${stoppedText(track)}</span>`}</th>
                <td>${measure(track?.mix_lufs, 'LUFS')}</td><td class="after">${measure(track?.reached_lufs, 'LUFS')}</td><td>${measure(track?.distance_lu, 'LU')}</td>
                <td>${track ? `${measure(track.tone_before_db, '')}\u00a0→ ${signedDb(track.tone_after_db).replace('+', '')}` : '–'}</td></tr>`;
            })}</tbody>
          </table>
        </div>
        ${facts && html`<dl class="facts">${facts.map(([name, value]) => html`<div key=${name}><dt>${t(`album.facts.${name}`)}</dt><dd>${value}</dd></div>`)}</dl><p class="hint">${t('album.tone.hint')}</p>`}
        ${now.state === 'ready' && now.songs.length > 1 && html`<${AlbumGaps} key=${now.id} album=${now} onSaved=${setAlbum} />`}
      </section>
      <${AlbumDetails} album=${now} onSaved=${setAlbum} onRemove=${remove} />
    </div>`;
}
