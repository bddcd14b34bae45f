/* SPDX-License-Identifier: ISC */
/* song.js - one song: hear it, read what was done, wish for another master, take it home. */
import { Refusal } from '../components/form.js';
import { Icon } from '../components/icon.js';
import { lazy } from '../components/lazy.js';
import { Moves } from '../components/moves.js';
import { Newer } from '../components/newer.js';
import { song_masters_get, song_one_get, song_one_patch, song_versions_get } from '../doors.js';
import { t } from '../i18n.js';
import { backToLibrary } from '../library/wish.js';
import { go } from '../router.js';
import { set, state, toast, useStore } from '../store.js';
import { html, useEffect, useState } from '../view.js';

/* The song's name and what was done to it stand first; each part comes to its place, which is kept for it. */
const place = (name) => html`<section class=${`card awaited ${name}`} aria-hidden="true"><div class="skeleton"><i /></div></section>`;
const Player = lazy(() => import('../components/player.js'), 'Player', place('player'));
const Making = lazy(() => import('../components/making.js'), 'Making');
const MixDiff = lazy(() => import('../components/mix-diff.js'), 'MixDiff', place(''));
const Figures = lazy(() => import('../components/figures.js'), 'Figures', place(''));
const MixReport = lazy(() => import('../components/mix-report.js'), 'MixReport', place(''));
const Bundle = lazy(() => import('../components/bundle.js'), 'Bundle', place(''));
const Downloads = lazy(() => import('../components/downloads.js'), 'Downloads', place(''));
const SongRecipe = lazy(() => import('../components/recipe.js'), 'SongRecipe', place(''));
const Like = lazy(() => import('../components/like.js'), 'Like');
const Revisions = lazy(() => import('../components/revisions.js'), 'Revisions');
const Details = lazy(() => import('../components/details.js'), 'Details');
const Uploads = lazy(() => import('../components/uploads.js'), 'Uploads');
const DropZone = lazy(() => import('../components/dropzone.js'), 'DropZone');

export default function Song({ route, onName }) {
  const [id, wanted] = route.params;
  const changed = useStore((s) => s.songsChanged);
  const live = useStore((s) => s.masters), liveVersions = useStore((s) => s.versions);
  const [song, setSong] = useState(null);
  const [versions, setVersions] = useState([]);
  const [masters, setMasters] = useState([]);
  const [problem, setProblem] = useState(null);

  useEffect(() => {
    let current = true;
    Promise.all([song_one_get({ id }), song_versions_get({ id }), song_masters_get({ id })]).then(([one, mixes, made]) => {
      if (!current) return;
      setSong(one);
      setVersions(mixes.items);
      setMasters(made.items);
      onName(one.title);
    }, (refused) => current && setProblem(refused));
    return () => { current = false; };
  }, [id, changed]);

  /* While this song is open, a dropped file is a new version of it. */
  useEffect(() => {
    set({ dropSong: id });
    return () => set({ dropSong: null });
  }, [id]);

  if (problem && !song) return html`<div class="narrow"><h1 tabindex="-1">${t('song.title')}</h1><${Refusal} problem=${problem} /><p><a class="button" href=${backToLibrary()}>${t('song.back')}</a></p></div>`;
  if (!song) return html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`;

  const known = masters.map((one) => ({ ...one, ...live[one.id] }));
  for (const row of Object.values(live)) // begun a moment ago, not in the list yet
    if (row.song_id === id && row.n && !known.some((one) => one.id === row.id)) known.push(row);
  const all = known.sort((a, b) => b.n - a.n);
  const chosen = all.find((one) => one.id === wanted) ?? all.find((one) => one.state === 'ready') ?? all[0];
  const mixes = versions.map((one) => ({ ...one, ...liveVersions[one.id] }));
  const newest = mixes.reduce((a, b) => (!a || b.n > a.n ? b : a), null);
  const version = mixes.find((one) => one.id === chosen?.version_id) ?? newest;
  /* The newest sound mix, and the newest before it. */
  const [newer, older] = mixes.filter((one) => one.state === 'ready').sort((a, b) => b.n - a.n);
  const making = all.filter((one) => ['queued', 'running'].includes(one.state));
  const bundle = making.find((one) => one.bundle_id)?.bundle_id ?? chosen?.bundle_id;

  /* What a new mix changed stands first until it has the master of the old one. */
  const elder = older ? all.filter((one) => one.version_id === older.id && one.state === 'ready') : [];
  const followed = all.some((one) => one.version_id === newer?.id && elder.some((master) => master.id === one.like_id));

  async function save(row, fields) {
    try {
      setSong(await song_one_patch({ id, match: row, body: fields }));
    } catch (problem) {
      if (problem.status === 412) setSong(await song_one_get({ id }));
      throw problem;
    }
    set({ songsChanged: state.songsChanged + 1 });
    toast(t('saved'), { kind: 'good' });
  }
  const made = (master) => {
    setMasters((before) => [master, ...before.filter((one) => one.id !== master.id)]);
    go('song', id);
  };

  const ordered = () => {
    set({ songsChanged: state.songsChanged + 1 });
    go('song', id);
  };

  const difference = older && html`<${MixDiff} key=${newer.id} version=${newer} older=${older} masters=${elder} onMade=${made} />`;
  return html`
    <div class="page song-page">
      <div class="song-head">
        <a class="back" href=${backToLibrary()}><${Icon} name="back" /> ${t('song.back')}</a>
        <h1 tabindex="-1">${song.title || t('song.untitled')}</h1>
        ${song.artist && html`<span class="lead">${song.artist}</span>`}
      </div>
      ${(newest?.state !== 'ready' || making.length > 0) && html`<${Making} version=${newest} masters=${making} />`}
      ${chosen?.state === 'ready' && html`<${Player} song=${song} master=${chosen} version=${version} others=${all.filter((one) => one.state === 'ready' && one.id !== chosen.id)} />`}
      ${chosen?.state === 'ready' && chosen.newer_engine && html`<${Newer} key=${chosen.id} master=${chosen} onMade=${made} />`}
      <div class="columns">
        <div class="column">
          ${!followed && difference}
          ${chosen?.state === 'ready' && html`<${Moves} key=${chosen.id} song=${id} master=${chosen} onMade=${made} />`}
          ${chosen?.state === 'ready' && html`<${Figures} master=${chosen} others=${all.filter((one) => one.state === 'ready' && one.id !== chosen.id)} />`}
          ${version?.state === 'ready' && html`<${MixReport} version=${version} />`}
          ${followed && difference}
        </div>
        <div class="column">
          ${bundle && html`<${Bundle} id=${bundle} masters=${all} />`}
          ${chosen?.state === 'ready' && html`<${Downloads} master=${chosen} />`}
          ${newest?.state === 'ready' && html`<${SongRecipe} key=${chosen?.id} version=${newest} from=${chosen?.recipe} first=${all.length === 0} onMade=${made} onBundle=${ordered} />`}
          ${newest?.state === 'ready' && html`<${Like} key=${newest.id} version=${newest} onMade=${made} />`}
          ${all.length > 0 && html`<${Revisions} song=${id} masters=${all} chosen=${chosen} versions=${mixes}
            onGone=${(gone) => setMasters((before) => before.filter((one) => one.id !== gone))} onBack=${() => set({ songsChanged: state.songsChanged + 1 })} />`}
        </div>
        <div class="column">
          <${Details} song=${song} onSave=${save} />
          <${Uploads} song=${id} />
          <${DropZone} song=${id} compact=${true} />
        </div>
      </div>
    </div>`;
}
