/* SPDX-License-Identifier: ISC */
/* library.js - the musician's songs: search as you type, newest first, deleted with ten seconds to think again. */
import { song_one_delete, song_restore_post, songs_get } from '../doors.js';
import { since } from '../format.js';
import { t } from '../i18n.js';
import { link } from '../router.js';
import { set, state, toast, useStore } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { Refusal } from './form.js';
import { Icon } from './icon.js';

const PAGE = 30, UNDO_MS = 10000, TYPING_MS = 180;

export function Library() {
  const changed = useStore((s) => s.songsChanged);
  const [words, setWords] = useState('');
  const [songs, setSongs] = useState(null);
  const [next, setNext] = useState(null);
  const [problem, setProblem] = useState(null);
  const turn = useRef(0);

  async function look(cursor = null) {
    const mine = ++turn.current;
    try {
      const page = await songs_get({ limit: PAGE, q: words.trim(), cursor });
      if (mine !== turn.current) return; // something newer was typed
      setSongs((before) => (cursor ? [...before, ...page.items] : page.items));
      setNext(page.next);
      setProblem(null);
    } catch (refused) {
      if (mine === turn.current) setProblem(refused);
    }
  }
  useEffect(() => {
    const wait = setTimeout(look, songs ? TYPING_MS : 0);
    return () => clearTimeout(wait);
  }, [words, changed]);

  async function remove(song) {
    try {
      await song_one_delete({ id: song.id, match: song.row_version });
    } catch (refused) {
      return toast(refused.title, { kind: 'bad' });
    }
    setSongs((before) => before.filter((one) => one.id !== song.id));
    toast(t('library.deleted', { title: song.title }), {
      ms: UNDO_MS,
      action: {
        label: t('undo'),
        run: async () => {
          try {
            await song_restore_post({ id: song.id });
          } catch (refused) {
            toast(refused.title, { kind: 'bad' });
          }
          set({ songsChanged: state.songsChanged + 1 });
        },
      },
    });
  }

  if (!songs && problem) return html`<${Refusal} problem=${problem} />`;
  if (!songs) return html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`;
  const searching = words.trim() !== '';
  return html`
    <section class="library">
      <div class="library-head">
        <h2>${t('library.title')}</h2>
        <label class="search"><${Icon} name="search" /><span class="unseen">${t('library.search')}</span>
          <input type="search" placeholder=${t('library.search')} value=${words} onInput=${(e) => setWords(e.target.value)} maxlength="200" /></label>
      </div>
      <p class="unseen" role="status">${searching ? t('library.found', { n: songs.length }) : ''}</p>
      <${Refusal} problem=${problem} />
      ${songs.length === 0 && html`<p class="empty">${searching ? t('library.nothing') : t('library.empty')}</p>`}
      <ul class="songs">${songs.map((song) => html`<${SongRow} key=${song.id} song=${song} onRemove=${() => remove(song)} />`)}</ul>
      ${next && html`<p class="centre"><button onClick=${() => look(next)}>${t('library.more')}</button></p>`}
    </section>`;
}

function SongRow({ song, onRemove }) {
  const versions = useStore((s) => s.versions), masters = useStore((s) => s.masters);
  const version = song.latest_version && (versions[song.latest_version.id] ?? song.latest_version);
  const master = song.latest_master && { ...song.latest_master, ...masters[song.latest_master.id] };
  const [kind, text] = wordOf(version, master);
  return html`
    <li class="song">
      <a class="song-link" href=${link('song', song.id)}>
        <span class="song-title">${song.title || t('song.untitled')}</span>
        <span class="hint">${[song.artist, since(song.updated_at || song.created_at)].filter(Boolean).join(' · ')}</span>
      </a>
      <span class=${`chip ${kind}`}>${text}</span>
      <button class="plain" aria-label=${t('library.delete', { title: song.title })} title=${t('delete')} onClick=${onRemove}><${Icon} name="trash" /></button>
    </li>`;
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
