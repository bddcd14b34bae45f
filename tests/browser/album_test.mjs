#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* album_test.mjs - the songs of an album are put in order by mouse, finger and keys, and so many seconds of silence between
 * them: as they are wished, and again when all is mastered. */
import { api, check, context, member, run, shot, story, waitFor, wav } from './stage.mjs';
import { everywhere, look } from './look.mjs';

const RATE = 48000, SECONDS = 4, titles = ['Morning', 'Noon', 'Evening'];
let page, album;

/* Songs that begin and end in silence. */
const tune = (title, hz) => wav(`${title}.wav`, SECONDS * RATE, (n, c) => {
  const at = n / RATE, swell = Math.sin(Math.PI * at / SECONDS) ** 2;
  return swell * (0.3 * Math.sin(2 * Math.PI * hz * at) + (c ? 0.1 : 0.15) * Math.sin(2 * Math.PI * 5.5 * hz * at));
});
const order = () => page.locator('.track-order .track-title').allTextContents();
const inOrder = async (...wished) => check((await order()).join() === wished.join(), 'the order is', await order());
const heard = (text) => page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
const gapOf = (title) => page.getByRole('spinbutton', { name: `Silence after ${title}` });
const all = () => page.getByRole('spinbutton', { name: 'Silence between the songs' });
const says = (field, now, text) => waitFor(async () => (await field.getAttribute('aria-valuenow')) === String(now) && (await field.getAttribute('aria-valuetext')) === text, { seconds: 5, what: `a gap says ${text}` });
const kept = async () => (await api(page, 'GET', `albums/${album}`)).json.songs.map((song) => song.gap_s);

async function middle(locator) {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

story('B12_songs_are_put_in_order_by_mouse_finger_and_keys', async () => {
  ({ page } = await member({ name: 'Una' }));
  page.context().staysForTheNextStory = true;
  await page.locator('[data-drop]').first().setInputFiles(titles.map((title, i) => tune(title, 110 + 40 * i)));
  await waitFor(async () => (await api(page, 'GET', 'songs')).json.items.filter((one) => one.latest_version?.state === 'ready').length === titles.length, { seconds: 120, what: 'all are sound' });
  await page.getByRole('link', { name: 'Albums' }).click();
  await page.getByLabel('Title of the album').fill('A day');
  for (const title of titles) {
    await page.locator('[data-track]').fill(title);
    await page.getByRole('option', { name: title }).click();
  }
  await inOrder('Morning', 'Noon', 'Evening');
  await page.locator('.track-row').nth(0).dragTo(page.locator('.track-row').nth(2));
  await inOrder('Noon', 'Evening', 'Morning');
  await heard('Morning is now song 3 of 3');

  /* A mouse that changes its mind. */
  const from = await middle(page.locator('.track-row').nth(2)), to = await middle(page.locator('.track-row').nth(0));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y + 4, { steps: 5 });
  await page.locator('li.held').waitFor();
  await shot(page, 'track-held');
  await page.keyboard.press('Escape');
  await page.locator('li.held').waitFor({ state: 'detached' });
  await page.mouse.up();
  await inOrder('Noon', 'Evening', 'Morning');

  await page.getByRole('button', { name: 'Earlier: Morning' }).focus();
  await page.keyboard.press('Enter');
  await heard('Morning is now song 2 of 3');
  await page.keyboard.press('Enter');
  await heard('Morning is now song 1 of 3');
  await page.keyboard.press('Enter'); // it is the first: nothing happens, and the focus stays
  await inOrder('Morning', 'Noon', 'Evening');
  check(await page.evaluate(() => document.activeElement.getAttribute('aria-label')) === 'Earlier: Morning', 'the focus went elsewhere');

  /* A finger on the grip moves the song; on its title it would scroll the page. */
  await page.setViewportSize(context.phone);
  const touch = await page.context().newCDPSession(page);
  const finger = async (start, end) => {
    await start.scrollIntoViewIfNeeded();
    const a = await middle(start), b = await middle(end), at = (k) => [{ x: a.x, y: a.y + (b.y - a.y + 6 * Math.sign(b.y - a.y)) * k }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
    for (let k = 1; k <= 6; k++) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(k / 6) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  await page.locator('.track-row').nth(1).scrollIntoViewIfNeeded();
  await finger(page.locator('.track-title').nth(0), page.locator('.track-title').nth(1));
  await inOrder('Morning', 'Noon', 'Evening');
  await finger(page.locator('.grip').nth(2), page.locator('.grip').nth(1));
  await inOrder('Morning', 'Evening', 'Noon');
  await heard('Evening is now song 2 of 3');
  await finger(page.locator('.grip').nth(1), page.locator('.grip').nth(2));
  await inOrder('Morning', 'Noon', 'Evening');
  await page.setViewportSize(context.desktop);
});

story('B12_every_place_between_two_songs_has_its_silence', async () => {
  check((await page.locator('.track-gap').count()) === titles.length - 1, 'there is a gap behind the last song');
  await says(gapOf('Morning'), 2, '2.0 s (auto)');
  await all().fill('0');
  await all().press('Enter');
  await says(gapOf('Noon'), 0, 'no gap');
  await gapOf('Morning').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await says(gapOf('Morning'), 1.5, '1.5 s');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowDown');
  await says(gapOf('Morning'), 2, '2.0 s');
  await gapOf('Morning').fill('99');
  await gapOf('Morning').blur();
  await says(gapOf('Morning'), 10, '10.0 s');
  await gapOf('Morning').fill('soon');
  await gapOf('Morning').press('Escape');
  await says(gapOf('Morning'), 10, '10.0 s');
  await gapOf('Morning').fill('1,25');
  await gapOf('Morning').press('Enter');
  await says(gapOf('Morning'), 1.25, '1.25 s');
  await page.getByRole('button', { name: 'Silence between the songs: longer' }).click();
  await says(gapOf('Noon'), 0.5, '0.5 s');
  await says(gapOf('Morning'), 1.25, '1.25 s');
  await page.reload(); // it is kept, as any wish
  await says(gapOf('Morning'), 1.25, '1.25 s');
  for (const [size, scheme] of everywhere) await look(page, 'album-wished', size, scheme);
  await page.setViewportSize(context.desktop);
  await page.getByRole('button', { name: 'Later: Morning' }).click(); // its silence goes with a song
  await says(gapOf('Noon'), 0.5, '0.5 s');
  await says(gapOf('Morning'), 1.25, '1.25 s');
  await page.getByRole('button', { name: 'Earlier: Morning' }).click();
  await page.getByRole('button', { name: 'Master the album' }).click();
  await page.getByRole('heading', { name: 'A day', level: 1 }).waitFor();
  await page.locator('.facts').waitFor({ timeout: 120000 });
  [, album] = /album\/([^/?]+)/.exec(page.url());
  check((await kept()).join() === '1.25,0.5,0', 'the album has', await kept());
});

story('B12_the_silence_of_a_finished_album_can_still_be_changed', async () => {
  const longer = page.getByRole('button', { name: 'Silence after Morning: longer' });
  for (let i = 0; i < 3; i++) await longer.click();
  await says(gapOf('Morning'), 2.75, '2.75 s');
  await page.getByText('Files you take home from now on have this silence').waitFor();
  check((await kept()).join() === '2.75,0.5,0', 'kept is', await kept());
  await gapOf('Noon').fill('');
  await gapOf('Noon').blur();
  await says(gapOf('Noon'), 0.5, '0.5 s');
  await gapOf('Noon').fill('0');
  await page.getByRole('link', { name: 'Albums' }).first().click(); // leaving it is no reason to lose it
  await waitFor(async () => (await kept()).join() === '2.75,0,0', { seconds: 10, what: 'what was typed last is kept' });
  await page.getByRole('link', { name: /A day/ }).click();
  await says(gapOf('Noon'), 0, 'no gap');
  for (const [size, scheme] of everywhere) await look(page, 'album-finished', size, scheme);
  await page.setViewportSize(context.desktop);
});

story('B12_in_another_language_a_gap_has_its_signs', async () => {
  for (const [language, typed, said] of [['de', '3,5', '3,5 s'], ['zh-Hans', '3.5', '3.5 秒']]) {
    await page.locator('footer select').first().selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    const field = page.getByRole('spinbutton').first();
    await field.fill('');
    await field.fill(typed);
    await field.press('Enter');
    await waitFor(async () => (await field.inputValue()) === said, { seconds: 5, what: `${language} says ${said}` });
    await look(page, `album-gap-${language}`, 'phone', 'light');
  }
  await waitFor(async () => (await kept()).join() === '3.5,0,0', { seconds: 10, what: 'it is kept' });
});

await run();
