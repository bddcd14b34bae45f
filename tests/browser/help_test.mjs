#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* help_test.mjs - the help: found without an account, read in every language, true of this house, and reached from
 * where one needs it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { all, everywhere, look } from './look.mjs';
import { ROOT, check, context, house, member, music, open, run, shot, story, waitFor } from './stage.mjs';

const texts = JSON.parse(readFileSync(path.join(ROOT, 'nginx/www/help/en.json'), 'utf8'));
const topics = Object.keys(texts);
const went = (page, hash) => waitFor(() => page.evaluate((wanted) => location.hash === wanted, hash), { what: hash });
const focused = (page, text) => waitFor(() => page.evaluate(() => document.activeElement.textContent).then((now) => now === text), { what: `the focus on ${text}` });

story('the_footer_leads_to_the_help_and_no_account_is_asked_for', async () => {
  const page = await open();
  await page.getByRole('contentinfo').getByRole('link', { name: 'Help' }).click();
  await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
  await page.locator('.help-topics li').first().waitFor();
  check(await page.locator('.help-topics li').count() === topics.length, 'not every topic is offered');
  await page.getByRole('link', { name: /^Preparing your mix/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Preparing your mix' }).waitFor();
  await focused(page, 'Preparing your mix');
  check((await page.title()).startsWith('Preparing your mix'), await page.title());
  await page.goBack();
  await page.locator('.help-topics').waitFor();
  await page.goto(`${house.url}/help/loudness`);
  await went(page, '#/help/loudness');
  await page.goto(`${house.url}/#/help/gibberish`);
  await page.getByText('There is no topic gibberish.').waitFor();
});

story('every_topic_is_read_to_its_end_and_has_no_hole', async () => {
  const page = await open({ hash: '#/help' });
  for (const topic of topics) {
    await page.goto(`${house.url}/#/help/${topic}`);
    await page.locator('.help-topic .help-next').waitFor();
    await waitFor(async () => !(await page.locator('.help-topic').innerText()).includes('–.'), { what: `the figures of ${topic}` });
    const text = await page.locator('.help-topic').innerText();
    check(!/[{}`]|\]\(|undefined|NaN|\[object|\*\*/.test(text), topic, 'says', /.*([{}`]|\]\(|undefined|NaN|\[object|\*\*).*/.exec(text)?.[0]);
    for (const part of Object.values(texts[topic].parts)) check(text.includes(part.title), topic, 'lacks', part.title);
  }
});

story('the_figures_are_those_of_this_house', async () => {
  const page = await open({ hash: '#/help/mix/file' });
  const asked = async (door) => (await page.request.get(`${house.url}/api/v1/${door}`)).json();
  const limits = await asked('limits');
  await page.getByText(`At most 6.4 GB and ${limits.song_minutes_max} minutes for one song`).waitFor();
  await page.route('**/api/v1/limits', async (route) => route.fulfill({ json: { ...limits, song_minutes_max: 17, support_email: 'people@harbour.example' } }));
  await page.reload();
  await page.getByText('17 minutes for one song').waitFor();
  check(await page.getByRole('link', { name: 'people@harbour.example' }).getAttribute('href') === 'mailto:people@harbour.example', 'nobody can be asked');
  await page.goto(`${house.url}/#/help/loudness/places`);
  const { items } = await asked('platforms');
  await page.locator('.help-part tbody tr').nth(items.length - 1).waitFor();
  const { recipe } = await asked('styles'), usual = recipe.find((one) => one.name === 'loudness').preset;
  await page.getByText(`stay at ${usual.replace('-', '−')}\u00a0LUFS`).waitFor();
});

story('a_part_has_an_address_of_its_own', async () => {
  const page = await open({ hash: '#/help/loudness/stops' });
  await focused(page, 'Why it stopped short');
  check(await page.evaluate(() => { const { top } = document.activeElement.getBoundingClientRect(); return top >= 0 && top < innerHeight / 2; }), 'it is not gone to');
  await page.locator('.help-parts').getByRole('link', { name: 'What each place does' }).click();
  await went(page, '#/help/loudness/places');
  await focused(page, 'What each place does');
  await page.locator('.help-part').getByRole('link', { name: 'highest point of the wave' }).click();
  await page.getByRole('heading', { level: 1, name: 'True peak and codecs' }).waitFor();
});

story('what_one_types_is_found_with_or_without_accents_and_by_other_names', async () => {
  const page = await open({ hash: '#/help' });
  const search = page.getByLabel('Search the help'), first = () => page.locator('.help-found a').first();
  await search.fill('dither');
  await first().waitFor();
  check(await first().getAttribute('href') === '#/help/files/dither', 'first is', await first().getAttribute('href'));
  check(await page.locator('.help-found mark').first().innerText() === 'dither', 'what was typed is not marked');
  await shot(page, 'help-found-dither');
  await search.fill('HEADROOM');
  await waitFor(async () => await first().getAttribute('href') === '#/help/mix', { what: 'a topic by another name' });
  await search.fill('nothing like zyzzyva');
  await page.getByText('Nothing here says that.').waitFor();
  check(await page.getByRole('status').filter({ hasText: '0 places' }).count() === 1, 'it is not told to who cannot see');
  await search.fill('ten minutes');
  await page.locator('.help-found a[href="#/help/privacy/safe"]').click();
  await focused(page, 'Keep it yours');
  await page.getByLabel('Language').selectOption('fr');
  await page.goto(`${house.url}/#/help`);
  await page.getByLabel('Chercher dans l’aide').fill('enchainent');
  await waitFor(async () => await first().getAttribute('href') === '#/help/albums/joins', { what: 'enchaînent without its accent' });
  check(await page.locator('.help-found mark').first().innerText() === 'enchaînent', 'the letters are marked wrongly:', await page.locator('.help-found mark').first().innerText());
  await page.getByLabel('Langue').selectOption('zh-Hans');
  await page.goto(`${house.url}/#/help?q=${encodeURIComponent('抖动')}`);
  await waitFor(async () => await first().getAttribute('href') === '#/help/files/dither', { what: 'the same in Chinese' });
});

story('by_keys_alone_one_searches_reads_and_goes_on', async () => {
  const page = await open({ hash: '#/help' });
  await page.locator('.help-topics').waitFor();
  await page.getByLabel('Search the help').focus();
  await page.keyboard.type('sibilants');
  await page.locator('.help-found').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.help-topic').waitFor();
  check((await page.evaluate(() => location.hash)).startsWith('#/help/'), 'nothing was opened');
  for (let i = 0; i < 60 && !(await page.evaluate(() => Boolean(document.activeElement.closest('.help-next')))); i++) await page.keyboard.press('Tab');
  const next = await page.evaluate(() => document.activeElement.hash);
  await page.keyboard.press('Enter');
  await went(page, next);
});

story('a_question_mark_stands_where_it_is_needed_and_leads_to_its_answer', async () => {
  const { page } = await member();
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  await page.locator('.song-link').first().click();
  await page.locator('.figures tbody').waitFor();
  await page.locator('.mix-report').waitFor();
  const links = await page.locator('.help-link').evaluateAll((found) => found.map((one) => [one.hash, one.getAttribute('aria-label')]));
  for (const hash of ['#/help/wishes', '#/help/moves', '#/help/mix/report', '#/help/files', '#/help/loudness/what', '#/help/versions'])
    check(links.some(([to, name]) => to === hash && /^Help: \w/.test(name)), 'no question mark leads to', hash, links);
  await page.setViewportSize(context.phone);
  const small = await page.locator('.help-link').evaluateAll((found) => found.map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width < 44 || height < 44).length);
  check(small === 0, small, 'are too small for a thumb');
  await page.getByRole('link', { name: 'Help: What each move does' }).click();
  await page.getByRole('heading', { level: 1, name: 'What each move does' }).waitFor();
  await page.goBack();
  await page.locator('.player').waitFor();
  await waitFor(async () => { await page.keyboard.press('?'); return await page.locator('dialog[open]').count(); }, { what: 'the keys are listened to' });
  await page.getByRole('dialog').getByRole('link', { name: 'Help: Comparing fairly' }).click();
  await page.getByRole('heading', { level: 1, name: 'Comparing fairly' }).waitFor();
  check(await page.locator('dialog[open]').count() === 0, 'the list of keys stands before it');
});

story('a_lost_connection_is_told_and_the_page_stays', async () => {
  const page = await open();
  await page.route('**/help/en.json', (route) => route.abort());
  await page.goto(`${house.url}/#/help/peaks`);
  await page.getByRole('heading', { level: 1, name: 'True peak and codecs' }).waitFor();
  await page.getByRole('alert').waitFor();
});

story('it_is_accessible_on_every_device', async () => {
  const page = await open();
  const titles = await all(page, [['help', '#/help', '.help-topics'], ['help-missing', '#/help/gibberish', '.note'], ...topics.map((topic) => [`help-${topic}`, `#/help/${topic}`, '.help-next'])].filter(([name]) => name !== 'help-missing'));
  check(titles.size === topics.length + 1, 'they share a title:', [...titles]);
  await page.goto(`${house.url}/#/help?q=peak`);
  await page.locator('.help-found').waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'help-found', size, scheme);
});

story('it_speaks_every_language', async () => {
  const page = await open();
  for (const [language, word] of [['de', 'Hilfe'], ['fr', 'Aide'], ['es', 'Ayuda'], ['pt-BR', 'Ajuda'], ['zh-Hans', '帮助']]) {
    await page.setViewportSize(context.desktop);
    await page.goto(`${house.url}/#/help`);
    await page.locator('footer select').first().selectOption(language);
    await page.getByRole('heading', { level: 1, name: word }).waitFor();
    await page.locator('.help-topics').waitFor();
    await look(page, `help-${language}`, 'phone', 'light');
    for (const topic of ['start', 'loudness', 'moves']) {
      await page.goto(`${house.url}/#/help/${topic}`);
      await page.locator('.help-next').waitFor();
      await look(page, `help-${topic}-${language}`, topic === 'moves' ? 'phone' : 'desktop', 'dark');
    }
  }
});

await run();
