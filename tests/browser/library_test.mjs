#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* library_test.mjs - the library as a person uses it: three songs or ten thousand. */
import { execFileSync } from 'node:child_process';
import { everywhere, look } from './look.mjs';
import { api, check, context, house, member, music, run, shot, sleep, story, waitFor } from './stage.mjs';

/* Songs as they would have come, without their sound: n of them, whose state and figures follow their number. */
function fill(person, n) {
  const account = `(SELECT id FROM account WHERE email = '${person.email}')`;
  house.sql(`
    CREATE TEMP TABLE fresh AS SELECT gen_random_uuid() AS id, g, ${account} AS account,
           timestamptz '2026-01-01Z' + g * interval '1 minute' AS at FROM generate_series(1, ${n}) g;
    INSERT INTO song (id, account_id, title, artist, created_at, updated_at)
    SELECT id, account, (ARRAY['Harbour Lights', 'Nightfall', 'Señal', 'The Long Way', 'Möwen', '夜航', 'Paper Boats'])[1 + g % 7] || ' ' || g, (ARRAY['Ann Person', 'The Lanterns', NULL])[1 + g % 3], at, at FROM fresh;
    INSERT INTO version (id, song_id, account_id, n, state, code, analysis, created_at, ready_at, changed)
    SELECT id, id, account, 1, CASE WHEN g % 29 = 5 THEN 'rejected' ELSE 'ready' END, CASE WHEN g % 29 = 5 THEN 'silence' END, jsonb_build_object('seconds', 100 + g % 300), at, at, 0 FROM fresh WHERE g % 31 <> 7;
    INSERT INTO master (id, version_id, song_id, account_id, n, recipe, state, report, preview, created_at, ready_at, changed)
    SELECT id, id, id, account, 1, '{}', CASE WHEN g % 37 = 3 THEN 'failed' ELSE 'ready' END, jsonb_build_object('after', jsonb_build_object('lufs', -8 - g % 10)),
           '{"rate": 48000, "channels": 2, "frames_total": 1, "segment_seconds": 10, "segments": [], "gain_db_match": 0, "mix_lufs": -20, "master_lufs": -14, "mix_gain_db": 0, "master_gain_db": 0}', at, at, 0 FROM fresh WHERE g % 31 <> 7 AND g % 29 <> 5 AND g % 5 <> 4;`);
}

/* What the page's main thread did meanwhile: the milliseconds of CPU time of each of its tasks, the longest first.  A frame
 * is at most one task, and a machine that is busy with something else does not count. */
async function traced(page, act) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['toplevel'] });
  await act();
  const { traceEvents: events } = JSON.parse((await browser.stopTracing()).toString());
  const main = events.find((one) => one.name === 'thread_name' && one.args.name === 'CrRendererMain');
  return events.filter((one) => one.pid === main.pid && one.tid === main.tid && one.name.endsWith('::RunTask')).map((one) => one.tdur / 1000).sort((a, b) => b - a);
}

/* What is in sight: a whole library is too long for a picture. */
const inSight = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });

/* A state on every screen, with a picture of what is in sight of it. */
async function everywhereSeen(page, name) {
  for (const [size, scheme] of everywhere) {
    await look(page, name, size, scheme);
    await inSight(page, `${name}-${size}-${scheme}-seen`);
  }
  await page.setViewportSize(context.desktop);
}

const found = (page) => page.locator('.library > [role=status]').first().textContent();
const titlesOf = (page) => page.locator('.places .song-title').allTextContents();

story('D02_cards_and_table_show_the_songs_and_what_becomes_of_them', async () => {
  const { page, person } = await member({ name: 'Ann' });
  await page.getByText('No songs yet').waitFor();
  await everywhereSeen(page, 'library-empty');
  fill(person, 40);
  await page.reload();
  await page.locator('.song').first().waitFor();
  check((await found(page)).startsWith('40 songs'), await found(page));
  const columns = new Set();
  for (const box of await page.locator('.song').all()) columns.add((await box.boundingBox()).x);
  check(columns.size >= 3, 'cards stand in', String(columns.size), 'columns');
  await everywhereSeen(page, 'library-cards');
  await page.setViewportSize(context.phone);
  await waitFor(() => page.locator('.song').evaluateAll((all) => new Set(all.map((one) => one.getBoundingClientRect().x)).size === 1), { what: 'one column on a phone' });
  await page.setViewportSize(context.desktop);
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.getByRole('table').waitFor();
  check(await page.getByRole('table').getAttribute('aria-rowcount') === '41', 'rows');
  await everywhereSeen(page, 'library-table');
  await page.setViewportSize(context.desktop);
  await page.reload();
  await page.getByRole('table').waitFor(); // remembered
});

/* Ann with songs that stand there without sound. */
async function withSongs(n, options = {}) {
  const { page, person } = await member({ name: 'Ann', ...options });
  fill(person, n);
  await page.reload();
  await page.locator('.places [data-song]').first().waitFor();
  return { page, person };
}

const typed = async (page, words) => {
  await page.getByRole('searchbox').fill(words);
  await waitFor(async () => (await page.locator('.library').getAttribute('aria-busy')) === null && decodeURIComponent(page.url()).includes(words.replaceAll(' ', '+')), { what: `${words} is looked for` });
  await sleep(300);
  await waitFor(async () => (await page.locator('.library').getAttribute('aria-busy')) === null, { what: `${words} is found` });
};

story('C04_one_finds_songs_by_words_filters_and_orders_and_the_address_keeps_them', async () => {
  const { page } = await withSongs(60);
  await typed(page, 'nightfall lanterns');
  const some = await titlesOf(page);
  check(some.length > 0 && some.every((one) => one.startsWith('Nightfall')), some);
  check((await found(page)).startsWith(`${some.length} song`), await found(page));
  await typed(page, '');
  await page.getByRole('button', { name: /^Failed/ }).click();
  await page.waitForURL(/stage=failed/);
  await waitFor(async () => (await page.locator('.places .chip').allTextContents()).every((one) => ['Failed', 'Not taken'].includes(one)), { what: 'only those that failed' });
  const failed = Number(await page.locator('[data-stage=failed] small').textContent());
  check((await titlesOf(page)).length === failed && failed > 0, 'the count lies');
  await page.getByRole('button', { name: /^All/ }).click();
  await page.getByRole('combobox', { name: 'Order' }).selectOption('title');
  await page.waitForURL(/sort=title/);
  await waitFor(async () => (await titlesOf(page))[0] === 'Harbour Lights 7', { what: 'by title' });
  const titles = await titlesOf(page);
  check(JSON.stringify(titles) === JSON.stringify([...titles].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))), titles);
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.getByRole('columnheader', { name: 'Loudness' }).getByRole('button').click();
  await page.waitForURL(/sort=lufs/);
  await waitFor(async () => (await page.getByRole('columnheader', { name: 'Loudness' }).getAttribute('aria-sort')) === 'descending', { what: 'aria-sort' });
  await waitFor(async () => (await page.locator('.places .cell-lufs').first().textContent()) === '−8.0\u00a0LUFS', { what: 'the loudest first' });
  await page.reload();
  await waitFor(async () => (await page.locator('.places .cell-lufs').first().textContent().catch(() => '')) === '−8.0\u00a0LUFS', { what: 'the address is kept' });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Your songs' }).click();
  await waitFor(async () => page.url().endsWith('#/') && (await page.getByRole('combobox', { name: 'Order' }).inputValue()) === 'changed', { what: 'the way to all songs' });
  await typed(page, 'no such words');
  await page.getByText('No song answers to “no such words”').waitFor();
  await everywhereSeen(page, 'library-nothing');
  await page.setViewportSize(context.desktop);
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.locator('.places [data-song]').first().waitFor();
  check(await page.getByRole('searchbox').inputValue() === '', 'the words stay');
  await page.getByRole('combobox', { name: 'When they were mastered' }).selectOption('7');
  await page.getByText('No song fits these filters').waitFor(); // they are all of January
  await page.getByRole('button', { name: 'Take the filters away' }).click();
  await page.locator('.places [data-song]').first().waitFor();
});

story('C04_a_style_is_written_in_any_words_and_found_again_and_an_order_is_turned_round', async () => {
  const { page } = await withSongs(12);
  check(await page.getByRole('combobox', { name: 'Style', exact: true }).count() === 0, 'a filter that finds nothing is offered');
  const write = async (title, style) => {
    await page.locator('.places .song-link', { has: page.getByText(title, { exact: true }) }).click();
    await page.getByText('About this song').click();
    await page.getByLabel('Style of music').fill(style);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').first().waitFor();
    await page.reload();
    await page.getByText('About this song').click();
    check(await page.getByLabel('Style of music').inputValue() === style, 'kept is', await page.getByLabel('Style of music').inputValue());
    await page.getByRole('link', { name: 'All songs' }).click();
    await page.locator('.places [data-song]').first().waitFor();
  };
  await write('Harbour Lights 7', 'Dub techno');
  await write('Möwen 4', 'Warm');
  const { json } = await api(page, 'GET', 'songs/styles');
  check(JSON.stringify(json.items) === JSON.stringify([{ style: 'other:Dub techno', songs: 1 }, { style: 'warm', songs: 1 }]), json);
  await page.getByRole('combobox', { name: 'Style', exact: true }).selectOption({ label: 'Dub techno (1)' });
  await waitFor(async () => JSON.stringify(await titlesOf(page)) === '["Harbour Lights 7"]', { what: 'only that one' });
  check((await found(page)).startsWith('1 song') && /style=other/.test(page.url()), page.url());
  await page.reload();
  await waitFor(async () => JSON.stringify(await titlesOf(page)) === '["Harbour Lights 7"]', { what: 'the address is kept' });
  await page.getByRole('combobox', { name: 'Style', exact: true }).selectOption('');
  await waitFor(async () => (await titlesOf(page)).length === 12, { what: 'all of them' });

  const turn = page.getByRole('button', { name: 'Turn the order round' }), order = page.getByRole('combobox', { name: 'Order' });
  await order.selectOption('title');
  await waitFor(async () => (await titlesOf(page))[0] === 'Harbour Lights 7', { what: 'by title' });
  const there = await titlesOf(page);
  await turn.click();
  await waitFor(async () => JSON.stringify(await titlesOf(page)) === JSON.stringify([...there].reverse()), { what: 'the other way round' });
  check(await turn.getAttribute('aria-pressed') === 'true' && await order.inputValue() === '-title' && /sort=-title/.test(page.url()), page.url());
  await everywhereSeen(page, 'library-turned');
  await page.setViewportSize(context.desktop);
  await page.getByRole('button', { name: 'As a table' }).click();
  const head = page.getByRole('columnheader', { name: 'Loudness' });
  await head.getByRole('button').click();
  await waitFor(async () => (await head.getAttribute('aria-sort')) === 'descending', { what: 'the loudest first' });
  await head.getByRole('button').click();
  await waitFor(async () => (await head.getAttribute('aria-sort')) === 'ascending', { what: 'the quietest first' });
  const loud = async () => (await page.locator('.places .cell-lufs').allTextContents()).map((text) => parseFloat(text.replace('−', '-')));
  await waitFor(async () => {
    const figures = (await loud()).filter((one) => !Number.isNaN(one));
    return figures.length > 2 && figures.every((one, i) => i === 0 || one >= figures[i - 1]);
  }, { what: 'from quiet to loud' });
  check(Number.isNaN((await loud()).at(-1)), 'what has no figure is not last:', await loud());
});

story('D02_many_songs_are_chosen_by_mouse_and_by_keyboard_and_deleted_with_time_to_think_again', async () => {
  const { page } = await withSongs(60);
  const picks = page.locator('.places .pick input'), counted = page.locator('.chosen-count strong');
  await picks.nth(1).click();
  await picks.nth(5).click({ modifiers: ['Shift'] });
  check(await counted.textContent() === '5 songs selected', await counted.textContent());
  await everywhereSeen(page, 'library-chosen');
  await page.setViewportSize(context.desktop);
  await page.keyboard.press('Escape');
  check(await counted.count() === 0, 'Escape chooses nothing');
  await picks.nth(0).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  check(await counted.textContent() === '1 song selected', await counted.textContent());
  await picks.nth(3).focus();
  await page.keyboard.press('Shift+Space');
  await waitFor(async () => (await counted.textContent()) === '4 songs selected', { what: 'a stretch by keyboard' });
  await page.keyboard.press('Control+a');
  await waitFor(async () => (await counted.textContent()) === '60 songs selected', { what: 'all are chosen' });
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  check(await counted.count() === 0, 'none');
  const [first, second, third] = await titlesOf(page);
  await picks.nth(0).check();
  await picks.nth(1).check();
  await page.locator('.chosen-bar').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('2 songs are deleted').waitFor();
  check((await titlesOf(page))[0] === third && !(await titlesOf(page)).includes(second), 'they are still there');
  check((await page.locator('[data-stage=all] small').textContent()) === '58', 'the count');
  await page.getByRole('button', { name: 'Undo' }).click();
  await waitFor(async () => (await titlesOf(page)).includes(second) && (await page.locator('[data-stage=all] small').textContent()) === '60', { what: 'they are back' });
  await page.getByRole('button', { name: `Delete ${first}`, exact: true }).click();
  await page.getByText(`${first} is deleted`).waitFor();
  await waitFor(async () => (await page.getByText(`${first} is deleted`).count()) === 0, { seconds: 15, what: 'ten seconds' });
  await page.reload();
  await page.locator('.places [data-song]').first().waitFor();
  check(!(await titlesOf(page)).includes(first) && (await found(page)).startsWith('59'), 'it came back');
});

story('D02_masters_come_home_in_one_zip_file', async () => {
  const { page } = await member({ name: 'Ann' });
  for (const name of ['Harbour Lights', 'Nightfall', 'Paper Boats']) await page.locator('[data-drop]').setInputFiles(music(4, `${name}.wav`));
  await waitFor(async () => (await page.locator('.places .chip', { hasText: 'Mastered' }).count()) === 3, { seconds: 60, what: 'three masters' });
  await waitFor(async () => (await page.locator('.song-wave path').evaluateAll((all) => all.every((one) => one.getAttribute('d').length > 200))), { what: 'three waves' });
  await inSight(page, 'library-waves');
  await api(page, 'POST', 'songs', { title: 'Bare' });
  await page.reload();
  await page.locator('.song', { hasText: 'Bare' }).waitFor();
  await page.getByRole('checkbox', { name: 'Select all' }).click();
  await page.getByText('1 has no master yet and is left out of the ZIP.').waitFor();
  await page.getByRole('combobox', { name: 'Format of the files' }).selectOption('flac');
  const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), page.getByRole('button', { name: 'Download ZIP' }).click()]);
  check(/^masters \d{4}-\d\d-\d\d\.zip$/.test(file.suggestedFilename()), file.suggestedFilename());
  const said = execFileSync('/usr/bin/python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(sorted(z.namelist())))', await file.path()], { encoding: 'utf8' });
  check(said.trim() === 'Harbour Lights (master 1).flac\nNightfall (master 1).flac\nPaper Boats (master 1).flac', said);
  await page.getByText(/Your ZIP file with 3 masters is on its way/).waitFor();
  check(await page.locator('.packing').count() === 0, 'it is packed for ever');
  /* what is refused is said */
  await page.route('**/api/v1/parcels', (route) => route.fulfill({ status: 413, contentType: 'application/problem+json', body: JSON.stringify({ title: 'This ZIP file would be too large', status: 413, code: 'parcel_too_big', detail: 'x', next: 'y' }) }));
  await page.getByRole('button', { name: 'Download ZIP' }).click();
  await page.locator('.toast.bad', { hasText: 'This ZIP file would be too large' }).waitFor();
});

story('D02_one_comes_back_from_a_song_to_where_one_was', async () => {
  const { page } = await withSongs(600);
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.getByRole('combobox', { name: 'Order' }).selectOption('title');
  await page.waitForURL(/sort=title/);
  await waitFor(async () => (await titlesOf(page))[0] === 'Harbour Lights 7', { what: 'by title' });
  await page.evaluate(() => scrollTo(0, 20000));
  await waitFor(async () => (await page.locator('.places [data-song]').count()) > 10 && (await page.locator('.coming').count()) === 0, { what: 'the middle has come' });
  await sleep(500); // the rows for here are drawn
  const title = await page.locator('.places .song-link').nth(8).locator('.song-title').textContent(), top = await page.evaluate(() => scrollY);
  await page.locator('.places .song-link', { has: page.getByText(title, { exact: true }) }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('link', { name: 'All songs' }).click();
  await waitFor(async () => (await page.evaluate(() => scrollY)) === top, { what: 'the same height' });
  await waitFor(() => page.evaluate((wanted) => document.activeElement?.textContent.startsWith(wanted), title), { what: 'the focus on the song' });
  check(/sort=title/.test(page.url()), page.url());
  await page.locator('.places .song-link', { has: page.getByText(title, { exact: true }) }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.goBack();
  await waitFor(async () => (await page.evaluate(() => scrollY)) === top, { what: 'the same height by the browser\'s own way back' });
  /* Another master of the song, a reload: the link still leads to where one was. */
  await page.locator('.places .song-link', { has: page.getByText(title, { exact: true }) }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.evaluate(() => { location.hash += '/another'; });
  await waitFor(() => page.evaluate(() => history.state !== null), { what: 'the page has gone there' });
  await page.reload();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.getByRole('link', { name: 'All songs' }).click();
  await waitFor(async () => (await page.evaluate(() => scrollY)) === top, { what: 'the same height after a reload' });
  await waitFor(() => page.evaluate((wanted) => document.activeElement?.textContent.startsWith(wanted), title), { what: 'the focus on the song again' });
});

story('D02_ten_thousand_songs_scroll_without_a_frame_over_50_ms', async () => {
  const { page } = await withSongs(10000);
  for (const view of ['As cards', 'As a table']) {
    await page.getByRole('button', { name: view }).click();
    await page.evaluate(() => scrollTo(0, 0));
    await sleep(500);
    const tasks = await traced(page, () => page.evaluate(() => new Promise((done) => {
      let n = 0;
      const step = () => {
        scrollBy(0, 120);
        if (++n < 240) requestAnimationFrame(step);
        else done();
      };
      requestAnimationFrame(step);
    })));
    console.log(`# ${view}: the longest of ${tasks.length} tasks of the main thread took ${tasks.slice(0, 5).map((ms) => ms.toFixed(1)).join(', ')} ms`);
    check(tasks.length > 240 && tasks[0] <= 50, view, 'long tasks:', tasks.slice(0, 9));
    check(await page.evaluate(() => scrollY) > 25000, 'it did not scroll');
    const drawn = await page.locator('.places > *').count();
    check(drawn < 120, String(drawn), 'songs are in the document');
  }
  /* A leap to the end: places first, then the songs, each page once. */
  const asked = [];
  page.on('request', (request) => { if (request.url().includes('/api/v1/songs?')) asked.push(request.url()); });
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.locator('.coming').first().waitFor();
  await inSight(page, 'library-coming');
  const rows = page.getByRole('row');
  await waitFor(async () => (await page.locator('.coming').count()) === 0 && (await rows.last().getAttribute('aria-rowindex')) === '10001', { seconds: 60, what: 'the end has come' });
  check(new Set(asked).size === asked.length && asked.length <= 100, `${asked.length} requests, ${new Set(asked).size} of them different`);
  await page.keyboard.press('Home');
  await waitFor(async () => (await rows.nth(1).getAttribute('aria-rowindex')) === '2', { what: 'back at the top' });
});

story('D02_who_asks_too_often_waits_and_goes_on_by_himself', async () => {
  const { page } = await withSongs(400);
  let refusals = 0;
  await page.route('**/api/v1/songs?*cursor=*', async (route) => {
    if (refusals++ < 2) return route.fulfill({ status: 429, headers: { 'Retry-After': '4' }, contentType: 'application/problem+json', body: JSON.stringify({ title: 'Too often', status: 429, code: 'too_many', detail: 'x' }) });
    return route.continue();
  });
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.locator('.library > .hint', { hasText: 'One moment: the next songs come in a few seconds.' }).waitFor();
  check(await page.locator('.coming').count() > 0, 'no places are kept for them');
  await look(page, 'library-waiting', 'desktop', 'light');
  await waitFor(async () => (await page.locator('.coming').count()) === 0 && (await page.locator('.places [data-song]').count()) > 5, { what: 'it goes on by itself' });
  check(refusals >= 3 && (await page.locator('.refusal').count()) === 0, 'it complains');
});

story('D02_the_keyboard_alone_goes_through_the_library', async () => {
  const { page } = await withSongs(300);
  await page.getByRole('searchbox').focus();
  const seen = [];
  for (let i = 0; i < 160; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const one = document.activeElement, box = one.getBoundingClientRect();
      return { name: one.getAttribute('aria-label') || one.textContent.trim().slice(0, 30), place: one.closest('[data-place]')?.dataset.place, inSight: box.bottom > 0 && box.top < innerHeight };
    });
    check(here.inSight, 'the focus is out of sight at', here);
    seen.push(here);
  }
  const places = seen.map((one) => Number(one.place)).filter((n) => !Number.isNaN(n));
  check(places.length > 100 && places.every((n, i) => i === 0 || n === places[i - 1] || n === places[i - 1] + 1), 'not in order:', places);
  check(Math.max(...places) > 30, 'it ends at', String(Math.max(...places)));
});

await run();
