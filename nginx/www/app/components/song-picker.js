/* SPDX-License-Identifier: ISC */
/* song-picker.js - one song of the library: the newest in sight, any other by typing some of its words.
 *
 * A combobox: arrows go through what was found, Enter takes one, Escape closes it. */
import { songs_get } from '../doors.js';
import { t } from '../i18n.js';
import { html, useEffect, useId, useRef, useState } from '../view.js';
import { Icon } from './icon.js';

const ASKED = 50, SHOWN = 8, TYPING_MS = 180;

/* fits(song): whether it may be taken; picked: the song that is, shown while nothing is typed; none: what is
 * said when there is no song to take at all. */
export function SongPicker({ label, fits, picked = null, none = null, onPick, ...input }) {
  const [words, setWords] = useState(''), [open, setOpen] = useState(false), [page, setPage] = useState(null), [at, setAt] = useState(0);
  const turn = useRef(0), hurry = useRef(false), list = useRef(), id = useId();
  useEffect(() => {
    const mine = ++turn.current;
    const wait = setTimeout(() => songs_get({ limit: ASKED, q: words.trim() }).then((came) => mine === turn.current && setPage({ ...came, words }), () => mine === turn.current && setPage({ items: [], words })), page ? TYPING_MS : 0);
    return () => clearTimeout(wait);
  }, [words]);
  const found = (page?.items ?? []).filter(fits).slice(0, SHOWN), current = Math.min(at, found.length - 1);
  useEffect(() => { list.current?.children[current]?.scrollIntoView({ block: 'nearest' }); }, [current, open]);
  const later = useRef(() => {});
  useEffect(() => { later.current(); }, [page]);
  const nothing = page?.words === '' && words === '' && !page.next && found.length === 0;
  if (nothing && !picked) return none && html`<p class="hint">${none}</p>`;

  const close = () => { hurry.current = false; setOpen(false); setWords(''); setAt(0); };
  const take = (song) => { close(); onPick(song); };
  const takeCurrent = () => {
    hurry.current = page?.words !== words; // what is seen answers older words: taken as soon as theirs has come
    if (!hurry.current && found[current]) take(found[current]);
  };
  later.current = () => hurry.current && open && takeCurrent();
  const key = (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && open) setAt((current + step + found.length) % Math.max(1, found.length));
    else if (step) setOpen(true);
    else if (e.key === 'Enter') { if (open) takeCurrent(); } // never sends the form around it
    else if (e.key === 'Escape' && open) close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return html`
    <div class="picker">
      <label class="search"><${Icon} name="search" /><span class="unseen">${label}</span>
        <input type="text" role="combobox" autocomplete="off" maxlength="200" placeholder=${picked?.title || label} value=${words} aria-expanded=${open} aria-controls=${id} aria-autocomplete="list"
          aria-activedescendant=${open && found[current] ? `${id}-${current}` : undefined} onFocus=${() => setOpen(true)} onClick=${() => setOpen(true)} onBlur=${close}
          onInput=${(e) => { hurry.current = false; setWords(e.target.value); setOpen(true); setAt(0); }} onKeyDown=${key} ...${input} /></label>
      <ul class="picker-list" role="listbox" id=${id} aria-label=${label} hidden=${!open || found.length === 0} ref=${list}>${found.map((song, i) => html`
        <li key=${song.id} role="option" id=${`${id}-${i}`} aria-selected=${i === current} onPointerDown=${(e) => e.preventDefault()} onClick=${() => take(song)}>
          <span>${song.title || t('song.untitled')}</span>${song.artist && html` <span class="hint">${song.artist}</span>`}</li>`)}</ul>
      <p class="hint" role="status">${open && words && page && found.length === 0 ? t('library.nothing') : ''}</p>
    </div>`;
}
