#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* engine_test.mjs - what the engine knows and can do, as the page shows it: every figure is the API's own, and
 * every control ends in the recipe that is sent. */
import { readFileSync } from 'node:fs';
import { api, check, house, member, run, shot, story, waitFor, wav } from './stage.mjs';
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
  const place = clipped.getByRole('button', { name: /Hear the mix at 1[23] seconds/ }).first();
  await place.click();
  await waitFor(async () => (await page.locator('.player').getAttribute('data-source')) === 'mix', { seconds: 5, what: 'the mix is heard' });
  const position = page.getByRole('slider', { name: 'Position in the song' });
  const at = async () => Number(await position.getAttribute('aria-valuenow'));
  await waitFor(async () => (await at()) >= 12 && (await at()) <= 14, { seconds: 5, what: 'the place is heard' });
  await shot(page, 'mix-report');
});

/* From the library, by typing some of its title. */
async function pick(picker, title) {
  await picker.fill(title.slice(2, 9));
  await page.getByRole('option', { name: title }).click();
}

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

story('E01_every_field_of_the_recipe_is_a_control_that_changes_what_is_sent', async () => {
  const other = await send(band('A record to follow.wav', 0.2));
  await page.goto(`${page.url().split('#')[0]}#/song/${song.id}`);
  const card = page.locator('.wishes');
  await card.getByText('More', { exact: true }).click();
  await card.getByText('Warm', { exact: true }).click();
  await card.getByLabel('Made for').selectOption('vinyl');
  check(/150 Hz/.test(await card.locator('.place-field .hint').textContent()), 'nothing is said about vinyl');
  await pick(card.locator('[data-reference]'), 'A record to follow');
  await card.getByText('A record to follow', { exact: true }).click();
  const slide = async (label, value) => { const one = card.getByLabel(label, { exact: true }); await one.fill(String(value)); };
  for (const [label, value] of [['Its tone', 2], ['Its dynamics', 3], ['Its width', 0], ['Its loudness', 4], ['Loudness', -11], ['Intensity', 45], ['Tone', 10], ['Width', 110],
    ['Density', 55], ['Tone to its target', 80], ['Dynamics to their target', 35], ['Width to its target', 65], ['Loudness to the references’', 25], ['Ceiling', -1.5]]) await slide(label, value);
  await card.getByLabel('How much may change').selectOption('wide');
  await card.getByLabel('Safe through MP3').check();
  await slide('… below', 140);
  await card.getByLabel('Keep the bass in the middle').uncheck();
  await card.getByLabel('Limiter').selectOption('fast');
  for (const [label, value] of [['Cut at the beginning, seconds', 1], ['Cut at the end, seconds', 0.5], ['Fade in, seconds', 0.2], ['Fade out, seconds', 0.7]]) await slide(label, value);
  await shot(page, 'wishes');
  await card.getByRole('button', { name: 'Make another master' }).click();
  const { recipe } = await next(4);
  const { json: guide } = await api(page, 'GET', 'styles');
  for (const { name, preset } of guide.recipe)
    if (name !== 'reference' && name !== 'off') check(recipe[name] !== null && String(recipe[name]) !== String(preset === 'yes' ? true : preset === 'no' ? false : preset), name, 'is still', recipe[name]);
  const sent = { style: 'warm', loudness: -11, ceiling: -1.5, intensity: 45, tone: 10, width: 110, dynamics: 55, tone_strength: 80, dynamics_strength: 35, width_strength: 65,
    loudness_strength: 25, caps: 'wide', codec_safe: true, mono_bass: false, mono_below: 140, limiter: 'fast', trim_start: 1, trim_end: 0.5, fade_in: 0.2, fade_out: 0.7 };
  for (const [name, value] of Object.entries(sent)) check(recipe[name] === value, name, 'is', recipe[name], 'instead of', value);
  check(recipe.references.length === 1, recipe.references);
  check(JSON.stringify(Object.entries(recipe.references[0]).sort()) === JSON.stringify(Object.entries({ version: other.latest_version.id, tone: 2, dynamics: 3, width: 0, loudness: 4 }).sort()), 'the reference is', recipe.references[0]);
});

story('E01_a_strength_goes_back_to_what_the_engine_takes_by_itself', async () => {
  const card = page.locator('.wishes');
  await card.getByText('More', { exact: true }).click();
  check(await card.getByLabel('Tone to its target', { exact: true }).inputValue() === '80', 'the recipe of this master is not in the form');
  await card.getByRole('button', { name: 'By itself again: Tone to its target' }).click();
  check(/by itself/.test(await card.locator('.strength-row').first().textContent()), 'it is not said that it goes by itself');
});

story('E01_wishes_are_kept_under_a_name_and_taken_up_again', async () => {
  const card = page.locator('.wishes');
  await card.getByText('Deep', { exact: true }).click();
  await card.getByLabel('Intensity', { exact: true }).fill('25');
  await card.getByRole('button', { name: 'Keep these wishes' }).click();
  await card.getByLabel('Name of these wishes').fill('Late night');
  await page.keyboard.press('Enter');
  await card.getByLabel('Take up kept wishes').waitFor();
  const { json } = await api(page, 'GET', 'presets');
  check(json.items[0].name === 'Late night' && json.items[0].recipe.style === 'deep' && json.items[0].recipe.intensity === 25, json.items);
  await card.getByText('Open', { exact: true }).click();
  await card.getByLabel('Take up kept wishes').selectOption('');
  await card.getByLabel('Take up kept wishes').selectOption({ label: 'Late night' });
  check(await card.getByRole('radio', { name: 'Deep' }).isChecked(), 'the style is not taken up');
  check(await card.getByLabel('Intensity', { exact: true }).inputValue() === '25', 'the intensity is not taken up');
  await card.getByRole('button', { name: 'Forget Late night' }).click();
  await waitFor(async () => (await api(page, 'GET', 'presets')).json.items.length === 0, { what: 'it is forgotten' });
});

story('E06_how_loud_it_can_go_is_drawn_and_its_target_is_dragged_and_moved_by_keys', async () => {
  const card = page.locator('.wishes');
  await card.getByRole('button', { name: 'How loud can it go?' }).click();
  const target = card.getByRole('slider', { name: 'Loudness to aim for' });
  await target.waitFor({ timeout: 90000 });
  const { json: curve } = await waitFor(async () => { const answer = await api(page, 'GET', `versions/${version.id}/curve`); return answer.status === 200 && answer; }, { seconds: 60 });
  if (Number.isFinite(curve.advised_lufs)) check((await card.locator('.loud-curve').textContent()).includes(String(Math.abs(curve.advised_lufs).toFixed(1))), 'the advised loudness is not told:', curve.advised_lufs);
  check(curve.audible_db === -8, 'it is heard from', curve.audible_db);
  await target.press('Home');
  const first = Number(await target.getAttribute('aria-valuenow'));
  await target.press('ArrowRight');
  check(Number(await target.getAttribute('aria-valuenow')) === first + 0.5, 'the key moved it from', first, 'to', await target.getAttribute('aria-valuenow'));
  const { x, y, width, height } = await target.boundingBox();
  await page.mouse.move(x + width * 0.1, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width - 2, y + height / 2, { steps: 4 });
  await page.mouse.up();
  check(Number(await target.getAttribute('aria-valuenow')) >= -7, 'dragged to the end it is', await target.getAttribute('aria-valuenow'));
  check(await card.getByLabel('Loudness', { exact: true }).inputValue() === await target.getAttribute('aria-valuenow'), 'the wish is another one');
  const noise = curve.points.filter((one) => one.lufs <= -6).at(-1).noise_to_mask_db, verdict = await card.locator('.loud-curve').getAttribute('data-verdict');
  check((noise > curve.audible_db) === ['heard', 'beyond'].includes(verdict) || Math.abs(noise - curve.audible_db) < 1, 'at', noise, 'dB it is called', verdict);
  await shot(page, 'loud-curve');
});

story('E05_the_report_of_a_master_is_told_in_figures_and_pictures', async () => {
  const { json: report } = await api(page, 'GET', `masters/${(await next(4)).id}/report`);
  const reached = await page.locator('.reached').textContent();
  for (const value of [report.loudness.target_lufs, report.loudness.reached_lufs, report.true_peak.ceiling_db, report.true_peak.reached_db, report.loudness.check_lufs])
    check(reached.includes(Math.abs(value).toFixed(1)), value, 'is not in', reached);
  check((await page.locator('[data-stopped]').count()) === (report.loudness.stopped ? 1 : 0), 'stopped:', report.loudness.stopped);
  const pictures = page.getByRole('tablist', { name: 'Pictures of this master' });
  await pictures.getByRole('tab', { name: 'Balance' }).focus();
  for (const name of ['Loudness', 'Limiter', 'Stereo', 'Codecs']) {
    await page.keyboard.press('ArrowRight');
    check(await pictures.getByRole('tab', { name }).getAttribute('aria-selected') === 'true', name, 'is not seen');
    const panel = page.getByRole('tabpanel', { name });
    if (name !== 'Codecs') check((await panel.locator('svg path').first().getAttribute('d')).length > 50, 'nothing is drawn of', name);
    else check((await panel.locator('tbody tr').count()) === report.codec_safe.codecs.length, 'not every codec is told');
    await shot(page, `report-${name.toLowerCase()}`);
  }
});

story('E05_a_song_is_heard_as_loud_as_a_platform_plays_it', async () => {
  const { json: report } = await api(page, 'GET', `masters/${(await next(4)).id}/report`);
  const { json: places } = await api(page, 'GET', 'platforms');
  const apple = places.items.find((one) => one.name === 'apple');
  await page.getByLabel('Listen as').selectOption('apple');
  const said = page.locator('.listen-as .hint');
  const gain = (one) => { const wish = apple.plays_at - one.lufs; return wish > 0 ? Math.max(0, Math.min(wish, apple.ceiling - one.true_peak_db)) : wish; };
  for (const one of [report.before, report.after]) check((await said.textContent()).includes(Math.abs(gain(one)).toFixed(1)), gain(one), 'is not in', await said.textContent());
  check(await page.getByRole('button', { name: /Equal loudness/ }).getAttribute('aria-pressed') === 'false', 'both at once');
  await page.getByRole('button', { name: /Equal loudness/ }).click();
  await waitFor(async () => (await page.getByLabel('Listen as').inputValue()) === '', { seconds: 5, what: 'the place is left' });
});

story('E08_a_new_mix_is_compared_with_the_old_one_and_gets_the_same_master', async () => {
  await page.locator('.column [data-drop]').setInputFiles(band('Under glass, mix 2.wav', 0.35));
  await page.locator('.mix-diff').waitFor({ timeout: 120000 });
  await page.locator('.mix-diff .facts').waitFor({ timeout: 60000 });
  const { json: versions } = await api(page, 'GET', `songs/${song.id}/versions`);
  const second = versions.items.find((one) => one.n === 2);
  const { json: diff } = await waitFor(async () => { const answer = await api(page, 'GET', `versions/${second.id}/diff?with=${version.id}`); return answer.status === 200 && answer; }, { seconds: 60 });
  check((await page.locator('.mix-diff .facts').textContent()).includes(Math.abs(diff.gain_db).toFixed(1)), 'the gain is not told:', diff.gain_db);
  await shot(page, 'mix-diff');
  const { json: before } = await api(page, 'GET', `songs/${song.id}/masters`);
  await page.locator('.mix-diff').getByLabel('Like', { exact: true }).selectOption({ label: 'Master 1' });
  await page.locator('.mix-diff').getByRole('button', { name: 'Make the same master' }).click();
  const made = await next(before.items[0].n + 1);
  const first = before.items.find((one) => one.n === 1);
  check(made.like_id === first.id && made.version_id === second.id, made);
  master = made;
});

story('E08_another_songs_master_is_followed_setting_by_setting', async () => {
  const { json } = await api(page, 'GET', 'songs'), other = json.items.find((one) => one.title === 'A record to follow');
  const card = page.locator('.like-card');
  await card.getByText('Like another song’s master').click();
  await pick(card.locator('[data-like]'), 'A record to follow');
  await card.getByRole('button', { name: 'Make the same master' }).click();
  const made = await next(master.n + 1);
  check(made.like_id === other.latest_master.id, made);
});

story('E10_a_file_is_taken_home_with_its_signed_certificate', async () => {
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), page.getByRole('button', { name: 'Certificate of the FLAC file' }).click()]);
  const certificate = JSON.parse(readFileSync(await file.path(), 'utf8'));
  check(JSON.stringify(certificate).includes('sha256'), certificate);
  check(file.suggestedFilename() === 'flac.certificate.json', file.suggestedFilename());
});

story('E12_a_newer_engine_is_offered_and_the_old_master_stays', async () => {
  const { json } = await api(page, 'GET', `songs/${song.id}/masters`), newest = json.items[0];
  check((await page.locator('.newer').count()) === 0, 'a newer engine is offered though there is none');
  house.sql(`UPDATE master SET engine = 'mastering 0.9.0', like_id = NULL WHERE id = '${newest.id}'`);
  await page.reload();
  await page.getByText('This master was made by mastering 0.9.0').waitFor();
  await page.getByRole('button', { name: 'Make it again with the newer engine' }).click();
  const made = await next(newest.n + 1);
  check(!made.newer_engine && JSON.stringify(made.recipe) === JSON.stringify(newest.recipe), 'another recipe:', made.recipe);
  check((await api(page, 'GET', `masters/${newest.id}`)).status === 200, 'the old master is gone');
});

story('E07_an_album_is_put_in_order_and_mastered_as_one_work', async () => {
  await page.getByRole('link', { name: 'Albums' }).click();
  await page.getByLabel('Title of the album').fill('Tides');
  for (const label of ['A record to follow', 'Under glass']) await pick(page.locator('[data-track]'), label);
  const order = () => page.locator('.track-order .track-title').allTextContents();
  await page.getByRole('button', { name: 'Later: A record to follow' }).click();
  check((await order()).join() === 'Under glass,A record to follow', 'by the arrow the order is', await order());
  await page.locator('.track-row').nth(0).dragTo(page.locator('.track-row').nth(1));
  check((await order()).join() === 'A record to follow,Under glass', 'by dragging the order is', await order());
  await page.getByLabel('Distances in loudness').fill('80');
  await page.getByRole('spinbutton', { name: 'Silence after A record to follow' }).fill('1,25');
  await page.locator('.wishes').getByText('Open', { exact: true }).click();
  await shot(page, 'album-new');
  await page.getByRole('button', { name: 'Master the album' }).click();
  await page.getByRole('heading', { name: 'Tides', level: 1 }).waitFor();
  await page.locator('.facts').waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'albums'), { json: album } = await api(page, 'GET', `albums/${json.items[0].id}`);
  check(album.state === 'ready' && album.songs[0].gap_s === 1.25 && album.report.songs[0].gap_s === 1.25 && album.distances === 80 && album.recipe.style === 'open', album);
  check(album.songs.map((one) => one.title).join() === 'A record to follow,Under glass', album.songs);
  const rows = await page.locator('.album-tracks tbody tr').allTextContents();
  album.report.songs.forEach((track, i) => check(rows[i].includes(track.reached_lufs.toFixed(1).replace('-', '−')), 'not told:', track.reached_lufs, 'in', rows[i]));
  await shot(page, 'album');
  for (const [size, scheme] of everywhere) await look(page, 'album', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.getByLabel('Title of the album').fill('Tides and moons');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Tides and moons', level: 1 }).waitFor();
  await page.getByLabel('UPC or EAN').fill('036000291453');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.field .error').waitFor();
  check(await page.getByLabel('UPC or EAN').getAttribute('aria-invalid') === 'true', 'another field is blamed');
  await page.getByLabel('UPC or EAN').fill('0 36000-29145 2');
  await page.getByRole('button', { name: 'Save' }).click();
  await waitFor(async () => (await api(page, 'GET', `albums/${album.id}`)).json.upc === '036000291452', { seconds: 10, what: 'the code is kept' });
  await waitFor(async () => (await page.getByLabel('UPC or EAN').inputValue()) === '036000291452', { seconds: 10, what: 'the code is shown' });
  await page.getByRole('link', { name: 'Albums' }).first().click();
  await page.getByRole('link', { name: /Tides and moons/ }).waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'albums', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.getByRole('link', { name: /Tides and moons/ }).click();
  await page.getByRole('button', { name: 'Delete the album' }).click();
  await page.getByRole('heading', { name: 'Albums', level: 1 }).waitFor();
  check((await api(page, 'GET', 'albums')).json.items.length === 0, 'it is still there');
  check((await api(page, 'GET', `masters/${album.songs[0].master_id}`)).status === 200, 'its masters are gone');
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.locator('.player').waitFor();
});

story('D01_a_song_far_down_the_library_is_found_by_typing_and_taken_by_keys', async () => {
  for (let n = 0; n < 60; n++) check((await api(page, 'POST', 'songs', { title: `Sketch ${n}` })).status === 201, 'no sketch', n);
  await page.goto(`${house.url}/#/albums`);
  const picker = page.locator('[data-track]');
  await picker.focus();
  await page.keyboard.type('a record');
  await page.getByRole('option', { name: 'A record to follow' }).waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'picker', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.keyboard.press('Enter');
  check((await page.locator('.track-order .track-title').allTextContents()).join() === 'A record to follow', 'it is not taken');
  check(await picker.inputValue() === '', 'what was typed stays');
  await page.keyboard.type('under glass');
  await page.getByRole('option', { name: 'Under glass' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.picker-list:visible').waitFor({ state: 'detached' });
  check((await page.locator('.track-order .track-title').count()) === 1, 'it was taken all the same');
  await page.goto(`${house.url}/#/song/${song.id}`);
  await page.locator('.player').waitFor();
});

story('L01_the_song_with_all_its_figures_is_accessible_on_every_device', async () => {
  for (const [size, scheme] of everywhere) await look(page, 'song-full', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
});

await run();
