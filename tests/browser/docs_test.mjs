#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* docs_test.mjs - the API shown from its own description: found, read, tried; and an address for every problem. */
import { all, everywhere, look } from './look.mjs';
import { ROOT, api, check, context, house, member, open, run, shot, story, waitFor } from './stage.mjs';

const described = async (page) => (await page.request.get(`${house.url}/api/v1/openapi.json`)).json();
const went = (page, hash) => waitFor(() => page.evaluate((wanted) => location.hash === wanted, hash), { what: hash });
const titled = async (page, path) => page.locator('.door h1', { hasText: path }).waitFor();

story('M01_the_footer_leads_to_every_door_by_its_noun', async () => {
  const page = await open();
  await page.getByRole('contentinfo').getByRole('link', { name: 'API' }).click();
  await page.getByRole('heading', { level: 1, name: 'The API' }).waitFor();
  const { paths } = await described(page);
  const doors = Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
  const shown = await page.evaluate(() => [...document.querySelectorAll('.docs-nav details a')].map((one) => one.hash.split('/').pop()));
  check([...doors].sort().join() === [...shown].sort().join(), 'described:', doors, 'shown:', shown);
  const names = await page.locator('.docs-nav summary span').allTextContents();
  check(names.length > 8 && names.every((name) => /^[A-Z]/.test(name)), 'nouns without a word:', names);
});

story('M01_every_door_can_be_opened_and_leaves_no_word_untold', async () => {
  const page = await open({ hash: '#/docs' });
  await page.locator('.docs-nav').waitFor();
  const { paths } = await described(page);
  for (const [path, methods] of Object.entries(paths))
    for (const [method, one] of Object.entries(methods)) {
      await page.evaluate((id) => { location.hash = `#/docs/${id}`; }, one.operationId);
      await page.locator('.door h1', { hasText: method.toUpperCase() }).filter({ hasText: path }).waitFor();
      await waitFor(async () => (await page.locator('.door header .hint code').textContent()) === one.operationId, { what: one.operationId });
      const text = await page.locator('.docs-main').innerText();
      check(!/docs\.\w|undefined|\[object|NaN/.test(text), one.operationId, 'says', /.*(docs\.\w|undefined|\[object|NaN).*/.exec(text)?.[0]);
      for (const { name } of one.parameters) check(text.includes(name), one.operationId, 'does not tell', name);
    }
});

story('M01_a_door_is_found_while_one_types', async () => {
  const page = await open({ hash: '#/docs' });
  const search = page.getByLabel('Find a door');
  await search.fill('certificate');
  await page.locator('.docs-nav').getByText('1 door', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'certificate' }).click();
  await titled(page, '/api/v1/masters/{id}/files/{format}/certificate');
  check(await page.evaluate(() => document.activeElement.tagName) === 'H1', 'the door does not begin at its heading');
  check((await page.title()).includes('certificate'), 'its title is', await page.title());
  check(await search.inputValue() === 'certificate', 'what was typed is gone');
  await search.fill('per_pixel');
  await page.locator('.docs-nav').getByText('2 doors', { exact: true }).waitFor();
  await search.fill('no such thing');
  await page.getByText('No door is called like that.').waitFor();
});

story('M02_the_address_of_a_problem_resolves_to_a_sentence_and_a_next_step', async () => {
  const page = await open();
  const { json } = await api(page, 'GET', 'songs');
  check(json.type === '/docs/problems#unauthenticated' && json.next, 'the problem says', json);
  await page.goto(`${house.url}${json.type}`);
  await went(page, '#/docs/problems/unauthenticated');
  const one = page.locator('#unauthenticated');
  await one.getByRole('heading', { name: json.title }).waitFor();
  check((await one.innerText()).includes(json.next) && await one.getAttribute('aria-current') === 'true', 'it is not told there');
  check(await page.evaluate(() => document.activeElement.textContent) === json.title, 'it is not gone to');
  await page.goto(`${house.url}/docs/problems#gibberish`);
  await page.getByText('There is no code gibberish here.').waitFor();
  await page.goto(`${house.url}/docs`);
  await went(page, '#/docs');
});

story('M02_every_code_has_a_sentence_and_a_next_step_in_the_language_of_the_page', async () => {
  const page = await open({ hash: '#/docs/problems' });
  await page.locator('.docs-problems li').first().waitFor();
  const read = () => page.evaluate(() => [...document.querySelectorAll('.docs-problems li')].map((one) => [one.id, one.querySelector('h2').textContent, one.querySelector('p')?.textContent]));
  const english = await read();
  check(english.length > 80 && english.every(([, title, next]) => title && next), english.filter(([, title, next]) => !title || !next));
  await page.getByLabel('Language').selectOption('es');
  await page.getByRole('heading', { name: 'Códigos de problema' }).waitFor();
  await waitFor(async () => (await read())[0][1] !== english[0][1], { what: 'the codes in Spanish' });
  const spanish = await read();
  check(spanish.length === english.length && spanish.every(([, title, next], i) => title && next && next !== english[i][2]), spanish.filter(([, , next], i) => next === english[i][2]));
  await page.getByLabel('Buscar un código').fill('codec_not_taken');
  await page.locator('.docs-problems').getByText('1 código', { exact: true }).waitFor();
});

story('M03_a_door_that_looks_is_tried_at_once', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/docs/songs_get`);
  await page.getByRole('button', { name: 'Send GET' }).waitFor();
  await page.getByLabel('limit').fill('5');
  check((await page.locator('.door-tries pre').first().innerText()).includes('/api/v1/songs?limit=5'), 'curl does not follow what is typed');
  await page.getByLabel('limit').press('Enter');
  await page.locator('.status', { hasText: '200' }).waitFor();
  check((await page.getByRole('region', { name: 'Body of the answer' }).innerText()).includes('"items"'), 'no body');
  check((await page.locator('.came-headers').innerText()).includes('RateLimit'), 'no headers');
  await shot(page, 'docs-tried');
  await page.getByLabel('limit').fill('500');
  await page.getByRole('button', { name: 'Send GET' }).click();
  await page.locator('.status', { hasText: '422' }).waitFor();
  await page.getByRole('link', { name: 'What this code means' }).click();
  await went(page, '#/docs/problems/invalid');
});

story('M03_a_door_that_changes_something_asks_first_and_then_really_does', async () => {
  const { page } = await member();
  const songs = async () => (await api(page, 'GET', 'songs')).json.items;
  await page.goto(`${house.url}/#/docs/songs_post`);
  await page.locator('.door textarea').fill('{ "title": "Tried" ');
  await page.getByRole('button', { name: 'Send POST' }).click();
  await page.getByText('This is no JSON').waitFor();
  await page.locator('.door textarea').fill('{ "title": "Tried" }');
  await page.getByRole('button', { name: 'Send POST' }).click();
  await page.getByRole('dialog', { name: 'Really send this?' }).waitFor();
  await page.getByRole('button', { name: 'Do not send' }).click();
  check((await songs()).length === 0, 'it was sent before it was confirmed');
  await page.getByRole('button', { name: 'Send POST' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
  await page.locator('.status', { hasText: '201' }).waitFor();
  const [song] = await songs();
  check(song?.title === 'Tried', 'it did not happen');
  await page.goto(`${house.url}/#/docs/song_one_get`);
  await page.locator(`datalist option[value="${song.id}"]`).waitFor({ state: 'attached' });
  await page.locator('.door').getByLabel('id', { exact: true }).fill(song.id);
  await page.getByRole('button', { name: 'Send GET' }).click();
  await page.locator('.status', { hasText: '200' }).waitFor();
  await page.goto(`${house.url}/#/docs/song_one_delete`);
  await page.getByRole('button', { name: 'Send DELETE' }).click();
  await page.getByText('Please fill in: id').waitFor();
  check(await page.locator('datalist option').getAttribute('value') === song.id, 'one\'s own songs are not offered');
  await page.locator('.door').getByLabel('id', { exact: true }).fill(song.id);
  check(await page.getByLabel('If-Match').inputValue() === String(song.row_version), 'the state that was seen is not known');
  await page.getByRole('button', { name: 'Send DELETE' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
  await page.locator('.status', { hasText: '204' }).waitFor();
  check((await songs()).length === 0, 'it is still there');
});

story('M03_bytes_are_sent_and_a_file_that_comes_can_be_kept', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/docs/me_avatar_put`);
  await page.getByLabel('File to send').setInputFiles(`${ROOT}/nginx/www/help/player.png`);
  await page.getByRole('button', { name: 'Send PUT' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
  await page.locator('.status', { hasText: '200' }).waitFor();
  await page.goto(`${house.url}/#/docs/me_avatar_get`);
  await page.getByRole('button', { name: 'Send GET' }).click();
  await page.getByText(/^A file of \d/).waitFor();
  check((await page.getByRole('link', { name: 'Keep it' }).getAttribute('href')).endsWith('/api/v1/me/avatar'), 'it cannot be kept');
});

story('M03_tus_is_spoken_as_it_is_described', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/docs/uploads_post`);
  await page.getByRole('button', { name: 'Send POST' }).click();
  await page.getByText('Please fill in: Tus-Resumable, Upload-Length').waitFor();
  await page.getByLabel('Tus-Resumable').fill('1.0.0');
  await page.getByLabel('Upload-Length').fill('1000');
  await page.getByLabel('Upload-Metadata').fill('filename bWl4Lndhdg==');
  check((await page.locator('.door-tries pre').first().innerText()).includes("-H 'Upload-Length: 1000'"), 'curl does not follow what is typed');
  await page.getByRole('button', { name: 'Send POST' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click();
  await page.locator('.status', { hasText: '201' }).waitFor();
  const told = await page.locator('.came-headers').innerText();
  check(told.includes('/api/v1/uploads/') && told.includes('Version-Id'), 'its headers are not shown:', told);
});

story('M03_a_stream_is_listened_to_for_a_moment', async () => {
  const { page } = await member();
  await page.goto(`${house.url}/#/docs/stream_get`);
  await page.getByRole('button', { name: 'Send GET' }).click();
  await page.locator('.status', { hasText: '200' }).waitFor();
  check((await page.getByRole('region', { name: 'Body of the answer' }).innerText()).includes('retry: 2000'), 'nothing was heard');
});

story('M03_the_example_for_the_command_line_works_as_it_stands', async () => {
  const { page } = await member();
  const { json: key } = await api(page, 'POST', 'me/keys', { name: 'docs', scopes: ['read', 'write'] });
  await page.goto(`${house.url}/#/docs/songs_post`);
  await page.locator('.door textarea').fill(`{ "title": "It's $HOME & more" }`);
  const curl = page.locator('.door-tries pre').first();
  await waitFor(async () => (await curl.innerText()).includes('$HOME'), { what: 'curl with what was typed' });
  const { execFileSync } = await import('node:child_process');
  const said = execFileSync('/bin/sh', ['-c', `${(await curl.innerText()).replace(/^curl/, 'curl -s')}`], { env: { ...process.env, KEY: key.secret }, encoding: 'utf8' });
  check(JSON.parse(said).title === "It's $HOME & more", 'curl got', said);
});

story('M04_it_is_read_and_used_by_keys_alone', async () => {
  const page = await open({ hash: '#/docs' });
  await page.getByLabel('Find a door').focus();
  await page.keyboard.type('engine');
  await page.locator('.docs-nav').getByRole('link', { name: 'engine' }).first().waitFor();
  for (let i = 0; i < 6 && !(await page.evaluate(() => document.activeElement.hash?.endsWith('/engine_get'))); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await titled(page, '/api/v1/engine');
  for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement.textContent.startsWith('Send'))); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.status', { hasText: '200' }).waitFor();
});

story('M04_it_is_accessible_on_every_device', async () => {
  const page = await open();
  const titles = await all(page, [['docs', '#/docs', '.docs-parts'], ['docs-door', '#/docs/song_one_patch', '.door .fields'], ['docs-list', '#/docs/songs_get', '.door .fields'], ['docs-order', '#/docs/masters_post', '.door .fields'], ['docs-upload', '#/docs/uploads_post', '.door input[type=file]'], ['docs-problems', '#/docs/problems/too_big', '.docs-problems li']]);
  check(titles.size === 6, 'they share a title:', [...titles]);
  await page.goto(`${house.url}/#/docs/engine_get`);
  await page.getByRole('button', { name: 'Send GET' }).click();
  await page.locator('.status').waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'docs-came', size, scheme);
  await page.goto(`${house.url}/#/docs/session_delete`);
  await page.getByRole('button', { name: 'Send DELETE' }).click();
  await page.getByRole('dialog').waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'docs-sure', size, scheme);
});

story('M04_in_spanish_only_the_description_is_english_and_says_so', async () => {
  const page = await open({ language: 'es-ES', hash: '#/docs/song_one_patch' });
  await page.getByRole('heading', { name: 'Respuestas' }).waitFor();
  check(await page.locator('.door .lead span').getAttribute('lang') === 'en', 'the summary does not say its language');
  await page.setViewportSize(context.phone);
  await look(page, 'docs-es', 'phone', 'light');
});

await run();
