/* SPDX-License-Identifier: ISC */
/* stage.mjs - a browser test's stage: a true house (systemd/house up --tests), Debian's Chromium, TAP.
 *
 *   import { story, run, stage } from './stage.mjs';
 *   story('A09_exit_is_below_the_picture', async ({ open }) => { ... });
 *   await run();
 *
 * Every page is watched: a breach of the content security policy, a request to another origin or an
 * error in the page fails the story that made it.  STORY_HOUSE=DIR uses the house that runs there;
 * SHOTS=DIR keeps pictures; a word behind the program's name chooses stories. */
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const PASSWORD = 'gentle limiter harbour 7';
const stories = [];

export const story = (name, act) => stories.push({ name, act });
export const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

export function check(truth, ...what) {
  if (!truth) throw new Error(what.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ') || 'it does not hold');
  return truth;
}

export async function waitFor(look, { seconds = 30, what = '' } = {}) {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what || look}`);
    await sleep(100);
  }
}

/* ---- the house -------------------------------------------------------------------------------- */
class House {
  async start() {
    if (process.env.STORY_HOUSE) {
      this.dir = process.env.STORY_HOUSE;
      this.url = `http://127.0.0.1:${/port=(\d+)/.exec(readFileSync(`${this.dir}/run/house.sh`, 'utf8'))[1]}`;
      return;
    }
    this.dir = mkdtempSync(path.join(tmpdir(), 'mastering-page.'));
    const said = [];
    this.process = spawn(path.join(ROOT, 'systemd/house'), ['up', '--dir', this.dir, '--port', process.env.STORY_PORT || '0', '--tests'], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.url = await new Promise((resolve, reject) => {
      const hear = (bytes) => {
        said.push(bytes.toString());
        const ready = /ready at (http:\/\/127\.0\.0\.1:\d+)/.exec(said.join(''));
        if (ready) resolve(ready[1]);
      };
      this.process.stdout.on('data', hear);
      this.process.stderr.on('data', hear);
      this.process.on('exit', () => reject(new Error(`the house does not stand:\n${said.join('')}`)));
      setTimeout(() => reject(new Error(`the house is not ready after 120 s:\n${said.join('')}`)), 120000).unref();
    });
  }

  async stop() {
    if (!this.process) return;
    const gone = new Promise((resolve) => this.process.on('exit', resolve));
    this.process.kill('SIGTERM');
    await gone;
    if (!process.env.STORY_KEEP) rmSync(this.dir, { recursive: true, force: true });
  }

  /* What a sysadmin types. */
  ctl(...args) {
    return execFileSync(path.join(ROOT, 'systemd/house'), ['ctl', '--dir', this.dir, ...args], { encoding: 'utf8' });
  }

  /* What time would do: a statement of the owner of the database. */
  sql(statement) {
    return execFileSync(path.join(ROOT, 'systemd/house'), ['psql', '--dir', this.dir, '-qAt', '-c', statement], { encoding: 'utf8' });
  }

  /* The newest letter to an address that has a link with `word` in it: that link. */
  async link(address, word) {
    return waitFor(() => {
      const folder = path.join(this.dir, 'mail');
      let names = [];
      try {
        names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
      } catch {
        return null; // no letter yet
      }
      const letters = names.map((name) => path.join(folder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
      for (const letter of letters) {
        const text = unfold(readFileSync(letter, 'utf8'));
        if (!text.toLowerCase().includes(address.toLowerCase())) continue;
        const found = text.match(/https?:\/\/[^\s"<>]+/g)?.find((url) => url.includes(word));
        if (found) return found;
      }
      return null;
    }, { what: `a letter to ${address} with a link to ${word}` });
  }
}

/* Quoted-printable, as letters are written. */
const unfold = (text) => text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/* ---- people ----------------------------------------------------------------------------------- */
export const house = new House();
let browser, complaints = [], people = 0;

export const context = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 860 } };

/* A fresh browser: nothing remembered, no cookie. */
export async function open({ size = 'desktop', scheme = 'light', language = 'en-US', hash = '', consent = true, worker = false } = {}) {
  /* Without the service worker a test can stand in the way of any file of the page; shell_test.mjs has it. */
  const own = await browser.newContext({ viewport: context[size], colorScheme: scheme, locale: language, acceptDownloads: true, serviceWorkers: worker ? 'allow' : 'block' });
  await own.addInitScript((answered) => {
    window.breaches = [];
    addEventListener('securitypolicyviolation', (e) => window.breaches.push(`${e.violatedDirective} ${e.blockedURI}`));
    if (answered && !localStorage.getItem('consent')) localStorage.setItem('consent', JSON.stringify({ question: '1', measurement: false }));
  }, consent);
  own.setDefaultTimeout(45000); // a machine that is busy with other tests is slow, not wrong
  const page = await own.newPage();
  watch(page);
  await page.goto(`${house.url}/${hash}`);
  await page.locator('h1').first().waitFor({ state: 'attached' });
  return page;
}

function watch(page) {
  const pending = new Set();
  page.on('request', (request) => pending.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => pending.delete(request));
  page.stillWaiting = () => [...pending].map((request) => `${request.method()} ${request.url()}`);
  page.on('pageerror', (error) => !page.complaintsAreWanted && complaints.push(`error in the page: ${error.stack || error}`));
  page.on('console', (line) => {
    if (line.type() === 'error' && !page.complaintsAreWanted && !/status of (4\d\d|202)|net::ERR_/.test(line.text())) complaints.push(`console: ${line.text()}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== house.url) complaints.push(`a request to ${request.url()}`);
  });
  page.on('dialog', (dialog) => dialog.accept());
}

export async function breaches(page) {
  const found = await page.evaluate(() => window.breaches);
  check(found.length === 0, 'the policy was breached:', found);
}

export const someone = (name = 'Ann') => ({ name, email: `${name.toLowerCase()}.${++people}.${process.pid}@example.org` });

/* The form as a person fills it in. */
export async function signUp(page, person) {
  await page.goto(`${house.url}/#/signup`);
  await page.getByLabel('Given name').fill(person.name);
  await page.getByLabel('Family name').fill('Person');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Street and number').fill('1 Harbour Street');
  await page.getByLabel('Postcode').fill('97201');
  await page.getByLabel('City').fill('Portland');
  await page.getByLabel('Country').selectOption('US');
  await page.getByLabel('Month').selectOption('5');
  await page.getByLabel('Year').fill('1990');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel(/I have read and accept/).check();
  await page.getByLabel(/transmitted to the United States/).check();
  await page.getByRole('button', { name: 'Create my account' }).click();
  await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor();
}

export async function signIn(page, person, { password = PASSWORD, remember = false } = {}) {
  await page.goto(`${house.url}/#/signin`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  if (remember) await page.getByLabel('Remember me').check();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Exit' }).waitFor();
}

/* Somebody who has signed up, opened the letter's link and signed in, all by the page. */
export async function member(options = {}) {
  const page = await open(options), person = someone(options.name);
  await signUp(page, person);
  await page.goto(await house.link(person.email, '/verify'));
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
  await signIn(page, person);
  return { page, person };
}

/* The page's own client, as a program would use it. */
export const api = (page, method, where, body) => page.evaluate(async ([verb, place, json]) => {
  const answer = await fetch(`/api/v1/${place}`, { method: verb, headers: { 'X-Requested-With': 'mastering', ...(json ? { 'Content-Type': 'application/json' } : {}) }, body: json && JSON.stringify(json) });
  const text = await answer.text();
  return { status: answer.status, json: text && answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : null };
}, [method, where, body]);

/* ---- sound ------------------------------------------------------------------------------------ */
export const scratch = mkdtempSync(path.join(tmpdir(), 'mastering-sound.'));

/* The demo mix of the program itself. */
export function music(seconds, name = 'Harbour Lights.wav') {
  const file = path.join(scratch, name);
  execFileSync(path.join(ROOT, 'build/mastering'), ['demo', '-o', file, '--seconds', String(seconds)], { stdio: 'ignore' });
  return file;
}

/* 16-bit stereo at 48 kHz; sound(n, channel) in -1..1. */
export function wav(name, frames, sound, rate = 48000) {
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * 4, 40);
  for (let n = 0; n < frames; n++)
    for (let c = 0; c < 2; c++) bytes.writeInt16LE(Math.round(32000 * Math.max(-1, Math.min(1, sound(n, c)))), 44 + 4 * n + 2 * c);
  const file = path.join(scratch, name);
  writeFileSync(file, bytes);
  return file;
}

/* ---- pictures --------------------------------------------------------------------------------- */
export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

/* ---- running ---------------------------------------------------------------------------------- */
export async function run() {
  stories.splice(0, Infinity, ...stories.filter(({ name }) => name.includes(process.argv[2] ?? '')));
  console.log(`1..${stories.length}`);
  try {
    await house.start();
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
    });
  } catch (error) {
    console.log(`Bail out! ${error.message}`);
    await house.stop();
    process.exit(1);
  }
  let failed = 0;
  for (const [i, { name, act }] of stories.entries()) {
    complaints = [];
    let trouble = null;
    try {
      await act();
      for (const own of browser.contexts()) for (const page of own.pages()) await breaches(page);
      check(complaints.length === 0, ...complaints);
    } catch (error) {
      trouble = error;
      failed++;
      let n = 0;
      for (const own of browser.contexts()) for (const page of own.pages()) complaints.push(`at ${page.url()}, waiting for ${page.stillWaiting?.().join(', ')}`);
      if (process.env.SHOTS) for (const own of browser.contexts()) for (const page of own.pages()) await shot(page, `failed-${name}-${n++}`).catch(() => {});
    }
    for (const own of browser.contexts()) if (!own.staysForTheNextStory) await own.close();
    console.log(`${trouble ? 'not ok' : 'ok'} ${i + 1} ${name}`);
    if (trouble) console.log([trouble.stack || trouble, ...complaints].join('\n').replace(/^/gm, '# '));
  }
  await browser.close();
  await house.stop();
  rmSync(scratch, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}
