#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* luck_test.mjs - bad luck with people and their devices: a finger slips, two tabs are open, a session ends, a clock is
 * wrong, a browser keeps nothing, a title is all emoji. */
import { look } from './look.mjs';
import { fell, line } from './luck.mjs';
import { PASSWORD, api, check, house, member, music, run, signIn, sleep, story, waitFor, wav } from './stage.mjs';

const short = wav('Half a minute.wav', 48000 * 30, (n, c) => 0.4 * Math.sin(n * (c ? 0.031 : 0.023)) * Math.abs(Math.sin(n / 24000)));

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
  await page.getByText('No songs yet').waitFor();
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
    check(/just now|minute ago/.test(await row.textContent()), 'it says', await row.textContent());
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

await run();
