/* SPDX-License-Identifier: ISC */
/* keep.js - what lies on this device: the one file that touches the browser's storage.
 *
 * A browser may refuse (cookies blocked, a private window, a full disk).  Then what is kept lives as long as the
 * page does, nothing fails, and `lasting()` is false: whoever promises to remember says that it cannot. */
const shelfOf = (name) => {
  try {
    const shelf = window[name]; // already asking may throw
    shelf.setItem('?', '1');
    shelf.removeItem('?');
    return shelf;
  } catch {
    return null;
  }
};
const DEVICE = shelfOf('localStorage'), TAB = shelfOf('sessionStorage');

class Keeper {
  constructor(shelf) {
    this.shelf = shelf;
    this.here = new Map(); // what the shelf did not take
  }

  get(key) {
    return this.here.get(key) ?? this.shelf?.getItem(key) ?? null;
  }

  /* null: it goes. */
  put(key, value) {
    this.here.delete(key);
    try {
      if (value === null) this.shelf?.removeItem(key);
      else if (this.shelf) this.shelf.setItem(key, value);
      else this.here.set(key, value);
    } catch {
      this.here.set(key, value); // full
    }
  }

  keys() {
    return [...(this.shelf ? Object.keys(this.shelf) : []), ...this.here.keys()];
  }

  clear() {
    this.here.clear();
    this.shelf?.clear();
  }
}

/* device: until Exit; tab: until this tab is closed. */
export const device = new Keeper(DEVICE), tab = new Keeper(TAB);
export const lasting = () => DEVICE !== null;

/* Objects; somebody else may have written there. */
export function read(keeper, key) {
  try {
    return JSON.parse(keeper.get(key));
  } catch {
    return null;
  }
}

/* Told when another tab wrote: (key, value). */
export const onWritten = (hear) => addEventListener('storage', (e) => e.storageArea === DEVICE && e.key && hear(e.key, e.newValue));

/* ---- handles of files (upload/handles.js): IndexedDB, one shelf ------------------------------- */
const NAME = 'files', SHELF = 'handles';

function opened() {
  return new Promise((resolve, reject) => {
    const wish = indexedDB.open(NAME, 1);
    wish.onupgradeneeded = () => wish.result.createObjectStore(SHELF);
    wish.onsuccess = () => resolve(wish.result);
    wish.onerror = () => reject(wish.error);
  });
}

/* act(shelf) -> its result, or undefined where nothing is kept. */
export async function files(mode, act) {
  let db;
  try {
    db = await opened();
    return await new Promise((resolve, reject) => {
      const wish = act(db.transaction(SHELF, mode).objectStore(SHELF));
      wish.onsuccess = () => resolve(wish.result);
      wish.onerror = () => reject(wish.error);
    });
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

/* ---- Exit, and the panel that shows what lies here --------------------------------------------- */
const calmly = async (act) => {
  try {
    return await act();
  } catch {
    return undefined; // blocked: then nothing is there either
  }
};

export async function clear() {
  device.clear();
  tab.clear();
  await calmly(async () => {
    for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
  });
  await calmly(async () => {
    for (const own of await navigator.serviceWorker.getRegistrations()) await own.unregister();
  });
  await calmly(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
}

/* How large the page's own files are that lie here for when the line is down (sw.js). */
export const shellBytes = () => calmly(async () => {
  let sum = 0;
  for (const name of await caches.keys())
    for (const answer of await (await caches.open(name)).matchAll()) sum += (await answer.blob()).size;
  return sum;
});

/* [{ key, bytes }], two bytes a letter. */
export const lying = () => device.keys().map((key) => ({ key, bytes: 2 * (key.length + device.get(key).length) }));
