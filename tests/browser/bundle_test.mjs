#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* bundle_test.mjs - one choice makes a master for every place, and each is taken home as its place wants it. */
import { readFileSync } from 'node:fs';
import { api, check, house, member, run, shot, story, waitFor, wav } from './stage.mjs';
import { everywhere, look } from './look.mjs';
import { rests, wakes } from './luck.mjs';

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

story('E10_what_a_place_will_do_to_its_master_is_told_in_the_page_s_language', async () => {
  const id = (await masters()).find((one) => one.platform).bundle_id;
  const told = async () => Object.fromEntries(await page.locator('.bundle .downloads > li').evaluateAll((rows) => rows.map((row) => [row.querySelector('[data-place]').dataset.place, [...row.querySelectorAll('[data-advice]')].map((one) => [one.dataset.advice, one.textContent])])));
  const same = async () => {
    const { json } = await api(page, 'GET', `bundles/${id}`), seen = await told();
    for (const one of json.masters) check(seen[one.platform].map(([code]) => code).join() === one.advice_codes.join(), one.platform, 'is told', seen[one.platform], 'and the server knows', one.advice_codes);
    return [json.masters, seen];
  };
  const before = JSON.parse(house.sql("SELECT jsonb_object_agg(id, report) FROM master WHERE platform IS NOT NULL"));
  house.sql("UPDATE master SET report = jsonb_set(report, '{after,lufs}', '-9') WHERE platform IN ('spotify', 'apple')");
  house.sql("UPDATE master SET report = jsonb_set(report, '{before,clipped_runs}', '7') WHERE platform = 'cd'");
  await page.reload();
  await page.locator('.bundle [data-advice]').first().waitFor();
  const [all, seen] = await same();
  const { json: places } = await api(page, 'GET', 'platforms');
  const apple = places.items.find((one) => one.name === 'apple');
  check(all.find((one) => one.platform === 'spotify').advice_codes.includes('turned_down') && seen.spotify.some(([, text]) => text === 'Spotify turns it down by 5.0 dB, to −14 LUFS.'), seen.spotify);
  check(seen.apple.some(([, text]) => text.includes((-9 - apple.plays_at).toFixed(1))), seen.apple);
  check(seen.cd.some(([code, text]) => code === 'clipped' && text.includes('7')), seen.cd);
  await shot(page, 'bundle-advice');
  for (const size of ['phone', 'desktop']) await look(page, 'bundle-advice', size, 'light');
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.evaluate(async () => (await import('/app/i18n.js')).speak('de'));
  check((await told()).spotify.some(([, text]) => /leiser/.test(text)), 'in German it is', (await told()).spotify);
  await page.evaluate(async () => (await import('/app/i18n.js')).speak('en'));
  for (const [id, report] of Object.entries(before)) house.sql(`UPDATE master SET report = '${JSON.stringify(report).replaceAll("'", "''")}' WHERE id = '${id}'`);
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
  rests('render'); // or a dozen short masters are there before anybody can press
  await page.locator('.wishes').getByLabel('Made for').selectOption({ label: 'Every place' });
  await page.locator('.wishes').getByRole('button', { name: 'Make another master' }).click();
  await page.getByRole('button', { name: 'Make no more of them' }).click({ timeout: 20000 }).finally(() => wakes('render'));
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
