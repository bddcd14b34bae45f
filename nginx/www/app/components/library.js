/* SPDX-License-Identifier: ISC */
/* library.js - the musician's songs: looked for as one types, filtered, sorted, as cards or as a table; many of
 * them chosen at once. */
import { t } from '../i18n.js';
import { device } from '../keep.js';
import { chooseNone } from '../library/choice.js';
import { look, refresh } from '../library/shelf.js';
import { addressOf, wishOf } from '../library/wish.js';
import { read } from '../router.js';
import { state, useStore } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { Refusal } from './form.js';
import { LibraryActions } from './library-actions.js';
import { LibraryEmpty } from './library-empty.js';
import { LibraryFilters } from './library-filters.js';
import { LibraryList } from './library-list.js';

const TYPING_MS = 180, SETTLED_MS = 400;

const views = ['cards', 'table'];
const rememberedView = () => (views.includes(device.get('library')) ? device.get('library') : 'cards');

export function Library() {
  const library = useStore((s) => s.library), changed = useStore((s) => s.songsChanged), packing = useStore((s) => s.packing);
  const query = useStore((s) => s.route.query);
  const [wish, setWish] = useState(() => wishOf(query));
  const [view, setView] = useState(rememberedView);
  const first = useRef(0); // the index of the first song in sight
  const key = addressOf(wish);

  useEffect(() => { setWish(wishOf(query)); }, [query]); // a link or the way back may wish for something else
  /* The address follows what is typed, without a step of the way back for each letter; unless one is on the way to
   * another screen already. */
  useEffect(() => {
    if (location.hash !== key && read().screen === '') history.replaceState(null, '', key);
    if (state.library?.key === key && !state.library.stale) return undefined;
    chooseNone();
    const wait = setTimeout(look, state.library?.counts ? TYPING_MS : 0, wish);
    return () => clearTimeout(wait);
  }, [key]);
  useEffect(() => { // a song came, moved or changed while this was in sight or while one was away
    if (!state.library?.counts) return undefined;
    const wait = setTimeout(() => refresh(first.current), SETTLED_MS);
    return () => clearTimeout(wait);
  }, [changed]);

  const show = (next) => { device.put('library', next); setView(next); };
  const alter = (patch) => setWish((before) => ({ ...before, ...patch }));

  if (!library?.counts) return library?.problem ? html`<div><${Refusal} problem=${library.problem} /><button onClick=${() => look(wish)}>${t('trouble.again')}</button></div>` : html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`;
  const nothing = library.total === 0 && !library.stale;
  const bare = nothing && library.shown === '#/' && !wish.q;
  return html`
    <section class="library" aria-busy=${library.stale || undefined}>
      ${!bare && html`<${LibraryFilters} wish=${wish} counts=${library.counts} onWish=${alter} view=${view} onView=${show} />`}
      <p class="unseen" role="status">${library.waiting ? t('library.wait') : library.stale ? '' : t('library.found', { n: library.total })}</p>
      <${Refusal} problem=${library.problem} />
      ${library.waiting && html`<p class="hint" aria-hidden="true">${t('library.wait')}</p>`}
      ${nothing ? html`<${LibraryEmpty} wish=${library.wish} onWish=${alter} />` : html`<${LibraryList} library=${library} view=${view} first=${first} onSort=${(sort) => alter({ sort })} />`}
      <${LibraryActions} packing=${packing} />
    </section>`;
}
