#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* pictures.mjs - the ten pictures of nginx/www/help: phone and desktop, light and dark, two languages.
 * `make screenshots` draws them anew; they are looked at before they are committed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, api, check, house, member, music, open, run, story, waitFor } from './stage.mjs';

const HELP = path.join(ROOT, 'nginx/www/help'), MOST_BYTES = 150_000, HIGH = 844;
const raw = mkdtempSync(path.join(tmpdir(), 'mastering-pictures.'));
process.on('exit', () => rmSync(raw, { recursive: true, force: true }));
const wide = { phone: 390, desktop: 1280 };

/* 256 colours are enough for a page and a third of the bytes. */
async function take(page, name, { size = 'desktop', scheme = 'light', high = HIGH, at = null } = {}) {
  await page.setViewportSize({ width: wide[size], height: high });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  if (at) await page.locator(at).first().evaluate((one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 16));
  else await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(700); // the wave is drawn anew
  const file = path.join(raw, `${name}.png`), out = path.join(HELP, `${name}.png`);
  await page.screenshot({ path: file });
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', file, '-vf', 'split[a][b];[a]palettegen=reserve_transparent=0[p];[b][p]paletteuse=dither=none', '-update', '1', out]);
  check(statSync(out).size < MOST_BYTES, name, 'has', statSync(out).size, 'bytes');
}

async function speak(page, language) {
  await page.locator('footer select').first().selectOption(language);
  await waitFor(() => page.evaluate((one) => document.documentElement.lang === one, language), { what: language });
}

const SONGS = ['Harbour Lights', 'Evening Ferry', 'Paper Boats', 'Salt and Rain', 'The Long Pier', 'Low Tide'];

story('ten_pictures', async () => {
  const visitor = await open();
  await visitor.getByRole('button', { name: 'Only what is needed' }).click({ timeout: 1000 }).catch(() => {});
  await visitor.locator('.demo').waitFor();
  await take(visitor, 'home-desktop-light');
  await speak(visitor, 'es');
  await take(visitor, 'home-phone-dark-es', { size: 'phone', scheme: 'dark' });
  await speak(visitor, 'en');
  await visitor.goto(`${house.url}/#/docs/songs_get`);
  await visitor.locator('.door h1').waitFor();
  await take(visitor, 'docs-desktop-dark', { scheme: 'dark' });

  const { page } = await member({ name: 'Nora' });
  for (const [i, title] of SONGS.entries()) await page.locator('[data-drop]').first().setInputFiles(music(40 + 4 * i, `${title}.wav`));
  await waitFor(async () => (await api(page, 'GET', 'songs')).json.items.filter((one) => one.latest_master?.state === 'ready').length >= 3, { what: 'three are mastered', seconds: 240 });
  await take(page, 'queue-phone-light', { size: 'phone', at: '.queue' });
  await waitFor(async () => (await api(page, 'GET', 'songs')).json.items.every((one) => one.latest_master?.state === 'ready'), { what: 'all are mastered', seconds: 400 });
  await page.reload();
  await page.locator('.places [data-song]').nth(SONGS.length - 1).waitFor();
  await take(page, 'library-desktop-light');
  await speak(page, 'es');
  await take(page, 'library-phone-light-es', { size: 'phone' });
  await speak(page, 'en');

  const { json } = await api(page, 'GET', 'songs'), song = json.items.find((one) => one.title === SONGS[0]);
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.locator('.figures tbody').first().waitFor();
  await page.locator('.player .round:not([disabled])').waitFor();
  await take(page, 'player', { high: 900 });
  await take(page, 'player-phone-dark', { size: 'phone', scheme: 'dark' });
  await speak(page, 'es');
  await take(page, 'wishes-phone-light-es', { size: 'phone', at: '.wishes' });
  await speak(page, 'en');
  await take(page, 'report-desktop-dark', { scheme: 'dark', at: '.columns' });

  const pictures = readdirSync(HELP).filter((name) => name.endsWith('.png'));
  console.log(`# ${pictures.length} pictures, ${Math.round(pictures.reduce((sum, name) => sum + statSync(path.join(HELP, name)).size, 0) / 1024)} KiB`);
  check(pictures.length >= 10, pictures);
});

await run();
