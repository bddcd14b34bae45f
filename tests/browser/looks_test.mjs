#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* looks_test.mjs - every screen, on a phone and a desktop, light and dark: no violation that axe finds, nothing
 * wider than the screen, its own title; and the policy that keeps strangers' scripts out. */
import { AxeBuilder } from '@axe-core/playwright';
import { api, check, context, house, member, music, open, run, shot, story, waitFor } from './stage.mjs';

const everywhere = [['phone', 'light'], ['phone', 'dark'], ['desktop', 'light'], ['desktop', 'dark']];

async function look(page, name, size, scheme) {
  await page.setViewportSize(context[size]);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.waitForTimeout(250);
  await shot(page, `${name}-${size}-${scheme}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, name, 'is', String(wide), 'px wider than a', size);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  check(violations.length === 0, name, size, scheme, violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.target.join(' '))]));
}

async function all(page, screens) {
  const titles = new Set();
  for (const [name, hash, ready] of screens) {
    if (hash !== null) await page.goto(`${house.url}/${hash}`);
    if (ready) await page.locator(ready).first().waitFor();
    titles.add(await page.title());
    for (const [size, scheme] of everywhere) await look(page, name, size, scheme);
  }
  return titles;
}

story('L01_the_screens_of_a_visitor_are_accessible_on_every_device', async () => {
  const page = await open();
  const titles = await all(page, [
    ['home', '#/', '.hero'], ['signin', '#/signin', 'form'], ['signup', '#/signup', 'form'], ['reset', '#/reset', 'form'], ['verify', '#/verify?token=wrong', '.refusal'],
    ['terms', '#/policy/terms', '.policy p'], ['staff', '#/staff', 'form'], ['missing', '#/nowhere', 'h1'],
  ]);
  check(titles.size === 8, 'screens share a title:', [...titles]);
});

story('L01_the_question_about_cookies_is_accessible', async () => {
  const page = await open({ consent: false });
  for (const [size, scheme] of everywhere) await look(page, 'consent', size, scheme);
});

story('L01_the_screens_of_a_musician_are_accessible_on_every_device', async () => {
  const { page } = await member();
  await all(page, [['empty', '#/', '.empty']]);
  await page.setViewportSize(context.desktop);
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'songs');
  await all(page, [['queue', null, '.upload'], ['song', `#/song/${json.items[0].id}`, '.figures tbody'], ['account', '#/account', '.sections']]);
  await page.goto(`${house.url}/#/song/${json.items[0].id}`);
  await page.getByRole('button', { name: 'Keys' }).click();
  for (const [size, scheme] of everywhere) await look(page, 'keys', size, scheme);
});

story('L02_in_spanish_nothing_is_left_in_english', async () => {
  const page = await open({ language: 'es-ES' });
  check(await page.evaluate(() => document.documentElement.lang) === 'es', 'lang is not es');
  await page.getByText('Suelta tu mezcla aquí').waitFor();
  await look(page, 'home-es', 'phone', 'light');
});

story('L03_a_planted_script_does_not_run', async () => {
  const page = await open();
  page.complaintsAreWanted = true;
  await page.evaluate(() => {
    const planted = document.createElement('script');
    try { planted.textContent = 'window.planted = 1'; } catch { /* trusted types refuse it already here */ }
    document.body.append(planted);
    try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.planted = 2">'); } catch { /* and here */ }
  });
  await page.waitForTimeout(300);
  check(await page.evaluate(() => window.planted) === undefined, 'it ran');
  check(await page.evaluate(() => window.breaches.length) > 0, 'nobody was told');
  await page.evaluate(() => { window.breaches = []; });
});

story('L04_the_first_visit_is_light', async () => {
  const page = await open();
  await waitFor(() => page.evaluate(() => document.readyState === 'complete'));
  const sizes = await page.evaluate(() => performance.getEntriesByType('resource').filter((one) => /\.(js|css)$/.test(one.name)).map((one) => [new URL(one.name).pathname, one.encodedBodySize]));
  const sum = sizes.reduce((all, [, bytes]) => all + bytes, 0);
  console.log(`# ${sizes.length} files of script and style, ${(sum / 1024).toFixed(1)} KiB as sent`);
  check(sum > 10000 && sum <= 60 * 1024, 'script and style as sent:', sum);
});

story('L05_without_script_the_page_says_what_it_needs', async () => {
  const page = await open();
  const text = await (await page.request.get(`${house.url}/`)).text();
  check(/<noscript>[\s\S]*JavaScript[\s\S]*<\/noscript>/.test(text), 'nothing is said');
});

await run();
