/* SPDX-License-Identifier: ISC */
/* library-list.js - ten thousand songs as cards or as a table, of which only those in sight are in the document.
 *
 * Every song has its place by its number alone, so the page is as long as it will be before the songs have come; a
 * place whose song is still on its way says so.  Around the focus the songs stay, however far one scrolls, so that
 * the keyboard always finds the next one. */
import { t } from '../i18n.js';
import { chooseAll, chooseNone, press } from '../library/choice.js';
import { reach } from '../library/shelf.js';
import { state, useStore } from '../store.js';
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../view.js';
import { SongCard } from './library-card.js';
import { SongLine, TableHead } from './library-line.js';

/* Heights and widths in rem. */
const shapes = { cards: { height: 10.25, gap: 0.75, width: 16 }, table: { height: 3.5, gap: 0, width: Infinity } };
const AHEAD = 3; // lines that are drawn before they are seen
const SOON = 40; // songs that are fetched before they are drawn

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/* Which songs are in sight: [first, last), and how many stand in a line. */
function useSight(box, view, total) {
  const [sight, setSight] = useState({ first: 0, last: 0, columns: 1 });
  useLayoutEffect(() => {
    const { height, gap, width } = shapes[view];
    let frame = 0;
    const see = () => {
      frame = 0;
      const { top, width: wide } = box.current.getBoundingClientRect(), unit = rem();
      const columns = Math.max(1, Math.floor((wide / unit + gap) / (width + gap)) || 1), line = (height + gap) * unit;
      const first = Math.max(0, Math.floor(-top / line) - AHEAD) * columns;
      const last = Math.min(total, Math.max(0, Math.ceil((innerHeight - top) / line) + AHEAD) * columns);
      setSight((before) => (before.first === first && before.last === last && before.columns === columns ? before : { first, last, columns }));
    };
    const soon = () => { frame ||= requestAnimationFrame(see); };
    see();
    addEventListener('scroll', soon, { passive: true });
    const watch = new ResizeObserver(soon);
    watch.observe(box.current);
    watch.observe(document.body);
    return () => { removeEventListener('scroll', soon); watch.disconnect(); cancelAnimationFrame(frame); };
  }, [view, total]);
  return sight;
}

/* The places to draw, in their order: what is in sight, and the lines around the focus. */
function placesOf({ first, last, columns }, focus, total) {
  const places = new Set(Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i));
  if (focus !== null) for (let i = Math.max(0, focus - 2 * columns); i < Math.min(total, focus + 2 * columns + 1); i++) places.add(i);
  return [...places].sort((a, b) => a - b);
}

function styleOf(place, view, columns) {
  const { height, gap } = shapes[view];
  return {
    height: `${height}rem`,
    width: columns === 1 ? '100%' : `calc((100% - ${(columns - 1) * gap}rem) / ${columns})`,
    transform: `translate(calc(${place % columns} * (100% + ${gap}rem)), ${Math.floor(place / columns) * (height + gap)}rem)`,
  };
}

const focused = (element) => element.closest('[data-place]')?.dataset.place ?? null;

export function LibraryList({ library, view, first, onSort }) {
  const box = useRef(), chosen = useStore((s) => s.chosen), spoken = useStore((s) => s.spoken), online = useStore((s) => s.online);
  const [focus, setFocus] = useState(null);
  const { rows, total, wish } = library;
  const sight = useSight(box, view, total), { columns } = sight;
  first.current = sight.first;

  useEffect(() => { reach(sight.last + SOON); }, [sight.last, rows, online]);
  useEffect(() => {
    const free = (e) => { if (e.key === 'Escape' && state.chosen.size && !document.querySelector('dialog[open]')) chooseNone(); };
    addEventListener('keydown', free);
    return () => removeEventListener('keydown', free);
  }, []);
  const keys = (e) => {
    if (e.key !== 'a' || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    chooseAll();
  };

  const table = view === 'table', Song = table ? SongLine : SongCard, { gap, height } = shapes[view];
  /* What has not changed is not even compared: scrolling draws what comes into sight and nothing else.  The outermost
   * is an element and no component, or Preact would move all that stay, and what is moved loses the focus. */
  const drawn = useMemo(() => new Map(), [view, columns, total, spoken]);
  const draw = (place) => {
    const song = rows[place], on = chosen.has(song?.id), before = drawn.get(place);
    if (before && before.song === song && before.on === on) return before.node;
    const role = table ? { role: 'row', 'aria-rowindex': place + 2 } : { role: 'listitem', 'aria-setsize': total, 'aria-posinset': place + 1 };
    const node = html`
      <div key=${place} class=${`${table ? 'line' : 'song'} ${song ? '' : 'coming'} ${on ? 'chosen' : ''}`} ...${role} data-place=${place} data-song=${song?.id} style=${styleOf(place, view, columns)}>
        ${song ? html`<${Song} key=${song.id} song=${song} chosen=${on} onPress=${(e) => { press(place, e.target.checked, e.shiftKey); e.target.checked = state.chosen.has(song.id); }} />` : html`<span role=${table ? 'cell' : undefined}><span class="unseen">${t('library.coming')}</span></span>`}
      </div>`;
    drawn.set(place, { song, on, node });
    return node;
  };
  const songs = html`
    <div class="places" role=${table ? 'rowgroup' : 'list'} aria-label=${table ? undefined : t('library.title')} ref=${box} style=${{ height: `${Math.ceil(total / columns) * (height + gap) - gap}rem` }}>
      ${placesOf(sight, focus, total).map(draw)}
    </div>`;
  return html`
    <div class=${`songs ${view} ${library.stale ? 'stale' : ''}`} onKeyDown=${keys} onFocusCapture=${(e) => setFocus(focused(e.target) && Number(focused(e.target)))}>
      <${Chooser} library=${library} chosen=${chosen} />
      ${table ? html`<div role="table" aria-label=${t('library.title')} aria-rowcount=${total + 1}><${TableHead} sort=${wish.sort} onSort=${onSort} />${songs}</div>` : songs}
    </div>`;
}

/* All that was found, or none. */
function Chooser({ library, chosen }) {
  const all = chosen.size > 0 && chosen.size >= Math.min(library.total, library.rows.length);
  const mark = (self) => { if (self) self.indeterminate = chosen.size > 0 && !all; };
  return html`
    <div class="choose-all">
      <label><input type="checkbox" ref=${mark} checked=${all} onClick=${(e) => { e.preventDefault(); if (chosen.size) chooseNone(); else chooseAll(); }} /> ${t('library.select.all')}</label>
    </div>`;
}
