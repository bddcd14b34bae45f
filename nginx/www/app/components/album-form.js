/* SPDX-License-Identifier: ISC */
/* album-form.js - an album to be: its title, its songs in order, the silence between them, and one wish for all; kept until it
 * is made, as any wish. */
import { albums_post } from '../doors.js';
import { number, t } from '../i18n.js';
import { clean } from '../recipe.js';
import { html, useId, useState } from '../view.js';
import { useWish } from '../wish.js';
import { Field, Slider } from './form.js';
import { GapField } from './gap-field.js';
import { Recipe } from './recipe.js';
import { TrackOrder } from './track-order.js';

const asIs = { title: '', songs: [], distances: 100, gap_s: null };

export function AlbumForm({ onMade }) {
  const { wished, put } = useWish('album');
  const { songs: chosen, title, distances, gap_s } = { ...asIs, ...wished };
  /* Of a song no more is kept than its place in the order needs. */
  const setChosen = (songs) => put({ songs: songs.map(({ id, title: called, gap_s: own, latest_version: { id: version, state } }) => ({ id, title: called, gap_s: own, latest_version: { id: version, state } })) });
  const [refused, setRefused] = useState(null), id = useId();
  async function make(wish) {
    setRefused(null);
    const versions = chosen.map((song) => song.latest_version.id);
    const gaps = chosen.slice(0, -1).filter((song) => song.gap_s !== undefined).map((song) => ({ version: song.latest_version.id, gap_s: song.gap_s }));
    try {
      onMade(await albums_post({ body: { title, versions, distances, gap_s, gaps, recipe: clean({ ...wish, trim_start: null, trim_end: null, fade_in: null, fade_out: null }) } }));
    } catch (problem) {
      setRefused(problem);
      throw problem;
    }
  }
  const about = (pointer) => refused?.about?.(pointer) || '';
  const extra = html`
    <${Field} label=${t('album.name')} value=${title} onValue=${(value) => put({ title: value })} required maxlength="200" error=${about('/title')} />
    <${TrackOrder} chosen=${chosen} usual=${gap_s} onChosen=${setChosen} error=${about('/versions') || about('/gaps')} />
    <div class="field"><label for=${id}>${t('album.gaps')}</label><${GapField} id=${id} aria-describedby=${`${id}-hint`} gap=${gap_s} onGap=${(value) => put({ gap_s: value })} data-gap="all" />
      <p class="hint" id=${`${id}-hint`}>${t('album.gaps.hint')}</p>${about('/gap_s') && html`<p class="error">${about('/gap_s')}</p>`}</div>
    <${Slider} label=${t('album.distances')} hint=${t('album.distances.hint')} min="0" max="100" step="5" value=${distances} show=${(v) => t('percent', { amount: number(v) })} onValue=${(value) => put({ distances: value })} error=${about('/distances')} />`;
  return html`<${Recipe} what="album" also=${asIs} title=${t('album.new')} submit=${t('album.make')} edges=${false} extra=${extra} onWish=${make} />`;
}
