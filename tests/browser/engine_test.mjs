#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* engine_test.mjs - what the engine knows and can do, as the page shows it: every figure is the API's own, and
 * every control ends in the recipe that is sent. */
import { api, check, member, run, shot, story, waitFor, wav } from './stage.mjs';
import { everywhere, look } from './look.mjs';

const RATE = 48000, SECONDS = 24;
let page, song, version, master;

/* A beat of noise over a bass, cut off at the top in one place and silent at the beginning. */
function band(name, gain = 0.5) {
  let seed = 7, low = 0;
  const noise = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 1073741824) - 1;
  return wav(name, SECONDS * RATE, (n, c) => {
    const at = n / RATE, beat = Math.exp(-9 * (at % 0.5)), hot = at > 12 && at < 14 ? 4 : 1;
    if (at < 3) return 0;
    low += 0.12 * (noise() - low);
    return hot * gain * (0.7 * Math.sin(2 * Math.PI * 55 * at) * (0.5 + beat) + (c ? 0.7 : 0.9) * low * beat + 0.15 * Math.sin(2 * Math.PI * 440 * at));
  });
}

/* Sends it by the page; the song's own screen is open when its first master is ready. */
async function send(file) {
  await page.evaluate(() => { location.hash = '#/'; });
  await page.locator('[data-drop]').first().setInputFiles(file);
  const row = page.locator('.upload').filter({ hasText: file.split('/').pop() });
  await row.getByText('Mastered').waitFor({ timeout: 120000 });
  await row.getByRole('link', { name: 'Listen' }).click();
  await page.locator('.player').waitFor();
  const [, id] = /song\/([^/?]+)/.exec(page.url());
  const { json } = await api(page, 'GET', `songs/${id}`);
  return json;
}

story('C05_the_mix_report_tells_what_is_wrong_where_and_what_to_do', async () => {
  ({ page } = await member({ name: 'Ida' }));
  page.context().staysForTheNextStory = true;
  song = await send(band('Under glass.wav'));
  version = song.latest_version;
  const { json: analysis } = await api(page, 'GET', `versions/${version.id}/analysis`);
  const card = page.locator('.mix-report');
  await card.locator('.verdict').waitFor();
  const told = await card.locator('[data-code]').evaluateAll((rows) => rows.map((row) => row.dataset.code).sort());
  check(told.join() === analysis.advice.map((one) => one.code).sort().join(), 'told:', told, 'known:', analysis.advice);
  const clipped = card.locator('[data-code=clipped]');
  check((await clipped.locator('p').count()) === 2, 'it is not said what to do');
  check((await card.locator('.strip .pin').count()) > 0, 'no pin on the wave');
  const place = clipped.getByRole('button', { name: /Hear the mix at 0:1[23]/ }).first();
  await place.click();
  await waitFor(async () => (await page.locator('.player').getAttribute('data-source')) === 'mix', { seconds: 5, what: 'the mix is heard' });
  const at = Number(await page.getByRole('slider', { name: 'Position in the song' }).getAttribute('aria-valuenow'));
  check(at >= 12 && at <= 14, 'the player is at', at);
  await shot(page, 'mix-report');
});

/* The newest master of the song, when it is ready. */
async function next(n) {
  await page.getByRole('button', { name: `Master ${n}`, exact: true }).waitFor({ timeout: 90000 });
  const { json } = await waitFor(async () => {
    const answer = await api(page, 'GET', `songs/${song.id}/masters`);
    return answer.json.items.find((one) => one.n === n)?.state === 'ready' && answer;
  }, { seconds: 90, what: `master ${n} is ready` });
  await page.getByRole('columnheader', { name: `Master ${n}` }).waitFor();
  return json.items.find((one) => one.n === n);
}

story('E03_a_move_that_is_switched_off_is_not_made_again_until_it_is_switched_on', async () => {
  const report = (await api(page, 'GET', `masters/${song.latest_master.id}/report`)).json;
  const { id } = check(report.moves.find((one) => one.optional), 'no move can be left out:', report.moves);
  const row = page.locator(`[data-move="${id}"]`);
  await row.getByRole('switch').click();
  await page.getByRole('button', { name: 'Make the master again this way' }).click();
  master = await next(2);
  check(master.recipe.off.join() === id, 'the recipe leaves out', master.recipe.off);
  await row.getByText('You left it out').waitFor();
  check(!(await row.getByRole('switch').isChecked()), 'the switch is on');
  const made = (await api(page, 'GET', `masters/${master.id}/report`)).json.moves.find((one) => one.id === id);
  check(!made || made.off || made.amount === null, 'it was made all the same:', made);
  await row.getByRole('switch').click();
  await page.getByRole('button', { name: 'Make the master again this way' }).click();
  master = await next(3);
  check(!master.recipe.off?.length, 'the recipe still leaves out', master.recipe.off);
  await shot(page, 'moves');
});

story('L01_the_song_with_all_its_figures_is_accessible_on_every_device', async () => {
  for (const [size, scheme] of everywhere) await look(page, 'song-full', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
});

await run();
