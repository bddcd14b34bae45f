#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* looks_test.mjs - the screens of a visitor on every device, each with its own title; the weight of the first
 * visit; and the policy that keeps strangers' scripts out. */
import { all, everywhere, look } from './look.mjs';
import { check, house, open, run, story, waitFor } from './stage.mjs';

story('L01_the_screens_of_a_visitor_are_accessible_on_every_device', async () => {
  const page = await open();
  const titles = await all(page, [
    ['home', '#/', '.hero'], ['signin', '#/signin', 'form'], ['signup', '#/signup', 'form'], ['reset', '#/reset', 'form'], ['verify', '#/verify?token=wrong', '.refusal'],
    ['terms', '#/policy/terms', '.policy p'], ['staff', '#/staff', 'form'], ['design', '#/design', '.swatches'], ['missing', '#/nowhere', 'h1'],
  ]);
  check(titles.size === 9, 'screens share a title:', [...titles]);
});

story('L01_the_question_about_cookies_is_accessible', async () => {
  const page = await open({ consent: false });
  for (const [size, scheme] of everywhere) await look(page, 'consent', size, scheme);
});

story('L02_in_spanish_nothing_is_left_in_english', async () => {
  const page = await open({ language: 'es-ES' });
  check(await page.evaluate(() => document.documentElement.lang) === 'es', 'lang is not es');
  await page.getByText('Suelta tu mezcla aquí').waitFor();
  await look(page, 'home-es', 'phone', 'light');
  await page.setViewportSize({ width: 360, height: 700 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than a small phone');
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
