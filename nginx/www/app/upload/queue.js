/* SPDX-License-Identifier: ISC */
/* queue.js - files on their way: two at a time, each can rest, go on, be tried again or be taken back.
 *
 * tus carries the bytes; what lies on the device (memory.js, handles.js) is how the page says after a
 * reload which file it still needs, or, where the browser lends a handle, fetches it itself. */
import { Problem, ask } from '../api.js';
import { masters_post, song_masters_get, upload_one_delete, upload_one_get, uploads_options, uploads_post } from '../doors.js';
import { t } from '../i18n.js';
import { later } from '../later.js';
import * as live from '../live.js';
import { set, state, subscribe, toast } from '../store.js';
import { refusal } from './check.js';
import * as handles from './handles.js';
import { fingerprints, forgetUpload, recalled, remember } from './memory.js';

const AT_ONCE = 2;
const CHUNK_BYTES = 8 * 1024 * 1024;
const TUS = { 'Tus-Resumable': '1.0.0' };
const running = new Map(); // row id -> tus.Upload
const files = new Map();   // row id -> File
let tus = null, bytesMax = 0, rowCount = Date.now();

const idOf = (url) => url.split('/').pop();
const find = (id) => state.uploads.find((row) => row.id === id);

function change(id, patch) {
  set({ uploads: state.uploads.map((row) => (row.id === id ? { ...row, ...patch } : row)) });
  if ('state' in patch || 'url' in patch) remember(state.uploads);
}

/* After a reload: the rows whose files the page has no more. */
export async function recall() {
  const rows = recalled().filter((row) => !find(row.id));
  if (rows.length === 0) return;
  set({ uploads: [...state.uploads, ...rows.map((row) => ({ ...row, state: 'lost', handle: false }))] });
  for (const row of rows)
    if (await handles.has(row.id)) change(row.id, { handle: true });
}

/* ---- in and out ------------------------------------------------------------------------------- */
export async function addFiles(list, { song = null, handleOf = new Map() } = {}) {
  bytesMax ||= await limit();
  for (const file of list) {
    const lost = state.uploads.find((row) => row.state === 'lost' && row.name === file.name && row.size === file.size);
    if (lost) {
      files.set(lost.id, file);
      change(lost.id, { state: 'waiting' });
      continue;
    }
    const row = {
      id: ++rowCount, name: file.name, size: file.size, modified: file.lastModified, song,
      sent: 0, speed: 0, state: 'waiting', url: null, problem: null, songId: null, versionId: null,
    };
    const why = await refusal(file, bytesMax);
    if (why) Object.assign(row, { state: 'refused', problem: { title: why, detail: '' } });
    files.set(row.id, file);
    if (handleOf.has(file)) handles.keep(row.id, handleOf.get(file));
    set({ uploads: [...state.uploads, row] });
  }
  pump();
}

async function limit() {
  try {
    const answer = await uploads_options.answer({ headers: TUS });
    return Number(answer.headers.get('Tus-Max-Size')) || 0;
  } catch {
    return 0; // the server will say it
  }
}

export function pause(id) {
  running.get(id)?.abort();
  running.delete(id);
  change(id, { state: 'paused', speed: 0 });
  pump();
}

export function resume(id) {
  change(id, { state: 'waiting', problem: null });
  pump();
}

export async function cancel(id) {
  const row = find(id), upload = running.get(id);
  running.delete(id);
  set({ uploads: state.uploads.filter((one) => one.id !== id) });
  files.delete(id);
  handles.forget(id);
  remember(state.uploads);
  await upload?.abort();
  if (row.url) {
    forgetUpload(idOf(row.url));
    await upload_one_delete({ id: idOf(row.url), headers: TUS, plain: true }).catch(() => {});
    set({ songsChanged: state.songsChanged + 1 });
  }
  pump();
}

export function dismiss(id) {
  files.delete(id);
  set({ uploads: state.uploads.filter((one) => one.id !== id) });
}

/* The browser lent a handle to the file before the reload: ask for it and go on. */
export async function reopen(id) {
  const file = await handles.open(id);
  if (!file) return change(id, { handle: false });
  await addFiles([file]);
}

/* ---- sending ---------------------------------------------------------------------------------- */
async function pump() {
  if (!state.session || !state.online || !state.uploads.some((row) => row.state === 'waiting')) return;
  tus ||= await later(() => import('/lib/tus.js').then(() => window.tus));
  if (!tus) return;
  for (const row of state.uploads) {
    if (running.size >= AT_ONCE) return;
    if (row.state === 'waiting' && files.has(row.id) && !running.has(row.id)) send(row);
  }
}

async function send(row) {
  const id = row.id, file = files.get(id), pace = pacer();
  const upload = new tus.Upload(file, {
    endpoint: uploads_post.url(),
    uploadUrl: row.url || undefined,
    chunkSize: CHUNK_BYTES,
    retryDelays: [0, 1000, 3000, 6000, 12000, 24000],
    urlStorage: fingerprints,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type || 'application/octet-stream', ...(row.song ? { song: row.song } : {}) },
    headers: { 'X-Requested-With': 'mastering', 'Accept-Language': state.language },
    onUploadUrlAvailable: () => change(id, { url: upload.url }),
    onProgress: (sent) => {
      if (running.get(id) === upload) change(id, { sent, ...pace(sent, file.size) });
    },
    onAfterResponse: (_request, answer) => {
      const songId = answer.getHeader('Song-Id'), versionId = answer.getHeader('Version-Id');
      if (songId) change(id, { songId });
      if (versionId) change(id, { versionId });
    },
    onSuccess: () => arrived(id, upload),
    onError: (error) => failed(id, upload, error),
  });
  running.set(id, upload);
  change(id, { state: 'sending', problem: null });
  if (!row.url) {
    const [before] = await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
  }
  if (running.get(id) === upload) upload.start();
}

/* Bytes a second over the last few seconds, and how long the rest will take. */
function pacer() {
  const marks = [];
  return (sent, size) => {
    const now = performance.now();
    marks.push([now, sent]);
    while (marks.length > 2 && now - marks[0][0] > 4000) marks.shift();
    const [at, from] = marks[0], seconds = (now - at) / 1000;
    if (seconds < 0.3) return {};
    const speed = (sent - from) / seconds;
    return { speed, eta: speed > 0 ? (size - sent) / speed : Infinity };
  };
}

async function arrived(id, upload) {
  running.delete(id);
  files.delete(id);
  handles.forget(id);
  const row = find(id);
  if (!row) return pump();
  let { songId, versionId } = row;
  if (!songId || !versionId)
    try {
      const known = await upload_one_get({ id: idOf(upload.url), headers: TUS });
      songId = known.song_id;
      versionId = known.version_id;
    } catch {
      /* the library will show it */
    }
  change(id, { state: 'done', sent: row.size, speed: 0, songId, versionId });
  if (versionId && !state.versions[versionId]) live.take('version', { id: versionId, song_id: songId, state: 'verifying' });
  set({ songsChanged: state.songsChanged + 1 });
  masterWhenReady();
  pump();
}

async function failed(id, upload, error) {
  if (running.get(id) !== upload) return;
  running.delete(id);
  const answer = error.originalResponse;
  if (!navigator.onLine || (!answer && !state.online)) return change(id, { state: 'offline', speed: 0 });
  const status = answer?.getStatus() || 0;
  if (status === 401 && await ask('signin')) return resume(id);
  change(id, { state: 'failed', speed: 0, problem: problemOf(answer) });
  pump();
}

function problemOf(answer) {
  if (!answer || !answer.getStatus()) return new Problem(0, { title: t('upload.broken'), detail: t('upload.broken.detail') });
  try {
    return new Problem(answer.getStatus(), JSON.parse(answer.getBody()));
  } catch {
    return new Problem(answer.getStatus(), { title: t('upload.broken'), detail: t('upload.broken.detail') });
  }
}

/* ---- the first master begins by itself -------------------------------------------------------- */
const begun = new Set();
async function masterWhenReady() {
  for (const row of state.uploads) {
    const version = row.versionId && state.versions[row.versionId];
    if (row.state !== 'done' || !version || version.state !== 'ready' || begun.has(version.id)) continue;
    begun.add(version.id);
    try {
      const { items } = await song_masters_get({ id: row.songId });
      const own = items.find((one) => one.version_id === version.id);
      const master = own ?? await masters_post({ body: { version_id: version.id, recipe: {} } });
      live.take('master', master);
      change(row.id, { masterId: master.id });
    } catch (problem) {
      toast(problem.title, { kind: 'bad' });
    }
  }
}

let versions = state.versions;
subscribe(() => {
  if (state.versions === versions) return;
  versions = state.versions;
  masterWhenReady();
});

/* ---- the line comes and goes, people too ------------------------------------------------------ */
addEventListener('offline', () => {
  for (const [id, upload] of running) {
    running.delete(id);
    upload.abort();
    change(id, { state: 'offline', speed: 0 });
  }
});
addEventListener('online', () => {
  for (const row of state.uploads.filter((one) => one.state === 'offline')) change(row.id, { state: 'waiting' });
  pump();
});
/* What the house did not take because it was away goes on when its stream is back; what waited for somebody to sign
 * in goes when somebody is here. */
const away = ({ state: step, problem }) => step === 'failed' && (problem.status === 0 || problem.status >= 502);
let who = state.session, line = state.live;
subscribe(() => {
  if (state.session === who && state.live === line) return;
  const back = state.live === 'open' && line !== 'open';
  who = state.session;
  line = state.live;
  for (const [id, upload] of running)
    if (!find(id)) {
      running.delete(id); // who sent it has left
      upload.abort();
    }
  if (back) for (const row of state.uploads.filter(away)) change(row.id, { state: 'waiting', problem: null });
  if (who) pump();
});
addEventListener('beforeunload', (e) => {
  if (running.size > 0) e.preventDefault();
});
