#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* pages_test.mjs - what is read when the page itself is not there: nginx's own pages, without script, in the reader's
 * language; and on paper. */
import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { everywhere, look } from './look.mjs';
import { ROOT, api, check, house, member, music, open, run, shot, story, waitFor } from './stage.mjs';

const PAGES = path.join(ROOT, 'nginx/pages'), LANGUAGES = { en: 'en', es: 'es', fr: 'fr', de: 'de', pt: 'pt-BR', zh: 'zh-Hans' };

/* Somebody gives the page up for a moment: the socket is not where nginx looks, or a flag says so. */
async function while_(what, act) {
  const socket = `${house.dir}/run/api.sock`, flag = `${house.dir}/maintenance`;
  if (what === 'away') renameSync(socket, `${socket}.away`);
  else writeFileSync(flag, '');
  try {
    await act();
  } finally {
    if (what === 'away') renameSync(`${socket}.away`, socket);
    else rmSync(flag);
  }
}

story('P01_every_page_stands_in_every_language_and_in_the_same_shape', async () => {
  const shapes = new Set();
  for (const [folder, language] of Object.entries(LANGUAGES))
    for (const name of ['404', '429', '500', '503']) {
      const text = readFileSync(path.join(PAGES, folder, `${name}.html`), 'utf8');
      check(text.includes(`<html lang="${language}">`) && !/<script|style=|https?:/.test(text), folder, name, 'asks for more than it may');
      const said = text.replace(/<[^>]*>/g, ' ');
      if (folder !== 'en') check(!/There is nothing|Something went|back in a moment|Try again|too fast/.test(said), folder, name, 'is in English');
      shapes.add(`${name} ${[...text.matchAll(/<(\/?\w+)/g)].map((m) => m[1]).join(' ')}`);
    }
  check(shapes.size === 4, 'the pages differ in shape:', [...shapes]);
  check(readdirSync(PAGES).filter((name) => statSync(path.join(PAGES, name)).isDirectory()).sort().join() === Object.keys(LANGUAGES).sort().join(), 'a folder too many');
});

story('P02_what_is_not_there_is_said_in_the_readers_language', async () => {
  for (const [asked, title] of [['es-MX', 'Aquí no hay nada'], ['fr', 'Il n’y a rien ici'], ['de-AT', 'Hier ist nichts'], ['pt-BR', 'Não há nada aqui'], ['zh-CN', '这里什么也没有'], ['ja', 'There is nothing here']]) {
    const page = await open({ language: asked });
    const answer = await page.goto(`${house.url}/nothing.txt`);
    check(answer.status() === 404 && answer.headers().vary?.includes('Accept-Language'), asked, answer.status(), answer.headers());
    await page.getByRole('heading', { name: title }).waitFor();
    await page.context().close();
  }
  const page = await open(), of = async (list) => (await (await page.request.get(`${house.url}/nothing.txt`, { headers: { 'Accept-Language': list } })).text()).match(/lang="([^"]*)"/)[1];
  for (const [list, language] of [['ja, ko;q=0.9, fr;q=0.8, en;q=0.5', 'fr'], ['en-GB, de;q=0.9', 'en'], ['', 'en'], ['*', 'en'], ['../../etc', 'en'], ['nl,zh-TW;q=0.3', 'zh-Hans']]) check(await of(list) === language, list, 'is answered in', await of(list));
  await page.goto(`${house.url}/nothing.txt`);
  for (const [size, scheme] of everywhere) await look(page, 'nginx-404', size, scheme);
});

story('P03_a_house_that_is_away_and_one_that_is_looked_after_say_so', async () => {
  const page = await open({ language: 'de-DE' });
  page.complaintsAreWanted = true; // the browser notes each 50x
  await while_('away', async () => {
    /* nginx goes on for a while with the connections it has: one asker may find nobody while the next is still answered. */
    await waitFor(async () => (await page.goto(`${house.url}/healthz`)).status() === 502, { what: 'nginx finds nobody' });
    await page.getByRole('heading', { name: 'Bei uns ist etwas schiefgegangen' }).waitFor();
    for (const [size, scheme] of everywhere) await look(page, 'nginx-500', size, scheme);
  });
  await while_('closed', async () => {
    const answer = await page.goto(`${house.url}/`);
    check(answer.status() === 503 && Number(answer.headers()['retry-after']) > 0, answer.status(), answer.headers());
    await page.getByRole('heading', { name: 'Wir sind gleich wieder da' }).waitFor();
    for (const [size, scheme] of everywhere) await look(page, 'nginx-503', size, scheme);
  });
  await page.getByRole('link', { name: 'Noch einmal versuchen' }).click();
  await waitFor(async () => await page.title() !== 'Wir sind gleich wieder da · mastering', { what: 'the way back leads somewhere' });
  await page.locator('#app h1').first().waitFor();
});

story('P04_without_script_the_first_page_says_what_it_needs_and_only_that', async () => {
  const own = await (await open()).context().browser().newContext({ javaScriptEnabled: false });
  const page = await own.newPage();
  await page.goto(`${house.url}/`);
  await page.waitForTimeout(3000); // longer than the page waits to say that it still goes
  check(await page.locator('noscript').innerText().then((text) => /JavaScript/.test(text)).catch(() => false) || await page.getByText('it needs JavaScript').isVisible(), 'nothing is said');
  check(!(await page.locator('.begin').isVisible()), 'it says that it loads');
  await shot(page, 'noscript');
  await own.close();
});

story('P05_a_policy_and_a_report_on_paper_are_the_words_alone', async () => {
  const { page } = await member();
  await page.locator('[data-drop]').setInputFiles(music(12));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'songs');
  for (const [name, hash, there] of [['policy', '#/policy/terms', '.policy h2'], ['song', `#/song/${json.items[0].id}`, '.figures tbody'], ['docs', '#/docs/songs_get', '.door h1']]) {
    await page.goto(`${house.url}/${hash}`);
    await page.locator(there).first().waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await shot(page, `print-${name}`);
    for (const gone of ['.top', 'footer', '.toasts', 'button', '.drop', '.docs-nav']) for (const one of await page.locator(gone).all()) check(!(await one.isVisible()), gone, 'is printed with', name);
    check(await page.locator(there).first().isVisible(), there, 'is not printed with', name);
    const [ground, ink] = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]);
    check(ground === 'rgb(255, 255, 255)' && ink === 'rgb(0, 0, 0)', name, 'is printed', ink, 'on', ground);
    const pdf = await page.pdf({ format: 'A4' });
    check(pdf.length > 5000, name, 'makes a PDF of', pdf.length, 'bytes');
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  }
});

await run();
