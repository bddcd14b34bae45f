/* SPDX-License-Identifier: ISC */
/* library-filters.js - what of the library is looked for: words, how far a song is, since when it is mastered, a
 * style, an album; in which order, and as what. */
import { albums_get, songs_styles_get } from '../doors.js';
import { number, t, tool } from '../i18n.js';
import { days, sorts, stages, turned } from '../library/wish.js';
import { useStore } from '../store.js';
import { styleName } from '../style-name.js';
import { html, useEffect, useState } from '../view.js';
import { Icon } from './icon.js';

let known = null; // albums do not come and go while one looks through songs

function useAlbums() {
  const [albums, setAlbums] = useState(known ?? []);
  useEffect(() => {
    albums_get().then(({ items }) => { known = items; setAlbums(items); }, () => { /* then there is no such filter */ });
  }, []);
  return albums;
}

/* The styles there are, looked for again when a song has changed: who writes one wants to find it. */
function useStyles() {
  const changed = useStore((s) => s.songsChanged), [styles, setStyles] = useState([]);
  useEffect(() => {
    songs_styles_get().then(({ items }) => setStyles(items), () => { /* then there is no such filter */ });
  }, [changed]);
  return styles;
}

export function LibraryFilters({ wish, counts, onWish, view, onView }) {
  const albums = useAlbums(), styles = useStyles();
  const usual = sorts.includes(wish.sort), orders = usual ? sorts : sorts.map(turned);
  return html`
    <div class="library-head">
      <h2>${t('library.title')}</h2>
      <label class="search"><${Icon} name="search" /><span class="unseen">${t('library.search')}</span>
        <input type="search" placeholder=${t('library.search')} value=${wish.q} onInput=${(e) => onWish({ q: e.target.value })} maxlength="200" /></label>
      <div class="view-switch" role="group" aria-label=${t('library.view')}>${['cards', 'table'].map((one) => html`
        <button key=${one} class="plain" aria-pressed=${view === one} aria-label=${t(`library.view.${one}`)} title=${t(`library.view.${one}`)} onClick=${() => onView(one)}><${Icon} name=${one} /></button>`)}</div>
    </div>
    <div class="library-filters">
      <${Stages} wish=${wish} counts=${counts} onWish=${onWish} />
      <div class="library-selects">
        <${Choice} label=${t('library.made')} value=${wish.made} onValue=${(made) => onWish({ made })}
          options=${[['', t('library.made.any')], ...days.map((n) => [n, t(`library.made.${n}`)])]} />
        ${(styles.length > 0 || wish.style) && html`<${Choice} label=${t('library.style')} value=${wish.style} onValue=${(style) => onWish({ style })}
          options=${[['', t('library.style.any')], ...named(styles, wish.style)]} />`}
        ${(albums.length > 0 || wish.album) && html`<${Choice} label=${t('library.album')} value=${wish.album} onValue=${(album) => onWish({ album })}
          options=${[['', t('library.album.any')], ...albums.map((one) => [one.id, one.title])]} />`}
        <div class="library-order">
          <${Choice} label=${t('library.sort')} value=${wish.sort} onValue=${(sort) => onWish({ sort })} options=${orders.map((one) => [one, t(`library.sort.${one}`)])} />
          <button class="plain" aria-pressed=${!usual} aria-label=${t('library.sort.turn')} title=${t('library.sort.turn')} onClick=${() => onWish({ sort: turned(wish.sort) })}><${Icon} name="turn" /></button>
        </div>
      </div>
    </div>`;
}

/* By name, and the chosen one even if no song has it any more. */
function named(styles, chosen) {
  const all = styles.some((one) => one.style === chosen) || !chosen ? styles : [{ style: chosen, songs: 0 }, ...styles];
  return all.map(({ style, songs }) => [style, `${styleName(style)} (${number(songs)})`]).sort(([, a], [, b]) => tool(Intl.Collator).compare(a, b));
}

/* Only what there is: a filter that finds nothing helps nobody, unless it is the one that was chosen. */
function Stages({ wish, counts, onWish }) {
  const there = stages.filter((one) => counts[one] > 0 || wish.stage === one);
  if (there.length < 2 && !wish.stage) return html`<span />`;
  const chip = (stage, n) => html`
    <button key=${stage} class="filter" aria-pressed=${wish.stage === stage} onClick=${() => onWish({ stage })} data-stage=${stage || 'all'}>
      ${t(`library.stage.${stage || 'all'}`)} <small>${number(n)}</small></button>`;
  return html`<div class="filter-chips" role="group" aria-label=${t('library.stage')}>${chip('', counts.total)}${there.map((one) => chip(one, counts[one]))}</div>`;
}

function Choice({ label, value, onValue, options }) {
  return html`
    <select aria-label=${label} title=${label} value=${value} onChange=${(e) => onValue(e.target.value)}>
      ${options.map(([name, said]) => html`<option key=${name} value=${name} selected=${name === value}>${said}</option>`)}
    </select>`;
}
