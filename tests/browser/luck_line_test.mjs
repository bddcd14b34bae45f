#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* luck_line_test.mjs - bad luck between the page and its house: a program falls, a file does not come, the line is slow
 * or gone. */
import { renameSync } from 'node:fs';
import { look } from './look.mjs';
import { fell, line } from './luck.mjs';
import { api, check, house, member, music, open, run, shot, sleep, story, waitFor, wav } from './stage.mjs';

const long = wav('Two minutes.wav', 48000 * 120, (n, c) => 0.4 * Math.sin(n * (c ? 0.031 : 0.023)) * Math.abs(Math.sin(n / 24000)));

story('L13_a_house_that_stays_away_is_told_and_comes_back_by_itself', async () => {
  const { page } = await member();
  page.complaintsAreWanted = true; // the browser notes each 503
  const socket = `${house.dir}/run/api.sock`;
  renameSync(socket, `${socket}.away`);
  try {
    fell('api'); // what is open ends; nobody new gets in
    await page.getByText('The service is away for a moment').waitFor({ timeout: 60000 });
    await look(page, 'away', 'phone', 'dark');
  } finally {
    renameSync(`${socket}.away`, socket);
  }
  await waitFor(async () => (await page.locator('.band').count()) === 0, { what: 'the band is gone', seconds: 90 });
});

story('L13_the_api_falls_in_mid_upload_and_the_upload_goes_on', async () => {
  const { page } = await member();
  await line(page, 5e6);
  const offsets = [];
  page.on('request', (request) => { if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset'])); });
  await page.locator('[data-drop]').setInputFiles(long);
  await waitFor(() => offsets.length >= 2, { what: 'the second chunk travels' });
  fell('api');
  await sleep(300);
  fell('api'); // once more while it comes back
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  check(offsets.every((at, i) => at > 0 || i === 0), 'it began again from nothing:', offsets);
  check((await api(page, 'GET', 'songs')).json.items.length === 1, 'there are two songs of it');
});

story('L13_api_and_render_fall_in_mid_render_and_the_page_goes_on', async () => {
  const { page } = await member();
  await page.locator('[data-drop]').setInputFiles(music(30));
  await page.getByText('Mastering', { exact: true }).first().waitFor({ timeout: 60000 }).catch(() => {});
  await waitFor(async () => /\d+\s?%/.test(await page.locator('.upload-state').first().textContent()), { what: 'it is mastered', seconds: 60 });
  fell('render');
  fell('api');
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 240000 });
  const song = (await api(page, 'GET', 'songs')).json.items[0];
  check((await api(page, 'GET', `songs/${song.id}/masters`)).json.items.length === 1, 'it was ordered twice');
});

story('L13_reading_while_the_house_is_away_for_a_moment_is_only_slow', async () => {
  const { page } = await member();
  await api(page, 'POST', 'songs', { title: 'Patience' });
  let refused = 0;
  page.complaintsAreWanted = true; // the browser notes each 503
  await page.route('**/api/v1/songs?*', (route) => (refused++ < 2 ? route.fulfill({ status: 503, headers: { 'Retry-After': '5' }, contentType: 'application/problem+json', body: '{"title":"x","code":"busy","by":"nginx"}' }) : route.continue()));
  await page.reload();
  await page.getByText('Patience').waitFor();
  check(refused > 2, 'it was not asked again');
});

story('L16_a_screen_whose_file_does_not_come_says_so_and_comes_by_a_click', async () => {
  const page = await open();
  await page.route('**/app/screens/signup.js', (route) => route.abort());
  await page.getByRole('link', { name: 'Join' }).click();
  await page.getByRole('alert').getByText('This screen did not load').waitFor();
  check(/signup/.test(page.url()), 'the address is another:', page.url());
  for (const [size, scheme] of [['phone', 'light'], ['desktop', 'dark']]) await look(page, 'not-loaded', size, scheme);
  await page.unroute('**/app/screens/signup.js');
  await page.getByRole('button', { name: 'Load again' }).click();
  await page.getByLabel('Given name').waitFor();
});

story('L16_after_a_deploy_in_between_the_page_is_loaded_anew_at_the_same_place', async () => {
  const page = await open();
  const old = 'import { nobody_has_this } from "../doors.js"; export default nobody_has_this;';
  await page.route('**/app/screens/signup.js', (route) => route.fulfill({ contentType: 'text/javascript', body: old }));
  await page.getByRole('link', { name: 'Join' }).click();
  await page.getByText('This screen did not load').waitFor();
  await page.unroute('**/app/screens/signup.js');
  await page.getByRole('button', { name: 'Load again' }).click();
  await page.getByRole('button', { name: 'Load again' }).click({ timeout: 3000 }).catch(() => {});
  await page.getByLabel('Given name').waitFor();
});

story('L16_a_part_that_does_not_come_says_so_and_the_rest_stays', async () => {
  const { page } = await member();
  await page.route('**/lib/tus.js', (route) => route.abort());
  await page.locator('[data-drop]').setInputFiles(music(12));
  await page.getByText('A part of the page did not load').waitFor();
  await page.getByRole('button', { name: 'Load again' }).waitFor();
  await page.locator('.upload').waitFor();
});

story('L16_a_part_of_a_screen_that_does_not_come_says_so_in_its_place_and_comes_when_the_line_is_back', async () => {
  const { page } = await member();
  await page.route('**/components/library.js', (route) => route.abort());
  await page.reload();
  await page.getByRole('alert').getByText('A part of the page did not load').waitFor();
  await look(page, 'part-missing', 'phone', 'light');
  await page.context().setOffline(true);
  await page.getByText('You are offline').waitFor();
  await page.unroute('**/components/library.js');
  await page.context().setOffline(false);
  await page.getByText('No songs yet').waitFor();
});

for (const [what, pattern] of [['a_module', '**/app/store.js'], ['the_words', '**/i18n/*.json']])
  story(`L16_where_${what}_of_the_first_load_does_not_come_the_page_is_not_white`, async () => {
    const page = await open();
    await page.context().route(pattern, (route) => route.abort());
    const own = await page.context().newPage();
    await own.goto(`${house.url}/#/signup`);
    await own.getByText('Die Seite wurde nicht vollständig geladen').waitFor();
    await shot(own, `begin-failed-${what}`);
    await page.context().unroute(pattern);
    await own.getByRole('link', { name: /Load again/ }).click();
    await own.getByLabel('Given name').waitFor();
    check(/#\/signup$/.test(own.url()), 'the place is lost:', own.url());
  });

story('L17_whoever_waits_longer_than_a_breath_is_told_that_it_still_goes', async () => {
  const { page } = await member();
  await page.route('**/api/v1/me', async (route) => { await sleep(5000); await route.continue(); });
  await page.locator('.person a').click();
  await page.getByText('Still on it').waitFor({ timeout: 4000 });
  for (const [size, scheme] of [['phone', 'light'], ['desktop', 'dark']]) await look(page, 'slow', size, scheme);
  await page.getByLabel('Given name').waitFor();
  await waitFor(async () => (await page.getByText('Still on it').count()) === 0, { what: 'it is said no more' });
});

story('L19_offline_is_said_and_an_action_explains_itself', async () => {
  const { page } = await member();
  await page.getByText('No songs yet').waitFor();
  await page.goto(`${house.url}/#/account`);
  await page.getByLabel('Given name').fill('Anna');
  await page.context().setOffline(true);
  await page.getByText('You are offline').waitFor();
  await page.locator('form', { has: page.getByLabel('Given name') }).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
  for (const [size, scheme] of [['phone', 'light'], ['phone', 'dark'], ['desktop', 'light'], ['desktop', 'dark']]) await look(page, 'offline', size, scheme);
  await page.locator('.brand').click();
  await page.getByText('The service cannot be reached').waitFor();
  await page.context().setOffline(false);
  await waitFor(async () => (await page.getByText('You are offline').count()) === 0, { what: 'we are back' });
  await page.getByText('No songs yet').waitFor();
});

await run();
