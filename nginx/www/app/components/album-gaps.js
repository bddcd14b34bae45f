/* SPDX-License-Identifier: ISC */
/* album-gaps.js - the silence after each song of a finished album.  It is written when a file is taken home, so it can still
 * be changed. */
import { album_one_patch } from '../doors.js';
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { GapField, gapText } from './gap-field.js';

const PAUSE_MS = 700; // several steps of one field go as one change

/* What was set and is not in the album yet: sent together a moment later, at once where the album is left. */
function useGaps(album, onSaved) {
  const [set, setSet] = useState({}), [kept, setKept] = useState(false), waiting = useRef(null), newest = useRef(album);
  if (album.row_version > newest.current.row_version) newest.current = album;
  const send = async () => {
    const open = waiting.current;
    if (!open) return;
    clearTimeout(open.timer);
    waiting.current = null;
    try {
      const { id, row_version: match } = newest.current;
      newest.current = await album_one_patch({ id, match, body: { gaps: Object.entries(open.by).map(([version, gap_s]) => ({ version, gap_s })) } });
      onSaved(newest.current);
      setKept(true);
    } catch (refused) {
      setSet({});
      toast(refused.title, { kind: 'bad' });
    }
  };
  useEffect(() => () => { send(); }, []);
  useEffect(() => {
    const open = ([version, gap_s]) => waiting.current?.by[version] !== undefined || album.songs.find((song) => song.version_id === version)?.gap_s !== gap_s;
    setSet((before) => Object.fromEntries(Object.entries(before).filter(open)));
  }, [album.row_version]);
  const put = (version, gap_s) => {
    clearTimeout(waiting.current?.timer);
    waiting.current = { by: { ...waiting.current?.by, [version]: gap_s }, timer: setTimeout(send, PAUSE_MS) };
    setKept(false);
    setSet((before) => ({ ...before, [version]: gap_s }));
  };
  return { set, put, kept };
}

export function AlbumGaps({ album, onSaved }) {
  const { set, put, kept } = useGaps(album, onSaved), tracks = album.report?.songs ?? [];
  return html`
    <div class="album-gaps"><h3>${t('album.gap.after')}</h3>
      <ol class="gap-list">${album.songs.slice(0, -1).map((song, i) => html`
        <li key=${song.version_id}><span class="track-n">${song.n}</span><span class="track-title">${song.title}</span>
        ${tracks[i + 1]?.joined ? html`<span class="hint">${gapText(0)}</span>`
          : html`<${GapField} fixed gap=${set[song.version_id] ?? song.gap_s} label=${t('album.gap', { title: song.title })} onGap=${(gap_s) => put(song.version_id, gap_s)} data-gap=${i} />`}</li>`)}</ol>
      <p class="hint">${t('album.gap.after.hint')}</p>
      <p class="kept" role="status">${kept ? t('album.gap.kept') : ''}</p></div>`;
}
