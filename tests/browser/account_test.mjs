#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* account_test.mjs - signing up, the letters' links, the second step, Exit: by the page, as people do it. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { everywhere, look } from './look.mjs';
import { PASSWORD, api, check, house, member, music, open, run, signIn, signUp, shot, someone, story, waitFor } from './stage.mjs';

story('A01_a_musician_signs_up_confirms_by_the_letter_and_signs_in', async () => {
  const page = await open(), ann = someone('Ann');
  await signUp(page, ann);
  await shot(page, 'check-your-email');
  await page.goto(await house.link(ann.email, '/verify'));
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
  check(!page.url().includes('token='), 'the token stays in the address bar:', page.url());
  await signIn(page, ann);
  await page.getByText('No songs yet').waitFor();
});

story('A01_what_is_wrong_is_said_at_its_field', async () => {
  const page = await open(), ann = someone('Ann');
  await page.goto(`${house.url}/#/signup`);
  await page.getByLabel('Given name').fill('Ann');
  await page.getByLabel('Family name').fill('Person');
  await page.getByLabel('E-mail').fill(ann.email);
  await page.getByLabel('Street and number').fill('1 Harbour Street');
  await page.getByLabel('City').fill('Portland');
  await page.getByLabel('Country').selectOption('US');
  await page.getByLabel('Month').selectOption('5');
  await page.getByLabel('Year').fill('1990');
  await page.getByLabel('Password', { exact: true }).fill('password1');
  await page.getByLabel(/I have read and accept/).check();
  await page.getByLabel(/transmitted to the United States/).check();
  await page.getByRole('button', { name: 'Create my account' }).click();
  await page.getByRole('alert').waitFor();
  const field = page.getByLabel('Password', { exact: true });
  check(await field.getAttribute('aria-invalid') === 'true', 'the password is not marked');
  check(await page.getByLabel('Given name').inputValue() === 'Ann', 'what was typed is lost');
});

story('A09_exit_is_directly_below_the_picture_and_ends_the_session_here_and_there', async () => {
  const { page } = await member();
  const picture = await page.locator('.person .avatar').boundingBox(), exit = await page.getByRole('button', { name: 'Exit' }).boundingBox();
  check(exit.y >= picture.y + picture.height && exit.y < picture.y + picture.height + 16, 'Exit is not directly below:', { picture, exit });
  check(Math.abs(exit.x + exit.width / 2 - picture.x - picture.width / 2) < 8, 'Exit is beside the picture:', { picture, exit });
  check(await page.evaluate(() => document.querySelector('.person').lastElementChild.classList.contains('exit')), 'Exit does not follow the picture');
  const cookies = await page.context().cookies();
  await leave(page);
  check((await api(page, 'GET', 'session')).status === 401, 'still signed in');
  await page.context().addCookies(cookies);
  check((await api(page, 'GET', 'session')).status === 401, 'the old cookie still opens');
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]);
  check(kept.every((n) => n === 0), 'something stays on the device:', kept);
});

story('A08_a_forgotten_password_is_replaced_by_a_letter', async () => {
  const { page, person } = await member();
  await leave(page);
  await page.goto(`${house.url}/#/reset`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send me the link' }).click();
  await page.getByText('a letter is on its way').first().waitFor();
  await page.goto(await house.link(person.email, '/reset?'));
  await page.getByLabel('New password').fill('seven quiet cymbals 9');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, person, { password: 'seven quiet cymbals 9' });
});

story('A02_the_second_step_is_set_up_and_asked_for', async () => {
  const { page, person } = await member();
  await page.goto(`${house.url}/#/account`);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const secret = (await page.locator('.card code').first().textContent()).replace(/\s/g, '');
  check(await page.locator('img.qr').evaluate((img) => img.complete && img.naturalWidth > 0), 'no QR code is seen');
  await shot(page, 'second-step');
  await page.getByLabel('Code', { exact: true }).fill(totp(secret));
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.locator('.codes li').first().waitFor();
  check(await page.locator('.codes li').count() === 10, 'not ten recovery codes');
  for (const [size, scheme] of everywhere) await look(page, 'recovery-codes', size, scheme);
  const shown = await page.locator('.codes li').allTextContents();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).click()]);
  const kept = readFileSync(await file.path(), 'utf8').split('\r\n');
  check(file.suggestedFilename() === 'mastering-recovery-codes.txt' && shown.every((code) => kept.includes(code)), kept);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('Copied').waitFor();
  check(await page.evaluate(() => navigator.clipboard.readText()) === shown.join('\n'), 'another text was copied');
  await page.evaluate(() => { window.print = () => { window.printed = document.documentElement.dataset.print; }; });
  await page.getByRole('button', { name: 'Print', exact: true }).click();
  check(await page.evaluate(() => window.printed) === 'codes', 'nothing is printed');
  await page.emulateMedia({ media: 'print' });
  check(await page.locator('.codes li').first().isVisible() && !(await page.locator('h1').first().isVisible()), 'more than the codes is on the paper');
  await page.emulateMedia({ media: null });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  check(await page.locator('h1').first().isVisible(), 'the page stays as it was printed');
  const recovery = await page.locator('.codes li').first().textContent();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await leave(page);
  await page.goto(`${house.url}/#/signin`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code', { exact: true }).fill(recovery);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Exit' }).waitFor();
});

story('A07_a_session_that_ends_in_mid_edit_loses_nothing', async () => {
  const { page, person } = await member();
  await page.goto(`${house.url}/#/account`);
  await page.getByLabel('City').fill('Seattle');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Save' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Your session has ended').waitFor();
  await shot(page, 'session-ended');
  check(await dialog.getByLabel('E-mail').inputValue() === person.email, 'the address is not filled in');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Saved').waitFor();
  check((await api(page, 'GET', 'me')).json.postal.city === 'Seattle', 'it was not saved');
});

story('A07_the_language_of_the_account_is_the_language_of_the_page', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/account`);
  await page.locator('.card').filter({ hasText: 'About you' }).getByLabel('Language').selectOption('es');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByRole('heading', { name: 'Tu cuenta' }).waitFor();
  check(await page.evaluate(() => document.documentElement.lang) === 'es', 'lang is not es');
  check((await page.title()).startsWith('Tu cuenta'), 'the title is', await page.title());
  await shot(page, 'account-es');
});

story('B04_sessions_are_listed_and_another_one_is_ended', async () => {
  const { page, person } = await member();
  const other = await open();
  await signIn(other, person);
  await page.goto(`${house.url}/#/account`);
  const card = page.locator('.card').filter({ hasText: 'Where you are signed in' });
  await card.getByRole('button', { name: 'End', exact: true }).first().click();
  await waitFor(async () => (await api(other, 'GET', 'session')).status === 401, { what: 'the other session has ended' });
  check((await api(page, 'GET', 'session')).status === 200, 'the own session has ended');
});

story('B09_the_two_answers_are_equal_and_asked_once', async () => {
  const page = await open({ consent: false });
  const no = page.getByRole('button', { name: 'Only what is needed' }), yes = page.getByRole('button', { name: 'Counting is fine' });
  const look = (button) => button.evaluate((one) => { const { backgroundColor, color, borderColor, fontSize, fontWeight } = getComputedStyle(one); return JSON.stringify([backgroundColor, color, borderColor, fontSize, fontWeight, one.offsetHeight]); });
  check(await look(no) === await look(yes), 'the buttons differ');
  const [a, b] = [await no.boundingBox(), await yes.boundingBox()];
  check(Math.abs(a.width - b.width) < 2, 'one is larger:', a, b);
  await no.click();
  await page.reload();
  await page.locator('h1').first().waitFor();
  check(await page.locator('.consent').count() === 0, 'asked again');
});

story('A09_a_picture_is_taken_and_shown_without_its_secrets', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/account`);
  const png = await page.evaluate(() => new Promise((resolve) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 200 });
    canvas.getContext('2d').fillRect(20, 20, 200, 100);
    canvas.toBlob(async (blob) => resolve([...new Uint8Array(await blob.arrayBuffer())]), 'image/png');
  }));
  await page.locator('[data-avatar]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(png) });
  await page.getByRole('button', { name: 'Use this part' }).click();
  await page.locator('.top .avatar img').waitFor();
  await waitFor(() => page.locator('.top .avatar img').evaluate((img) => img.complete && img.naturalWidth > 0), { what: 'the picture is seen' });
});

story('A09_the_square_of_a_picture_is_chosen_by_dragging_zooming_and_keys', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/account`);
  /* Left red, right green, a blue line in the middle: what is sent can be told by its colours. */
  const png = await page.evaluate(() => new Promise((resolve) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 600 }), pen = canvas.getContext('2d');
    for (const [colour, from, wide] of [['#f00', 0, 600], ['#0f0', 600, 600], ['#00f', 590, 20]]) { pen.fillStyle = colour; pen.fillRect(from, 0, wide, 600); }
    canvas.toBlob(async (blob) => resolve([...new Uint8Array(await blob.arrayBuffer())]), 'image/png');
  }));
  let sent = 0;
  page.on('request', (request) => { sent += request.method() === 'PUT' && request.url().endsWith('/me/avatar'); });
  const choose = async () => {
    await page.locator('[data-avatar]').setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: Buffer.from(png) });
    await page.locator('.crop-window').waitFor();
  };
  const view = async () => JSON.parse(await page.locator('.crop-window').getAttribute('data-view'));
  await choose();
  for (const [size, scheme] of everywhere) await look(page, 'crop', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
  const { x, y, width } = await page.locator('.crop-window').boundingBox();
  await page.mouse.move(x + width / 2, y + width / 2);
  await page.mouse.down();
  await page.mouse.move(x + width, y + width / 2, { steps: 5 });
  await page.mouse.up();
  check(Math.abs((await view()).x - 0.25) < 0.01, 'dragged by half of it, its middle is at', await view());
  await page.mouse.move(x + width / 2, y + width / 2);
  await page.mouse.wheel(0, -400);
  await waitFor(async () => (await view()).zoom > 2, { seconds: 5, what: 'the wheel zooms' });
  await page.locator('.crop-window').focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight'); // as far as it goes, and no further
  check(Math.abs((await view()).x - 0.75) < 0.001 && (await view()).zoom === 1, 'at the end it is', await view());
  await page.keyboard.press('+');
  check((await view()).zoom > 1.05, 'plus does not zoom');
  await page.getByLabel('Zoom').fill('1');
  check(await page.locator('.crop-window canvas').evaluate((self) => `${self.width} ${self.height}`) === '512 512', 'the square has another size');
  await page.getByRole('button', { name: 'Use this part' }).press('Enter');
  await page.getByText('Saved').waitFor();
  check(sent === 1, 'sent was', sent);
  await waitFor(() => page.locator('.top .avatar img').evaluate((img) => img.complete && img.naturalWidth > 0), { what: 'the picture is seen' });
  const colours = await page.locator('.top .avatar img').evaluate((img) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 3, height: 1 }), pen = canvas.getContext('2d');
    pen.drawImage(img, 0, 0, 3, 1);
    return [...pen.getImageData(0, 0, 3, 1).data];
  });
  check(colours[4] < 60 && colours[5] > 200 && colours[9] > 200, 'of the right half is seen', colours);
  await page.locator('[data-avatar]').setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('this is no picture') });
  await page.getByText('no picture that can be read').waitFor();
});

story('A03_how_easily_a_password_is_guessed_is_said_as_the_server_judges_it', async () => {
  const page = await open();
  await page.goto(`${house.url}/#/signup`);
  await page.getByLabel('Given name').fill('Theodora');
  await page.getByLabel('Family name').fill('Winterbourne');
  const field = page.getByLabel('Password', { exact: true }), word = page.locator('.strength [role=status]');
  for (const [password, said] of [['Password1!', 'easily guessed'], ['TheodoraWinterbourne', 'easily guessed'], ['Ab1', 'easily guessed'], [PASSWORD, 'very good']]) {
    await field.fill(password);
    await waitFor(async () => (await word.textContent()) === said, { seconds: 10, what: `of ${password} is said ${said}` });
  }
  await page.route('**/passwords/strength', (route) => route.abort());
  await field.fill('aaaaaaaa');
  await waitFor(async () => (await word.textContent()) === 'easily guessed', { seconds: 10, what: 'something is said where the server cannot be asked' });
});

story('A09_who_has_pressed_Exit_is_not_asked_to_sign_in_again', async () => {
  const { page } = await member(), other = await page.context().newPage();
  await other.goto(`${house.url}/`);
  const asked = other.getByRole('dialog'), ended = gate(), seen = gate();
  /* What both tabs ask for reaches the house when it has ended the session; the page hears of that end only afterwards. */
  for (const one of [page, other]) {
    await one.getByRole('button', { name: 'Exit' }).waitFor();
    await one.route('**/api/v1/albums*', async (route) => {
      await ended.opens;
      await route.continue();
    });
    await Promise.all([one.waitForRequest('**/api/v1/albums*'), one.evaluate(() => { location.hash = '#/albums'; })]);
  }
  await page.route('**/api/v1/session', async (route) => {
    const answer = await route.fetch();
    ended.open();
    await seen.opens;
    await route.fulfill({ response: answer });
  });
  const refused = page.waitForResponse('**/api/v1/albums*');
  await page.getByRole('button', { name: 'Exit' }).click();
  check((await refused).status() === 401, 'the house still answers');
  await asked.getByText('Your session has ended').waitFor(); // the other tab cannot know better yet
  check(await page.getByRole('dialog').count() === 0, 'Exit is taken for the end of a session');
  seen.open();
  await page.getByText('Nothing of yours stays on this device').waitFor();
  await asked.waitFor({ state: 'detached' });
  for (const one of [page, other]) {
    await one.getByRole('link', { name: 'Sign in' }).waitFor();
    check(await one.getByRole('dialog').count() === 0, 'a dialog stands in the way');
  }
});

story('A09_a_file_on_its_way_stops_at_Exit_and_asks_nobody', async () => {
  const { page } = await member(), never = new Promise(() => {});
  await page.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' ? never : route.continue()));
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.locator('[data-drop]').setInputFiles(music(12));
  const stopped = page.waitForEvent('requestfailed', { predicate: (request) => request.method() === 'PATCH' });
  await sent;
  await leave(page);
  await stopped;
  check(await page.getByRole('dialog').count() === 0, 'a dialog stands in the way');
  check(await page.evaluate(() => localStorage.length + sessionStorage.length) === 0, 'something stays on the device');
});

story('I10_the_printed_link_lets_the_staff_in_once_a_second_step_is_set_up', async () => {
  const address = someone('Staff').email;
  house.ctl('staff', 'add', address, '--role', 'admin');
  const [link] = house.ctl('staff', 'link', address).match(/http\S+/);
  const page = await open();
  await page.goto(link);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set it' }).click();
  const secret = (await page.locator('form code').textContent()).replace(/\s/g, '');
  await shot(page, 'staff-second-step');
  await page.getByLabel('Code').fill(totp(secret));
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('Nothing waits for a decision').waitFor();
  check((await api(page, 'GET', 'session')).status === 401, 'the cookie of the staff opens the doors of musicians');
  await page.getByRole('button', { name: 'Exit' }).click();
  await page.getByLabel('E-mail').waitFor();
});

/* Somebody waits for `opens` until somebody calls `open`. */
function gate() {
  let open;
  return { opens: new Promise((resolve) => { open = resolve; }), open };
}

async function leave(page) {
  await page.getByRole('button', { name: 'Exit' }).click();
  await page.getByText('Nothing of yours stays on this device').waitFor();
}

/* RFC 6238: six digits, SHA-1, thirty seconds. */
function totp(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const hash = createHmac('sha1', key).update(count).digest(), at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

await run();
