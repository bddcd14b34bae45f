/* SPDX-License-Identifier: ISC */
/* choice.js - songs that were chosen, and what is done with all of them: deleted with ten seconds to think
 * again, taken home in one ZIP file. */
import { parcel_one_get, parcel_zip_get, parcels_post, songs_remove_post, songs_restore_post } from '../doors.js';
import { bytes } from '../format.js';
import { t } from '../i18n.js';
import { set, state, toast } from '../store.js';
import { look, reach, without } from './shelf.js';

export const MOST = 500; // what the doors take at once
const UNDO_MS = 10000, LOOK_MS = 1000;
let anchor = null; // where a stretch begins that is chosen with Shift

const choose = (chosen) => set({ chosen });

export const chooseNone = () => { anchor = null; choose(new Map()); };

/* One song, or with Shift all from the last one on.  They take the state of the one that was pressed. */
export function press(index, on, stretch) {
  const { rows } = state.library, chosen = new Map(state.chosen);
  const from = stretch && anchor !== null ? Math.min(anchor, index) : index, to = stretch && anchor !== null ? Math.max(anchor, index) : index;
  for (const row of rows.slice(from, to + 1))
    if (!on) chosen.delete(row.id);
    else if (chosen.size < MOST) chosen.set(row.id, row);
  anchor = index;
  choose(chosen);
  if (on && chosen.size === MOST) toast(t('library.most', { n: MOST }));
}

/* All that was found, as far as they can be taken at once. */
export async function chooseAll() {
  const { key } = state.library;
  await reach(Math.min(MOST, state.library.total) - 1);
  if (state.library.key !== key) return;
  choose(new Map(state.library.rows.slice(0, MOST).map((row) => [row.id, row])));
  if (state.library.total > MOST) toast(t('library.most', { n: MOST }));
}

/* ---- deleting --------------------------------------------------------------------------------- */
export async function remove(rows) {
  const songs = rows.map((row) => row.id), lost = new Set(songs);
  try {
    await songs_remove_post({ body: { songs } });
  } catch (refused) {
    toast(refused.title, { kind: 'bad' });
    return false;
  }
  without(lost);
  choose(new Map([...state.chosen].filter(([id]) => !lost.has(id))));
  anchor = null;
  toast(rows.length === 1 ? t('library.deleted', { title: rows[0].title }) : t('library.deleted.many', { n: rows.length }), {
    ms: UNDO_MS, action: { label: t('undo'), run: () => bringBack(songs) },
  });
  return true;
}

async function bringBack(songs) {
  try {
    await songs_restore_post({ body: { songs } });
  } catch (refused) {
    toast(refused.title, { kind: 'bad' });
  }
  await look(state.library.wish);
}

/* ---- one ZIP file ------------------------------------------------------------------------------ */
/* Those that have a master by now. */
export function finished(chosen) {
  const now = new Map(state.library.rows.map((row) => [row.id, row]));
  return [...chosen.keys()].map((id) => now.get(id) ?? chosen.get(id)).filter((row) => row.stage === 'ready');
}

/* The browser's own way to keep a file. */
function keep(url) {
  const way = document.createElement('a');
  way.href = url;
  way.download = '';
  way.click();
}

/* Goes on whatever screen one looks at meanwhile. */
export async function pack(rows, format) {
  const files = rows.length;
  set({ packing: { files, progress: 0 } });
  try {
    let parcel = await parcels_post({ body: { songs: rows.map((row) => row.id), format } });
    while (parcel.state === 'packing') {
      set({ packing: { files, progress: parcel.progress } });
      await new Promise((wake) => setTimeout(wake, LOOK_MS));
      parcel = await parcel_one_get({ id: parcel.id });
    }
    if (parcel.state !== 'ready') await parcel_zip_get({ id: parcel.id }); // it says why
    keep(parcel_zip_get.url({ id: parcel.id }));
    toast(t('library.packed', { n: files, size: bytes(parcel.bytes) }), { kind: 'good' });
  } catch (refused) {
    toast(refused.title ?? t('problem.unknown'), { kind: 'bad' });
  }
  set({ packing: null });
}
