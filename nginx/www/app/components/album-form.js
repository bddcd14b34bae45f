/* SPDX-License-Identifier: ISC */
/* album-form.js - an album to be: its title, its songs in order, what lies between them, and one wish for all; kept until it
 * is made, as any wish. */
import { albums_post } from '../doors.js';
import { number, t } from '../i18n.js';
import { clean } from '../recipe.js';
import { html, useState } from '../view.js';
import { useWish } from '../wish.js';
import { Check, Field, Slider } from './form.js';
import { Recipe } from './recipe.js';
import { TrackOrder } from './track-order.js';

const asIs = { title: '', songs: [], distances: 100, gaps: false };

export function AlbumForm({ onMade }) {
  const { wished, put } = useWish('album');
  const { songs: chosen, title, distances, gaps } = { ...asIs, ...wished };
  /* Of a song no more is kept than its place in the order needs. */
  const setChosen = (songs) => put({ songs: songs.map(({ id, title: called, latest_version: { id: version, state } }) => ({ id, title: called, latest_version: { id: version, state } })) });
  const [refused, setRefused] = useState(null);
  async function make(wish) {
    setRefused(null);
    const versions = chosen.map((song) => song.latest_version.id);
    try {
      onMade(await albums_post({ body: { title, versions, distances, gaps, recipe: clean({ ...wish, trim_start: null, trim_end: null, fade_in: null, fade_out: null }) } }));
    } catch (problem) {
      setRefused(problem);
      throw problem;
    }
  }
  const about = (pointer) => refused?.about?.(pointer) || '';
  const extra = html`
    <${Field} label=${t('album.name')} value=${title} onValue=${(value) => put({ title: value })} required maxlength="200" error=${about('/title')} />
    <${TrackOrder} chosen=${chosen} onChosen=${setChosen} error=${about('/versions')} />
    <${Slider} label=${t('album.distances')} hint=${t('album.distances.hint')} min="0" max="100" step="5" value=${distances} show=${(v) => t('percent', { amount: number(v) })} onValue=${(value) => put({ distances: value })} error=${about('/distances')} />
    <${Check} label=${t('album.gaps')} hint=${t('album.gaps.hint')} checked=${gaps} onValue=${(value) => put({ gaps: value })} />`;
  return html`<${Recipe} what="album" also=${asIs} title=${t('album.new')} submit=${t('album.make')} edges=${false} extra=${extra} onWish=${make} />`;
}
