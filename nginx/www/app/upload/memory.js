/* SPDX-License-Identifier: ISC */
/* memory.js - what of an upload survives a reload: the rows of the queue, and for tus the address of every
 * unfinished upload under its file's fingerprint. */
import { device, read } from '../keep.js';

const ROWS = 'uploads', OURS = ['id', 'name', 'size', 'modified', 'url', 'sent', 'song'];
const unfinished = (row) => row.url && row.state !== 'done' && row.state !== 'refused';

export function remember(uploads) {
  const rows = uploads.filter(unfinished).map((row) => Object.fromEntries(OURS.map((name) => [name, row[name]])));
  device.put(ROWS, rows.length ? JSON.stringify(rows) : null);
}

export function recalled() {
  const rows = read(device, ROWS);
  return Array.isArray(rows) ? rows : [];
}

/* What tus wants of a storage (its UrlStorage), on ours: a full disk ends no upload. */
const FINGERPRINTS = 'tus::';
const found = (beginning) => device.keys().filter((key) => key.startsWith(beginning))
  .map((key) => ({ ...read(device, key), urlStorageKey: key })).filter((one) => one.uploadUrl);

export const fingerprints = {
  findAllUploads: async () => found(FINGERPRINTS),
  findUploadsByFingerprint: async (fingerprint) => found(`${FINGERPRINTS}${fingerprint}::`),
  removeUpload: async (key) => device.put(key, null),
  async addUpload(fingerprint, upload) {
    const key = `${FINGERPRINTS}${fingerprint}::${Math.round(Math.random() * 1e12)}`;
    device.put(key, JSON.stringify(upload));
    return key;
  },
};

export function forgetUpload(id) {
  for (const { urlStorageKey, uploadUrl } of found(FINGERPRINTS))
    if (uploadUrl.endsWith(`/${id}`)) device.put(urlStorageKey, null);
}
