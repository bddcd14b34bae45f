#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* home_test.mjs - the first page: a song before and after in one click, without an account, a cookie or a call to the API. */
import { everywhere, look } from './look.mjs';
import { check, house, music, open, run, story, waitFor } from './stage.mjs';

story('A03_the_demo_plays_before_and_after_in_one_click_without_cookie_or_api', async () => {
  const page = await open();
  const cookies = [], calls = [];
  page.on('response', async (answer) => { if ((await answer.allHeaders())['set-cookie']) cookies.push(answer.url()); });
  page.on('request', (request) => calls.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  check(!calls.some((path) => path.startsWith('/demo') || path.includes('player')), 'the first load carries the player:', calls);
  calls.length = 0;
  await page.getByRole('button', { name: 'Play before and after' }).click();
  const player = page.locator('.player[data-playing="true"]');
  await player.waitFor();
  await waitFor(async () => (await page.locator('.times span').first().textContent()) !== '0:00', { what: 'it plays' });
  check(await player.getAttribute('data-source') === 'mix', 'it does not begin with the mix');
  await page.keyboard.press('x');
  await page.locator('.player[data-source="master"]').waitFor();
  await page.getByRole('button', { name: 'Mix', exact: true }).click();
  await page.locator('.player[data-source="mix"]').waitFor();
  await page.waitForLoadState('networkidle');
  check(await page.locator('.player .refusal').count() === 0, await page.locator('.player').textContent());
  const drawn = await page.locator('.waveform canvas').evaluate((canvas) => { const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); let n = 0; for (let i = 3; i < data.length; i += 4) n += data[i] > 40; return n / (canvas.width * canvas.height); });
  check(drawn > 0.1, 'there is no wave:', drawn);
  check(calls.some((path) => path === '/demo/0.opus') && calls.some((path) => path === '/demo/master.dat'), 'it was not fetched:', calls);
  check(!calls.some((path) => path.startsWith('/api/')), 'the API was called:', calls);
  check(cookies.length === 0, 'cookies are set by', cookies);
  check((await page.context().cookies()).length === 0, 'there is a cookie');
  for (const [size, scheme] of everywhere) await look(page, 'home-demo', size, scheme);
});

story('A03_what_never_changes_at_its_address_is_kept_and_the_rest_asked_again', async () => {
  const page = await open();
  const said = await page.request.get(`${house.url}/demo/preview.json`), preview = await said.json();
  check(said.headers()['cache-control'] === 'no-cache', 'preview.json:', said.headers()['cache-control']);
  check(preview.segments.length === 3 && Math.abs(preview.gain_db_match) > 3, 'it is no demo:', preview);
  const piece = await page.request.get(`${house.url}${preview.segments[0].url}`), head = piece.headers();
  check(/max-age=31536000.*immutable/.test(head['cache-control']) && head['content-type'] === 'audio/ogg', 'a piece:', head);
  check(head['x-content-type-options'] === 'nosniff', 'the guards are missing:', head);
});

await run();
