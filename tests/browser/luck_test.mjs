#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* luck_test.mjs - bad luck: what the page does when a finger slips, a session ends, a house falls, a clock is wrong,
 * a browser keeps nothing, a file does not come. */
import { readFileSync, readdirSync, renameSync } from 'node:fs';
import { look } from './look.mjs';
import { PASSWORD, api, check, house, member, music, open, run, shot, signIn, sleep, story, waitFor, wav } from './stage.mjs';

const short = wav('Half a minute.wav', 48000 * 30, (n, c) => 0.4 * Math.sin(n * (c ? 0.031 : 0.023)) * Math.abs(Math.sin(n / 24000)));
const long = wav('Two minutes.wav', 48000 * 120, (n, c) => 0.4 * Math.sin(n * (c ? 0.031 : 0.023)) * Math.abs(Math.sin(n / 24000)));

/* A program of the house falls without a word and is started again by the house. */
function fell(kind) {
  for (const name of readdirSync(`${house.dir}/run`).filter((one) => one.startsWith(`${kind}-`) && one.endsWith('.pid')))
    try {
      process.kill(Number(readFileSync(`${house.dir}/run/${name}`, 'utf8')), 'SIGKILL');
    } catch {
      /* it lies already */
    }
}

async function line(page, bytesASecond) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: bytesASecond });
}

async function mastered(page, seconds = 12) {
  await page.locator('[data-drop]').first().setInputFiles(music(seconds));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  return (await api(page, 'GET', 'songs')).json.items[0];
}

story('L10_a_double_click_orders_one_master', async () => {
  const { page } = await member(), song = await mastered(page);
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.locator('.figures tbody').first().waitFor();
  const posts = [];
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/masters')) posts.push(request.headers()['idempotency-key']); });
  await page.getByLabel('Width').first().fill('20');
  await page.locator('.wishes button[type=submit]').dblclick({ delay: 10 });
  await waitFor(async () => (await api(page, 'GET', `songs/${song.id}/masters`)).json.items.length > 1, { what: 'a second master' });
  await sleep(1500);
  check((await api(page, 'GET', `songs/${song.id}/masters`)).json.items.length === 2, 'it was ordered twice');
  check(posts.length === 1 && posts[0]?.length === 32, 'the orders that went out:', posts);
});

story('L10_the_same_change_asked_for_twice_at_once_goes_out_once', async () => {
  const { page } = await member();
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/songs')) sent.push(1); });
  const ids = await page.evaluate(async () => {
    const { songs_post } = await import('/app/doors.js');
    const one = songs_post({ body: { title: 'Once' } });
    const two = await songs_post({ body: { title: 'Once' } });
    await new Promise((wake) => setTimeout(wake, 900));
    return [(await one).id, two.id, (await songs_post({ body: { title: 'Once' } })).id];
  });
  check(ids[0] === ids[1] && ids[2] !== ids[0] && sent.length === 2, 'songs', ids, 'sent', sent.length);
});

story('L11_what_is_changed_in_one_tab_is_seen_in_the_other_and_neither_overwrites', async () => {
  const { page } = await member();
  const { json: song } = await api(page, 'POST', 'songs', { title: 'Working title' });
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto(`${house.url}/#/song/${song.id}`);
    await tab.getByText('About this song').click();
  }
  await other.getByLabel('Title').fill('Theirs, half typed');
  await page.getByLabel('Title').fill('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await other.getByRole('heading', { name: 'Mine' }).waitFor();
  check(await other.getByLabel('Title').inputValue() === 'Theirs, half typed', 'what was typed in the other tab is lost');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByRole('alert').waitFor();
  check((await api(page, 'GET', `songs/${song.id}`)).json.title === 'Mine', 'it was overwritten unseen');
  await other.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Theirs, half typed' }).waitFor();
});

story('L11_exit_in_one_tab_is_exit_in_all_and_signing_in_too', async () => {
  const { page, person } = await member(), other = await page.context().newPage();
  await api(page, 'POST', 'songs', { title: 'Nobody else sees this' });
  await other.goto(`${house.url}/`);
  await other.getByText('Nobody else sees this').waitFor();
  await page.getByRole('button', { name: 'Exit' }).click();
  await other.getByRole('link', { name: 'Sign in' }).first().waitFor();
  check(await other.getByText('Nobody else sees this').count() === 0, 'a song is still seen');
  await signIn(page, person);
  await other.getByText('Nobody else sees this').waitFor();
});

story('L12_a_session_that_ends_in_mid_edit_loses_no_word', async () => {
  const { page, person } = await member();
  const { json: song } = await api(page, 'POST', 'songs', { title: 'Before' });
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.getByText('About this song').click();
  await page.getByLabel('Title').fill('After');
  await page.getByLabel('Notes').fill('Typed for half an hour');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await look(page, 'expired', 'phone', 'light');
  await page.setViewportSize({ width: 1280, height: 860 });
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByText('Your session has ended').first().waitFor();
  check(await page.getByLabel('Notes').inputValue() === 'Typed for half an hour', 'what was typed is lost');
  for (const [size, scheme] of [['phone', 'dark'], ['desktop', 'light']]) await look(page, 'expired-band', size, scheme);
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor();
  check(await dialog.getByLabel('E-mail').inputValue() === person.email, 'the address has to be typed again');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'After' }).waitFor();
  const now = (await api(page, 'GET', `songs/${song.id}`)).json;
  check(now.title === 'After' && now.notes === 'Typed for half an hour', now);
  check(await page.getByText('Your session has ended').count() === 0, 'it is still said that the session has ended');
});

story('L12_a_session_that_ends_while_nobody_does_anything_is_told_without_a_question', async () => {
  const { page, person } = await member();
  await page.context().clearCookies();
  fell('api');
  await page.getByText('Your session has ended').waitFor({ timeout: 30000 });
  check(await page.getByRole('dialog').count() === 0, 'a question stands in the way');
  await page.locator('.band').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
  await waitFor(async () => (await page.locator('.band').count()) === 0, { what: 'the band is gone' });
  check(await page.getByRole('link', { name: `Your account, ${person.name}` }).count() === 1, 'somebody else is here');
});

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

story('L12_somebody_else_who_signs_in_there_gets_nothing_of_it', async () => {
  const { person: second, page: away } = await member({ name: 'Ben' });
  await away.context().close();
  const { page } = await member();
  const { json: song } = await api(page, 'POST', 'songs', { title: 'Of Ann' });
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.getByText('About this song').click();
  await page.getByLabel('Title').fill('Still of Ann');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(second.email);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('No songs yet').waitFor();
  check(await page.getByText('of Ann').count() === 0, 'something of Ann is seen');
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
  await waitFor(async () => /\d+\s%/.test(await page.locator('.upload-state').first().textContent()), { what: 'it is mastered', seconds: 60 });
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

for (const days of [-3, 400])
  story(`L14_a_device_whose_clock_is_off_by_${days}_days_tells_the_right_age`, async () => {
    const { page } = await member();
    await api(page, 'POST', 'songs', { title: 'Just now' });
    await page.addInitScript((off) => {
      const True = Date;
      window.Date = class extends True {
        constructor(...given) { super(...(given.length ? given : [True.now() + off])); }
        static now() { return True.now() + off; }
      };
    }, days * 86400000);
    await page.reload();
    const row = page.locator('.song').first();
    await row.waitFor();
    check(/this minute|minute ago/.test(await row.textContent()), 'it says', await row.textContent());
    const kept = await page.evaluate(async () => { (await import('/app/components/consent.js')).answer(false); return JSON.parse(localStorage.getItem('consent')).at; });
    check(Math.abs(Date.parse(kept) - Date.now()) < 90000, 'the answer is dated', kept);
  });

/* Everything that keeps, refuses. */
const blocked = () => {
  for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });
  window.indexedDB.open = () => { throw new DOMException('blocked', 'SecurityError'); };
  Object.defineProperty(window, 'caches', { get() { throw new DOMException('blocked', 'SecurityError'); } });
};

story('L15_with_storage_blocked_everything_works_and_what_cannot_be_kept_is_said', async () => {
  const { page, person } = await member(), own = await page.context().newPage();
  await own.addInitScript(blocked);
  await page.close();
  await own.goto(`${house.url}/`);
  await own.getByRole('button', { name: 'No' }).first().click().catch(() => {});
  await line(own, 2e6);
  await own.locator('[data-drop]').setInputFiles(short);
  await own.getByText('Keep this page open').waitFor();
  for (const [size, scheme] of [['phone', 'light'], ['desktop', 'dark']]) await look(own, 'blocked-queue', size, scheme);
  await line(own, -1);
  await own.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 240000 });
  await own.getByLabel('Light').selectOption('dark');
  check(await own.evaluate(() => document.documentElement.dataset.theme) === 'dark', 'it stays light');
  await own.goto(`${house.url}/#/account`);
  await own.getByText('This browser keeps nothing for this site').waitFor();
  await own.getByRole('button', { name: 'Exit' }).click();
  await own.getByText('Nothing of yours stays').waitFor();
  await signIn(own, person, { remember: true });
  await own.getByText('Half a minute').first().waitFor();
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
  check(await page.locator('.upload').count() === 1, 'the file is forgotten');
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

story('L18_a_title_of_200_emoji_and_one_from_right_to_left_fit_a_phone', async () => {
  const { page } = await member({ size: 'phone' });
  const titles = ['🎹'.repeat(200), 'ليل طويل فوق الميناء والمدينة نائمة', 'אורות הנמל', 'x'.repeat(200)];
  const ids = [];
  for (const title of titles) {
    const { status, json } = await api(page, 'POST', 'songs', { title });
    check(status === 201, title, json);
    ids.push(json.id);
  }
  await page.reload();
  await page.locator('.song').nth(3).waitFor();
  await look(page, 'titles', 'phone', 'light');
  for (const [i, id] of ids.entries()) {
    await page.goto(`${house.url}/#/song/${id}`);
    await waitFor(async () => (await page.locator('h1').textContent()).includes(titles[i]), { what: `the title of ${titles[i]}` });
    await look(page, `title-${i}`, 'phone', 'light');
    const { height } = await page.locator('h1').boundingBox();
    check(height < 160, 'the heading is', height, 'px high');
    check((await page.title()).startsWith(titles[i]), 'the page is called', await page.title());
  }
  const right = await page.evaluate(() => getComputedStyle(document.querySelector('h1')).unicodeBidi);
  check(right === 'plaintext', 'a title is not set in its own direction:', right);
});

story('L19_offline_is_said_and_an_action_explains_itself', async () => {
  const { page } = await member();
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
