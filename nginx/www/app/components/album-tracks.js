/* SPDX-License-Identifier: ISC */
/* album-tracks.js - the songs of an album with what was measured of them, and the silence after each, which can still be
 * changed when all is mastered: it is written when a file is taken home. */
import { album_one_patch } from '../doors.js';
import { measure, signedDb } from '../format.js';
import { t } from '../i18n.js';
import { link } from '../router.js';
import { toast } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { GAP_USUAL, GapField, gapText } from './gap-field.js';
import { stoppedText } from './report/stopped.js';

const PAUSE_MS = 700; // several steps of one field go as one change

/* What was set, and is kept together a moment later; at once where the album is left. */
function useGaps(album, onSaved) {
  const [set, setSet] = useState({}), waiting = useRef(null), latest = useRef();
  const send = async () => {
    const gaps = waiting.current;
    clearTimeout(gaps?.timer);
    waiting.current = null;
    if (!gaps) return;
    try {
      const kept = await album_one_patch({ id: latest.current.id, match: latest.current.row_version, body: { gaps: Object.entries(gaps.by).map(([version, gap_s]) => ({ version, gap_s })) } });
      latest.current = kept;
      onSaved(kept);
      toast(t('album.gap.kept'), { kind: 'good' });
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
    if (!waiting.current) setSet({});
  };
  if (!latest.current || album.row_version > latest.current.row_version) latest.current = album;
  useEffect(() => () => { send(); }, []);
  const put = (version, gap_s) => {
    clearTimeout(waiting.current?.timer);
    waiting.current = { by: { ...waiting.current?.by, [version]: gap_s }, timer: setTimeout(send, PAUSE_MS) };
    setSet((before) => ({ ...before, [version]: gap_s }));
  };
  return [set, put];
}

export function AlbumTracks({ album, onSaved }) {
  const tracks = album.report?.songs ?? [], last = album.songs.length - 1, [set, put] = useGaps(album, onSaved);
  const gap = (song, i) => {
    const gap_s = set[song.version_id] ?? song.gap_s;
    if (i === last) return '–';
    if (album.state !== 'ready' || tracks[i + 1]?.joined) return gap_s === null ? t('album.gap.auto', { amount: gapText(GAP_USUAL) }) : gapText(gap_s);
    return html`<${GapField} fixed gap=${gap_s} label=${t('album.gap', { title: song.title })} onGap=${(value) => put(song.version_id, value)} data-gap=${i} />`;
  };
  const head = (name) => html`<th scope="col">${t(name)}</th>`;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${t('album.songs')}>
      <table class="figures album-tracks">
        <thead><tr>${['album.song', 'player.mix', 'player.master', 'album.distance', 'album.tone', 'album.gap.after'].map(head)}</tr></thead>
        <tbody>${album.songs.map((song, i) => {
          const track = tracks[i];
          return html`<tr key=${song.version_id} class=${track?.joined ? 'joined' : ''}><th scope="row"><span class="track-n">${song.n}</span> <a href=${song.master_id ? link('song', song.song_id, song.master_id) : link('song', song.song_id)}>${song.title}</a>
            ${track?.joined && html`<span class="hint">${t('album.joined')}</span>`}${track?.stopped && html`<span class="hint">${stoppedText(track)}</span>`}</th>
            <td>${measure(track?.mix_lufs, 'LUFS')}</td><td class="after">${measure(track?.reached_lufs, 'LUFS')}</td><td>${measure(track?.distance_lu, 'LU')}</td>
            <td>${track ? `${measure(track.tone_before_db, '')}→ ${signedDb(track.tone_after_db).replace('+', '')}` : '–'}</td>
            <td>${gap(song, i)}</td></tr>`;
        })}</tbody>
      </table>
    </div>`;
}
