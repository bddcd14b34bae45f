/* SPDX-License-Identifier: ISC */
/* mine.js - whose id could be meant: the newest things of who reads, so that nobody copies ids by hand. */
import { albums_get, me_keys_get, me_sessions_get, presets_get, songs_get } from '../../doors.js';
import { useStore } from '../../store.js';
import { useEffect, useState } from '../../view.js';

const named = (rows) => rows.map((one) => ({ ...one, label: one.title ?? one.name ?? one.device ?? '' }));
const latest = (which) => (songs) => songs.filter((song) => song[which]).map((song) => ({ ...song[which], label: song.title }));
const shelves = [
  ['/api/v1/songs/{id}', songs_get, named], ['/api/v1/versions/{id}', songs_get, latest('latest_version')], ['/api/v1/masters/{id}', songs_get, latest('latest_master')],
  ['/api/v1/albums/{id}', albums_get, named], ['/api/v1/presets/{id}', presets_get, named], ['/api/v1/me/keys/{id}', me_keys_get, named], ['/api/v1/me/sessions/{id}', me_sessions_get, named],
];

/* [{ id, label, row_version }]; where nothing is known, nothing is offered. */
export function useMine(door) {
  const session = useStore((s) => s.session);
  const [rows, setRows] = useState([]);
  useEffect(() => {
    let current = true;
    const [, list, read] = shelves.find(([path]) => door.path.startsWith(path)) ?? [];
    if (session && list) list({ plain: true }).then(({ items }) => current && setRows(read(items)), () => {});
    return () => { current = false; };
  }, [door, session]);
  return rows;
}
