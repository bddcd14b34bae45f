#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* firefox_test.mjs - the player in Firefox: what its audio graph plays, measured as in Chromium (sound.mjs), and the
 * page as somebody uses it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { firefox } from './firefox.mjs';
import { RATE, equallyLoud, loopsExactly, mastered, play, switchesInStep, tone, turn, TONE_HZ } from './sound.mjs';
import { PASSWORD, check, house, member, music, run, story, waitFor, wav } from './stage.mjs';

let fox, page, band, tones, songs;
const complaints = [];
const picture = async (name) => {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SHOTS, `firefox-${name}.png`) });
};
const seen = (selector) => page.waitForSelector(selector, { visible: true, timeout: 45000 });
const type = async (selector, text) => (await seen(selector)).type(text);

story('L01_firefox_signs_in_and_shows_the_player', async () => {
  const { page: chromium, person } = await member();
  songs = [];
  for (const file of [wav('A tone.wav', 24 * RATE, (n, c) => (c ? 0.3 : 0.4) * Math.sin((2 * Math.PI * TONE_HZ * n) / RATE)), music(24)]) {
    const [song, master] = await mastered(chromium, file);
    songs.push([song, master]);
    await chromium.evaluate(() => { location.hash = '#/'; });
  }
  [tones, band] = songs.map(([, master]) => master);
  fox = await firefox();
  page = await fox.browser.newPage();
  page.setDefaultTimeout(120000); // a busy machine is slow, not wrong
  page.on('pageerror', (error) => complaints.push(String(error.stack || error)));
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  await page.evaluateOnNewDocument(() => { if (location.protocol === 'http:') localStorage.setItem('consent', JSON.stringify({ question: '1', measurement: false })); });
  await page.setViewport({ width: 1280, height: 860 });
  await page.goto(`${house.url}/#/signin`);
  await type('input[type=email]', person.email);
  await type('input[type=password]', PASSWORD);
  await (await seen('button[type=submit]')).click();
  await seen('.person');
  await page.goto(`${house.url}/#/song/${songs[1][0]}`);
  await seen('.player .primary:not(:disabled)');
  console.log(`# ${await fox.browser.version()}`);
});

story('C02_firefox_switches_mix_and_master_in_step_and_without_gap', () => switchesInStep(page, band));

story('C02_firefox_plays_mix_and_master_equally_loud', () => equallyLoud(page, band));

story('C02_firefox_loops_sample_by_sample', () => loopsExactly(page, band));

story('C02_firefox_joins_pieces_without_gap_click_or_slip', async () => {
  const heard = await play(page, tones, 22, [[0, 'choose', 'mix']]), window = 480;
  check(heard.starts.every(({ channels }) => channels === 4) && heard.starts.length === 3, heard.starts);
  const begin = Math.round(heard.starts[0].when * RATE), whole = tone(heard.left, begin + RATE, RATE);
  let slip = 0, level = 0;
  for (let n = begin + RATE; n < 21 * RATE; n += window / 2) {
    const here = tone(heard.left, n, window);
    slip = Math.max(slip, turn(here.phase - whole.phase));
    level = Math.max(level, Math.abs(20 * Math.log10(here.level / whole.level)));
  }
  check(slip < (Math.PI * TONE_HZ) / RATE && level < 0.5, 'it slips by', slip, 'and breaks by', level, 'dB');
});

story('C02_in_firefox_keys_play_switch_and_loop', async () => {
  const told = (name) => page.$eval('.player', (one, key) => one.dataset[key], name);
  const at = () => page.$eval('.waveform', (one) => Number(one.getAttribute('aria-valuenow')));
  await page.bringToFront();
  await page.focus('h1');
  await page.keyboard.press('k');
  await waitFor(async () => await told('playing') === 'true' && await at() > 0, { what: 'it plays by a real AudioContext' });
  await page.keyboard.press('a');
  await waitFor(async () => await told('source') === 'mix', { seconds: 5, what: 'A is the mix' });
  await page.keyboard.press('x');
  await waitFor(async () => await told('source') === 'master', { seconds: 5, what: 'X switches' });
  const { x, y, width } = await (await seen('.waveform')).boundingBox();
  await page.mouse.move(x + 0.5 * width, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + 0.6 * width, y + 40, { steps: 5 });
  await page.mouse.up();
  await seen('.loop-handle');
  for (let i = 0; i < 8; i++) {
    await new Promise((wake) => setTimeout(wake, 500));
    check([12, 13, 14].includes(await at()), 'it plays at', await at());
  }
  await page.keyboard.press('z');
  for (const title of ['Loudness over time', 'Stereo field']) await page.locator(`::-p-aria([name="${title}"][role="button"])`).click();
  await waitFor(() => page.$eval('[data-correlation]', (one) => /^0\.\d\d$/.test(one.textContent)), { what: 'the stereo field is measured' });
  await picture('player');
  await page.keyboard.press('k');
  await waitFor(async () => await told('playing') === 'false', { seconds: 5, what: 'K pauses' });
});

story('L01_firefox_on_a_phone_has_nothing_wider_than_the_screen', async () => {
  await page.setViewport({ width: 390, height: 844 });
  await new Promise((wake) => setTimeout(wake, 400));
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider');
  await picture('phone');
});

story('firefox_complained_of_nothing', async () => {
  await fox?.close();
  check(complaints.length === 0, complaints);
});

await run();
