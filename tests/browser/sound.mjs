/* SPDX-License-Identifier: ISC */
/* sound.mjs - what the player's audio graph plays, as samples, in any browser; and how it is measured.
 *
 * The page's own engine plays the house's own segments into an offline context.  Time stands still every tenth of
 * a second so that the engine can work as it does in time: its timers run by the context's clock and its pieces
 * are waited for, so that a busy machine changes nothing.  A browser whose offline context cannot stand still
 * (Firefox) gets one whose clock is a number that we move; everything the engine does has its time written on it,
 * so the same is rendered in one go afterwards. */
import { spawnSync } from 'node:child_process';
import { api, check } from './stage.mjs';

export const RATE = 48000, TONE_HZ = 997;

/* Sends a file by the page and waits until its first master is ready: [song, master]. */
export async function mastered(page, file) {
  await page.locator('[data-drop]').first().setInputFiles(file);
  const row = page.locator('.upload').filter({ hasText: file.split('/').pop() });
  await row.getByText('Mastered').waitFor({ timeout: 120000 });
  await row.getByRole('link', { name: 'Listen' }).click();
  await page.locator('.player').waitFor();
  const [, song] = /song\/([^/?]+)/.exec(page.url());
  const { json } = await api(page, 'GET', `songs/${song}/masters`);
  return [song, json.items[0]];
}

/* Plays the preview of a master: the script names, at seconds, what is pressed; beside: another master with it. */
export const play = async (page, master, seconds, script, from = 0, { move = null, beside = null } = {}) => {
  const heard = await page.evaluate(render, [master.id, seconds, script, from, move, beside && { id: beside.id, trim: (master.recipe?.trim_start || 0) - (beside.recipe?.trim_start || 0) }]);
  return { ...heard, left: floats(heard.left), right: floats(heard.right) };
};

/* In the page. */
async function render([id, length, acts, begin, move, other]) {
  const { Engine, masters } = await import('/app/player/engine.js');
  const { sourcesOf } = await import('/app/player/delta.js');
  const { master_delta_one_get, master_preview_get } = await import('/app/doors.js');
  const rate = 48000, starts = [], fetched = [], timers = [];
  const preview = await (move ? await master_delta_one_get.patiently({ id, move }) : await master_preview_get.answer({ id })).json();
  const stands = 'suspend' in OfflineAudioContext.prototype;
  const context = new OfflineAudioContext(2, length * rate, rate);
  let clock = 0, busy = 0;
  if (!stands) Object.defineProperty(context, 'currentTime', { get: () => clock });
  const resume = context.resume?.bind(context);
  context.resume = async () => {};
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when, offset, duration) {
    starts.push({ when, offset, duration, channels: this.buffer.numberOfChannels });
    return start.call(this, when, offset, duration);
  };
  const decode = context.decodeAudioData.bind(context);
  context.decodeAudioData = (bytes) => decode(bytes).finally(() => { busy--; });
  const bring = async (segment) => { busy++; fetched.push([context.currentTime, segment.n]); return (await fetch(segment.url)).arrayBuffer(); };
  const beside = other && { preview: await (await master_preview_get.answer({ id: other.id })).json(), fetch: bring, late: Math.round(-other.trim * rate) };
  const engine = new Engine(context);
  await engine.open(preview, bring, move ? { sources: sourcesOf(preview), source: 'with' } : beside ? { sources: masters, source: 'master', beside } : {});
  engine.seek(begin);
  const matchDb = engine.matchDb;
  const later = window.setTimeout.bind(window), idle = () => new Promise((wake) => later(wake, 25));
  window.setTimeout = (wake, ms) => { timers.push({ at: context.currentTime + ms / 1000, wake }); };
  const press = (k) => { for (const [at, name, ...rest] of acts) if (Math.abs(at - k / 10) < 0.01) engine[name](...rest); };
  const tenth = async (k) => {
    press(k);
    for (const timer of timers.splice(0)) if (timer.at <= context.currentTime) timer.wake(); else timers.push(timer);
    do await idle(); while (busy || (engine.playing && engine.waiting));
  };
  if (stands) for (let k = 1; k < length * 10; k++) context.suspend(k / 10).then(() => tenth(k)).then(resume);
  press(0);
  engine.play();
  while (starts.length === 0) await idle();
  if (!stands) for (let k = 1; k < length * 10; k++) { clock = k / 10; await tenth(k); }
  const sound = await context.startRendering();
  AudioBufferSourceNode.prototype.start = start;
  window.setTimeout = later;
  for (const { wake } of timers) later(wake, 0);
  const pack = (channel) => btoa(Array.from(new Uint8Array(sound.getChannelData(channel).buffer), (byte) => String.fromCharCode(byte)).join(''));
  return { left: pack(0), right: pack(1), starts, fetched, matchDb, preview, stands, sources: engine.sources };
}

const floats = (text) => { const bytes = Buffer.from(text, 'base64'); return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4); };
export const rms = (x, from, to) => { let sum = 0; for (let n = from; n < to; n++) sum += x[n] * x[n]; return Math.sqrt(sum / (to - from)); };
export const db = (x) => 20 * Math.log10(x);

/* Level and phase of a tone over a few of its periods: a gap, a click or a slip of one sample shows. */
export function tone(x, from, frames) {
  let re = 0, im = 0, weight = 0;
  for (let n = 0; n < frames; n++) {
    const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / frames), angle = (2 * Math.PI * TONE_HZ * (from + n)) / RATE;
    re += w * x[from + n] * Math.cos(angle);
    im -= w * x[from + n] * Math.sin(angle);
    weight += w / 2;
  }
  return { level: Math.hypot(re, im) / weight, phase: Math.atan2(im, re) };
}
export const turn = (a) => Math.abs(Math.atan2(Math.sin(a), Math.cos(a)));

/* The furthest that two stretches of sound lie apart. */
export function most(a, b) {
  let found = 0;
  for (let n = 0; n < Math.min(a.length, b.length); n++) found = Math.max(found, Math.abs(a[n] - b[n]));
  return found;
}

/* In LUFS, by FFmpeg's meter. */
export function lufs({ left, right }) {
  const both = new Float32Array(2 * left.length);
  left.forEach((value, n) => { both[2 * n] = value; both[2 * n + 1] = right[n]; });
  const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostdin', '-f', 'f32le', '-ar', String(RATE), '-ac', '2', '-i', '-', '-af', 'loudnorm=print_format=json', '-f', 'null', '-'], { input: Buffer.from(both.buffer), maxBuffer: 1 << 28 });
  return Number(check(/"input_i" : "(-?[0-9.]+)"/.exec(stderr), 'ffmpeg said:', String(stderr))[1]);
}

/* ---- what holds in every browser ---------------------------------------------------------------- */
export const LEAD = 0.005 * RATE; // from the wish to the switch
const SWITCH = 0.02 * RATE;

/* Offset 0: after a switch every sample is that of the other at the same place.  During it, for 20 ms, what fades
 * and what comes are in equal power: cosine and sine of one angle. */
export async function switchesInStep(page, master) {
  const plain = await play(page, master, 8, [], 4), mix = await play(page, master, 8, [[0.1, 'choose', 'mix']], 4);
  const both = await play(page, master, 8, [[3, 'choose', 'mix'], [5, 'choose', 'master']], 4);
  const same = (a, b, from, to) => most(a.left.subarray(from * RATE, to * RATE), b.left.subarray(from * RATE, to * RATE));
  check(rms(plain.left, RATE, 7 * RATE) > 0.01, 'nothing is heard');
  check(same(both, plain, 1, 3) < 1e-6, 'before the switch it is not the master');
  check(same(both, mix, 3.026, 5) < 1e-6, 'after the switch it is not the mix at the same sample');
  check(same(both, plain, 5.026, 7.5) < 1e-6, 'after the second switch it is not the master at the same sample');
  check(same(plain, mix, 3.1, 4.9) > 0.001, 'mix and master are the same: nothing was switched');
  for (const [at, before, after] of [[3, plain, mix], [5, mix, plain]]) {
    let off = 0, step = 0, usual = 0;
    for (let n = at * RATE + LEAD, i = 0; i < SWITCH; n++, i++) {
      const angle = (i / SWITCH) * (Math.PI / 2);
      off = Math.max(off, Math.abs(both.left[n] - Math.cos(angle) * before.left[n] - Math.sin(angle) * after.left[n]));
      step = Math.max(step, Math.abs(both.left[n] - both.left[n - 1]));
      usual = Math.max(usual, Math.abs(plain.left[n] - plain.left[n - 1]) + Math.abs(mix.left[n] - mix.left[n - 1]));
    }
    console.log(`# the switch at ${at} s: ${db(off).toFixed(0)} dB from equal power in 20 ms`);
    check(off < 0.002, 'the switch at', at, 's is', off, 'from equal power in 20 ms');
    check(step <= usual * 1.05, 'a click:', step, 'where the sound itself has', usual);
  }
}

/* The whole song, heard as mix and as master. */
export async function equallyLoud(page, master) {
  const { preview: { frames_total: frames } } = await play(page, master, 1, []);
  const whole = Math.ceil(frames / RATE) + 1;
  const [made, mix] = [await play(page, master, whole, []), await play(page, master, whole, [[0, 'choose', 'mix']])].map(lufs);
  console.log(`# heard: the mix at ${mix} LUFS, the master at ${made} LUFS`);
  check(Math.abs(mix - made) < 0.1, 'the mix is heard at', mix, 'LUFS, the master at', made);
}

/* A region over the join of two segments comes round sample by sample; a short one, too. */
export async function loopsExactly(page, master) {
  for (const [from, to] of [[8.5, 11.25], [12.1, 12.35]]) {
    const heard = await play(page, master, 7, [[0.1, 'repeat', true, [from, to]]], from);
    const plain = await play(page, master, 7, [], from);
    const at = Math.round(heard.starts[0].when * RATE), period = Math.round((to - from) * RATE);
    const round = (k) => heard.left.subarray(at + k * period, at + (k + 1) * period);
    const rounds = Math.floor((6.8 * RATE - at) / period);
    for (let k = 0; k < rounds; k++) check(most(round(k), plain.left.subarray(at, at + period)) < 1e-6, 'round', k, 'of the loop from', from, 'to', to, 'is not that part of the song');
    check(rounds >= 2, 'only', rounds, 'rounds');
  }
}
