#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* reader_test.mjs - the library, the queue, the player and the blind test by ear: every control says what it is, and
 * what happens is read once, not twice and not every second. */
import { listenTo, one, readable, reads } from './reader.mjs';
import { api, check, member, music, run, scratch, story, waitFor } from './stage.mjs';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

let page, song;

story('X03_the_queue_is_read_as_it_goes_and_not_by_the_percent', async () => {
  ({ page } = await member({ name: 'Ann' }));
  page.context().staysForTheNextStory = true;
  await readable(page, 'the empty library');
  await listenTo(page);
  const none = path.join(scratch, 'notes.wav');
  writeFileSync(none, 'these are words');
  await reads(page, () => page.locator('[data-drop]').setInputFiles(none), /^notes\.wav: ./);
  await page.getByRole('button', { name: 'Remove from the list: notes.wav' }).click();
  await page.evaluate(() => { window.read = []; });
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByRole('link', { name: 'Listen', exact: true }).waitFor({ timeout: 120000 });
  await readable(page, 'the queue');
  const heard = await waitFor(async () => { const all = await page.evaluate(() => window.read); return all.some((words) => /Harbour Lights\.wav: Mastered\./.test(words)) && all; }, { what: 'the end is read' });
  check(heard.filter((words) => /Harbour Lights\.wav: Mastered\./.test(words)).length === 1, 'the end is read:', heard);
  check(heard.some((words) => /Harbour Lights\.wav: Mastering/.test(words)), 'nothing is read of its mastering:', heard);
  check(!heard.some((words) => /\d\s?%/.test(words)) && heard.length <= 8, 'too much is read:', heard);
});

story('X03_the_library_is_read', async () => {
  await api(page, 'POST', 'songs', { title: 'Bare' });
  await page.reload();
  await page.locator('.song', { hasText: 'Bare' }).waitFor();
  const all = await readable(page, 'the library');
  one(all, 'searchbox', 'Search your songs');
  one(all, 'combobox', 'Order');
  check(one(all, 'button', 'Turn the order round').pressed === 'false', 'it does not say that it is not turned');
  check(one(all, 'button', 'As cards').pressed === 'true', 'it does not say how songs are shown');
  one(all, 'checkbox', 'Select Harbour Lights');
  one(all, 'button', 'Delete Harbour Lights');
  one(all, 'list', 'Your songs');
  await listenTo(page);
  await reads(page, () => page.getByRole('searchbox').fill('harbour'), '1 song found');
  await reads(page, () => page.getByRole('searchbox').fill(''), '2 songs found');
  await reads(page, () => page.getByRole('checkbox', { name: 'Select Harbour Lights' }).check(), '1 song selected.');
  await reads(page, () => page.getByRole('checkbox', { name: 'Select Bare' }).check(), '2 songs selected.');
  await reads(page, () => page.keyboard.press('Escape'), '0 songs selected.');
  await reads(page, () => page.getByRole('button', { name: 'Delete Bare' }).click(), /^Bare is deleted/, '1 song found');
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click();
  const table = await readable(page, 'the table');
  one(table, 'table', 'Your songs');
  await page.getByRole('button', { name: 'As cards' }).click();
});

story('X03_the_player_says_what_it_is_and_what_is_heard', async () => {
  const { json } = await api(page, 'GET', 'songs');
  song = json.items.find((one) => one.title === 'Harbour Lights');
  await page.evaluate((id) => { location.hash = `#/song/${id}`; }, song.id);
  await page.locator('.player .round:not([disabled])').waitFor();
  await page.locator('.figures tbody').first().waitFor();
  const all = await readable(page, 'the player');
  one(all, 'region', 'Compare mix and master');
  one(all, 'button', 'Play');
  check(/^0 seconds of 20 seconds$/.test(one(all, 'slider', 'Position in the song').valuetext), one(all, 'slider', 'Position in the song'));
  check(one(all, 'button', 'Master').pressed === 'true' && one(all, 'button', 'Mix').pressed === 'false', 'the two do not say which is heard');
  check(one(all, 'button', /^Equal loudness, [−+]\d/).pressed === 'true', 'it is not said that they are equally loud');
  await listenTo(page);
  const key = (name) => () => page.keyboard.press(name);
  await page.locator('h1').focus();
  await reads(page, key('x'), 'You hear the mix.');
  await reads(page, key('b'), 'You hear the master.');
  await reads(page, key('m'), 'Each as loud as it is.');
  await reads(page, key('m'), /^Equal loudness, [−+]/);
  await reads(page, key('l'), /^The whole song comes round/);
  await reads(page, key('l'), 'The song plays on to its end.');
  /* A button says by itself what it is now. */
  await reads(page, () => page.getByRole('group', { name: 'What you hear' }).getByRole('button', { name: 'Mix' }).click());
  await reads(page, key('b'), 'You hear the master.');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('.player[data-playing=true]').waitFor();
  await reads(page, () => page.waitForTimeout(3000)); // music, and no words over it
});

story('X03_the_position_and_the_loop_are_read_as_one_says_them', async () => {
  const slider = page.getByRole('slider', { name: 'Position in the song' }), said = () => slider.getAttribute('aria-valuetext');
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('PageUp');
  await waitFor(async () => (await said()) === '15 seconds of 20 seconds', { what: 'where one went' });
  await page.evaluate(() => { window.changes = 0; new MutationObserver(() => window.changes++).observe(document.querySelector('.waveform'), { attributeFilter: ['aria-valuetext'] }); });
  await page.waitForTimeout(2500);
  check(await page.evaluate(() => window.changes) === 0, 'while it plays the position is read every second');
  await page.locator('h1').focus();
  await page.keyboard.press('k');
  await page.locator('.player[data-playing=false]').waitFor();
  await page.keyboard.press('2');
  await page.keyboard.press('i');
  await reads(page, async () => { await page.keyboard.press('8'); await page.keyboard.press('o'); }, 'Loop from 4 seconds to 16 seconds.');
  const all = await readable(page, 'the loop');
  check(one(all, 'slider', 'Loop begins').valuetext === '4 seconds' && one(all, 'slider', 'Loop ends').valuetext === '16 seconds', 'its ends are', one(all, 'slider', 'Loop begins'));
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Closer' }).click();
  one(await readable(page, 'the zoomed player'), 'slider', 'Part that is shown');
  await page.keyboard.press('f');
});

story('X03_pictures_are_told_as_tables', async () => {
  for (const button of ['Loudness over time', 'Stereo field']) await page.getByRole('button', { name: button }).click();
  await page.locator('.lane').first().waitFor();
  one(await readable(page, 'the lanes'), 'table', /^Loudness/);
  for (const name of ['Balance', 'Loudness', 'Limiter', 'Stereo']) {
    await page.getByRole('tab', { name, exact: true }).click();
    const panel = page.getByRole('tabpanel'), cells = panel.locator('table td');
    await waitFor(async () => (await cells.count()) >= 3, { what: `${name} has a table` });
    check((await cells.allTextContents()).every((text) => /\d|–/.test(text)) && (await panel.locator('caption').textContent()).length > 5, name, await cells.allTextContents());
    await readable(page, name);
  }
  for (const button of ['Loudness over time', 'Stereo field']) await page.getByRole('button', { name: button }).click();
});

story('X03_a_move_that_is_listened_to_is_told', async () => {
  const row = page.locator('.moves [data-move]').first();
  await reads(page, async () => {
    await row.getByRole('button', { name: /^Listen to the difference/ }).click();
    await page.locator('.player[data-source=delta]').waitFor({ timeout: 60000 });
  }, /^Taking this move out, to compare: /, /^You hear only what this move changed: /);
  await page.getByRole('button', { name: 'Back to mix and master' }).click();
  await page.locator('.player[data-source=master]').waitFor({ timeout: 30000 }).catch(() => {});
});

story('X03_the_blind_test_is_taken_by_ear', async () => {
  await page.getByRole('button', { name: 'Blind test' }).click();
  const dialog = page.getByRole('dialog', { name: 'Blind test' });
  await dialog.getByLabel('Trials').selectOption('8');
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await dialog.locator('.blind-count').waitFor();
  check(await page.evaluate(() => document.activeElement.textContent) === 'Trial 1 of 8', 'the focus is on', await page.evaluate(() => document.activeElement.textContent));
  await listenTo(page);
  const all = await readable(page, 'the blind test');
  for (const letter of ['A', 'X', 'B']) one(all, 'button', `Hear ${letter}`);
  check(one(all, 'button', 'Hear X').pressed === 'true', 'it does not say that X is heard');
  await reads(page, () => page.keyboard.press('a'));
  for (let n = 2; n <= 8; n++) await reads(page, () => page.keyboard.press('1'), `Trial ${n} of 8.`);
  await page.keyboard.press('1');
  await dialog.locator('.blind-score').waitFor();
  const end = await readable(page, 'the end of the blind test');
  const described = await page.evaluate(() => document.activeElement.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' '));
  check(/of 8 right/.test(await page.evaluate(() => document.activeElement.textContent)) && /%/.test(described) && /A was/.test(described), described);
  one(end, 'list', /./);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  check(await page.evaluate(() => document.activeElement.textContent.trim()) === 'Blind test', 'the focus does not come back');
});

await run();
