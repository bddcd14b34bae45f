#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* bundle_test.mjs - one choice makes a master for every place, and each is taken home as its place wants it. */
import { readFileSync } from 'node:fs';
import { api, check, member, run, shot, story, waitFor, wav } from './stage.mjs';
import { everywhere, look } from './look.mjs';

const RATE = 48000, SECONDS = 5;
let page, song;

const tune = () => wav('Postcards.wav', SECONDS * RATE, (n, c) => {
  const at = n / RATE, beat = Math.exp(-9 * (at % 0.5));
  return 0.4 * Math.sin(2 * Math.PI * 55 * at) * (0.5 + beat) + (c ? 0.1 : 0.15) * Math.sin(2 * Math.PI * 440 * at);
});
const masters = async () => (await api(page, 'GET', `songs/${song}/masters`)).json.items;

/* Clicks and gets the file. */
async function take(button) {
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), button.click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

story('E10_one_choice_makes_a_master_for_every_place', async () => {
  ({ page } = await member({ name: 'Pia' }));
  page.context().staysForTheNextStory = true;
  await page.locator('[data-drop]').first().setInputFiles(tune());
  const row = page.locator('.upload').filter({ hasText: 'Postcards' });
  await row.getByText('Mastered').waitFor({ timeout: 120000 });
  await row.getByRole('link', { name: 'Listen' }).click();
  await page.locator('.player').waitFor();
  [, song] = /song\/([^/?]+)/.exec(page.url());
  const card = page.locator('.wishes');
  await card.getByLabel('Tone', { exact: true }).fill('10');
  await card.getByLabel('Made for').selectOption({ label: 'Every place' });
  check(await card.getByLabel('Loudness', { exact: true }).isDisabled(), 'a loudness can be wished for that nobody follows');
  check(/listened to once/.test(await card.locator('.place-field .hint').textContent()), 'it is not said what that means');
  await card.getByLabel('Made for').selectOption('cd');
  check(await card.getByLabel('Loudness', { exact: true }).inputValue() === '-10', 'one place again is not that place');
  await card.getByLabel('Made for').selectOption({ label: 'Every place' });
  await card.getByRole('button', { name: 'Make another master' }).click();
  await page.locator('.bundle').waitFor({ timeout: 20000 });
  check((await page.locator('.progress-card').count()) <= 1, 'every place has a bar of its own');
  const { json: places } = await api(page, 'GET', 'platforms');
  await waitFor(async () => (await masters()).filter((one) => one.platform && one.state === 'ready').length === places.items.length, { seconds: 180, what: 'all masters' });
  const made = (await masters()).filter((one) => one.platform);
  check(made.every((one) => one.recipe.tone === 10 && one.recipe.loudness === places.items.find((place) => place.name === one.platform).loudness), 'the recipes are', made.map((one) => one.recipe));
  const buttons = page.locator('.bundle [data-place]');
  await waitFor(async () => (await page.locator('.bundle [data-place]:enabled').count()) === places.items.length, { seconds: 20, what: 'all can be taken' });
  check((await buttons.evaluateAll((all) => all.map((one) => one.dataset.place))).join() === places.items.map((one) => one.name).join(), 'they are in another order');
  for (const one of made) check((await page.locator(`[data-place=${one.platform}]`).textContent()).includes(one.lufs.toFixed(1).replace('-', '−')), one.platform, 'is not told with', one.lufs);
  check((await page.locator('.revision').filter({ hasText: 'Vinyl pre-master' }).count()) === 1, 'the revision does not say its place');
  await shot(page, 'bundle');
});

story('E10_each_place_gets_the_file_it_wants', async () => {
  const cd = await take(page.locator('[data-place=cd]'));
  const format = cd.bytes.indexOf('fmt ');
  check(cd.bytes.readUInt32LE(format + 12) === 44100 && cd.bytes.readUInt16LE(format + 22) === 16, 'the CD has', cd.bytes.subarray(format, format + 24));
  const spotify = await take(page.locator('[data-place=spotify]'));
  check(spotify.bytes.toString('latin1', 0, 4) === 'fLaC', spotify.name);
  const sealed = JSON.parse((await take(page.getByRole('button', { name: 'Certificate of the CD file' }))).bytes).sealed;
  check(sealed.report.recipe.loudness === -10 && sealed.outputs[0].format === 'wav16', sealed.outputs);
});

story('E10_what_is_not_made_yet_can_be_left', async () => {
  const before = (await masters()).length;
  await page.locator('.wishes').getByLabel('Made for').selectOption({ label: 'Every place' });
  await page.locator('.wishes').getByRole('button', { name: 'Make another master' }).click();
  await page.getByRole('button', { name: 'Make no more of them' }).click({ timeout: 20000 });
  await waitFor(async () => (await masters()).every((one) => !['queued', 'running'].includes(one.state)), { seconds: 30, what: 'it stops' });
  const left = (await masters()).slice(0, (await masters()).length - before);
  check(left.length > 5 && left.some((one) => one.state === 'cancelled') && left.every((one) => ['ready', 'cancelled'].includes(one.state)), left.map((one) => one.state));
  await page.getByRole('button', { name: 'Make no more of them' }).waitFor({ state: 'detached', timeout: 10000 });
});

story('L01_the_bundle_is_accessible_on_every_device', async () => {
  for (const [size, scheme] of everywhere) await look(page, 'bundle', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
});

await run();
