/* SPDX-License-Identifier: ISC */
/* handles.js - the browser's promise to find a dropped file again, kept in IndexedDB under its row.
 * Where the browser gives none, nothing is kept and people choose the file again. */
import { files as on } from '../keep.js';

export const keep = (id, handle) => on('readwrite', (shelf) => shelf.put(handle, id));
export const forget = (id) => on('readwrite', (shelf) => shelf.delete(id));
export const has = async (id) => Boolean(await on('readonly', (shelf) => shelf.get(id)));

/* Must be called from a click: the browser may ask the person. */
export async function open(id) {
  const handle = await on('readonly', (shelf) => shelf.get(id));
  if (!handle) return null;
  try {
    if (await handle.requestPermission({ mode: 'read' }) !== 'granted') return null;
    return await handle.getFile();
  } catch {
    return null; // moved or gone
  }
}

/* The handles of dropped things, by file. Must be called while the drop is handled. */
export async function ofDrop(transfer) {
  const found = new Map();
  const items = [...transfer.items].filter((item) => item.kind === 'file' && item.getAsFileSystemHandle);
  for (const { handle, file } of await Promise.all(items.map(async (item) => {
    const file = item.getAsFile();
    return { file, handle: await item.getAsFileSystemHandle().catch(() => null) };
  })))
    if (handle?.kind === 'file') found.set(file, handle);
  return found;
}
