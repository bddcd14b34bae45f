#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* upload_test.mjs - files on their way: cut off, resumed, refused; and the library they end in. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { api, check, house, member, music, open, run, scratch, shot, signIn, story, waitFor, wav } from './stage.mjs';

const long = wav('Four minutes.wav', 48000 * 240, (n, c) => 0.4 * Math.sin(n * (c ? 0.031 : 0.023)) * Math.abs(Math.sin(n / 24000)));

/* So many bytes a second up, as on a line at home. */
async function line(page, bytesASecond) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: bytesASecond });
}

const percent = async (row) => Number(/(\d+)\s?%/.exec(await row.locator('.upload-state').textContent())?.[1] ?? 0);

story('C01_a_four_minute_mix_is_cut_off_by_a_reload_and_goes_on_where_it_was', async () => {
  const { page } = await member();
  await line(page, 8e6);
  const patches = [];
  page.on('request', (request) => { if (request.method() === 'PATCH') patches.push(Number(request.headers()['upload-offset'])); });
  await page.locator('[data-drop]').setInputFiles(long);
  const row = page.locator('.upload');
  await waitFor(async () => patches.length >= 3 && (await percent(row)) > 30, { what: 'the third chunk travels' });
  check(/\/s/.test(await row.locator('.upload-state').textContent()), 'no speed is shown');
  await shot(page, 'upload-going');
  await page.reload();
  await page.getByText('Choose the same file again').waitFor();
  await shot(page, 'upload-interrupted');
  const before = patches.length;
  await page.locator('[data-drop]').setInputFiles(long);
  await waitFor(() => patches.length > before, { what: 'it goes on' });
  check(patches[before] > 0, 'it began again at', patches[before], 'after', patches.slice(0, before));
  check(await page.locator('.upload').count() === 1, 'there are two rows for one file');
  await line(page, -1);
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 180000 });
  const { json } = await api(page, 'GET', 'songs');
  check(json.items.length === 1, 'the songs are', json.items.map((song) => song.title));
});

story('C01_an_upload_rests_goes_on_and_is_taken_back', async () => {
  const { page } = await member();
  await line(page, 6e6);
  await page.locator('[data-drop]').setInputFiles(long);
  const row = page.locator('.upload');
  await waitFor(async () => (await percent(row)) > 5, { what: 'it travels' });
  await row.getByRole('button', { name: 'Pause' }).click();
  await row.getByText('Paused at').waitFor();
  const resting = await row.locator('progress').getAttribute('value');
  await page.waitForTimeout(1200);
  check(await row.locator('progress').getAttribute('value') === resting, 'it goes on though paused');
  await row.getByRole('button', { name: 'Go on' }).click();
  await waitFor(async () => Number(await row.locator('progress').getAttribute('value')) > Number(resting) + 0.02, { what: 'it goes on' });
  await row.getByRole('button', { name: 'Cancel' }).click();
  await waitFor(async () => (await row.count()) === 0, { what: 'the row is gone' });
  check(!(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('tus::') || key === 'uploads'))), 'something of it is remembered');
});

story('C01_offline_it_waits_and_goes_on_by_itself', async () => {
  const { page } = await member();
  await line(page, 6e6);
  await page.locator('[data-drop]').setInputFiles(long);
  const row = page.locator('.upload');
  await waitFor(async () => (await percent(row)) > 5, { what: 'it travels' });
  await page.context().setOffline(true);
  await page.getByText('You are offline').waitFor();
  await row.getByText('goes on by itself').waitFor();
  await shot(page, 'upload-offline');
  const at = Number(await row.locator('progress').getAttribute('value'));
  await page.context().setOffline(false);
  await waitFor(async () => Number(await row.locator('progress').getAttribute('value')) > at + 0.05, { what: 'it goes on' });
  await row.getByRole('button', { name: 'Cancel' }).click();
});

story('C01_a_wrong_file_is_refused_before_a_byte_travels', async () => {
  const { page } = await member();
  const sent = [];
  page.on('request', (request) => { if (request.url().includes('/uploads') && request.method() !== 'OPTIONS') sent.push(request.url()); });
  const files = { 'empty.wav': '', 'letter.wav': 'Dear friend, this is no sound at all.', 'film.mp4': '\0\0\0\x20ftypisom\0\0\0\0' };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(scratch, name), text, 'latin1');
  await page.locator('[data-drop]').setInputFiles(Object.keys(files).map((name) => path.join(scratch, name)));
  await page.getByText('The file is empty').waitFor();
  await page.getByText('This is not a sound file').waitFor();
  await page.getByText('This is a video file').waitFor();
  check(sent.length === 0, 'sent all the same:', sent);
  await shot(page, 'upload-refused');
});

story('C01_a_mix_of_silence_is_not_taken_and_the_page_says_why', async () => {
  const { page } = await member();
  await page.locator('[data-drop]').setInputFiles(wav('Silence.wav', 48000 * 8, () => 0));
  await page.locator('.upload-state', { hasText: 'There is only silence' }).waitFor({ timeout: 60000 });
  await page.getByRole('link', { name: 'Listen' }).click();
  await page.getByRole('alert').waitFor();
  await shot(page, 'rejected');
});

story('A03_a_visitor_drops_a_mix_signs_in_and_it_is_sent', async () => {
  const first = await member();
  await first.page.getByRole('button', { name: 'Exit' }).click();
  await first.page.getByText('Nothing of yours stays').waitFor();
  const page = await open();
  await page.locator('[data-drop]').setInputFiles(music(12, 'Before the door.wav'));
  await page.getByText('sent when you are signed in').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByText('Your file is waiting').waitFor();
  await page.getByLabel('E-mail').fill(first.person.email);
  await page.getByLabel('Password', { exact: true }).fill('gentle limiter harbour 7');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 90000 });
});

story('C04_songs_are_found_as_one_types_deleted_and_brought_back', async () => {
  const { page } = await member();
  for (const title of ['Nightfall', 'Slow train', 'Élan vital 夜']) await api(page, 'POST', 'songs', { title });
  await page.reload();
  await page.locator('.song').nth(2).waitFor();
  await page.getByLabel('Search your songs').fill('train');
  await waitFor(async () => (await page.locator('.song').count()) === 1, { what: 'one song is found' });
  await page.getByLabel('Search your songs').fill('%_zz');
  await page.getByText('No song answers to “%_zz”').waitFor();
  await page.getByLabel('Search your songs').fill('');
  await page.locator('.song').nth(2).waitFor();
  await shot(page, 'library');
  await page.getByRole('button', { name: 'Delete Nightfall' }).click();
  await waitFor(async () => (await page.locator('.song').count()) === 2, { what: 'it is gone' });
  check((await api(page, 'GET', 'songs')).json.items.length === 2, 'it is still there');
  await page.getByRole('button', { name: 'Undo' }).click();
  await waitFor(async () => (await page.locator('.song').count()) === 3, { what: 'it is back' });
});

story('C03_what_a_song_is_called_is_changed_and_a_meanwhile_change_is_told', async () => {
  const { page } = await member();
  const { json: song } = await api(page, 'POST', 'songs', { title: 'Working title' });
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.getByText('About this song').click();
  await page.getByLabel('Title').fill('Harbour lights');
  await page.getByLabel('Instruments').fill('piano, double bass');
  await page.getByLabel('ISRC').fill('no code');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('[aria-invalid=true]').waitFor();
  check(await page.getByLabel('ISRC').getAttribute('aria-invalid') === 'true', 'another field is blamed');
  await page.getByLabel('ISRC').fill('us-rc1-76-07839');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Harbour lights' }).waitFor();
  const now = (await api(page, 'GET', `songs/${song.id}`)).json;
  check(now.instruments.join() === 'piano,double bass' && now.isrc === 'USRC17607839', now.instruments, now.isrc);
  await page.getByLabel('Title').fill('Mine');
  await page.evaluate(([id, row]) => fetch(`/api/v1/songs/${id}`, { method: 'PATCH', headers: { 'X-Requested-With': 'mastering', 'Content-Type': 'application/json', 'If-Match': `"${row}"` }, body: '{"artist":"Somebody else"}' }), [song.id, now.row_version]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').waitFor();
  check(await page.getByLabel('Title').inputValue() === 'Mine', 'what was typed is lost');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Mine' }).waitFor();
  check((await api(page, 'GET', `songs/${song.id}`)).json.artist === 'Somebody else', 'the other change was overwritten');
});

await run();
