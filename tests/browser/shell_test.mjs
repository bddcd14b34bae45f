#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* shell_test.mjs - the page as an application: offline after one visit, renewed when somebody says so, nothing of
 * anybody in what it keeps; and its ways: back, forward, deep links, headings, titles. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { look } from './look.mjs';
import { ROOT, api, check, house, member, music, open, run, signIn, sleep, story, waitFor } from './stage.mjs';

/* A page of our own, so that a deploy can be played. */
const www = mkdtempSync(path.join(tmpdir(), 'mastering-www.'));
cpSync(path.join(ROOT, 'build/www'), www, { recursive: true });
execFileSync('chmod', ['-R', 'a+rX', www]);
process.env.WWW = www;
process.on('exit', () => rmSync(www, { recursive: true, force: true }));

/* Another build: one file says something else, and sw.js knows. */
function deploy(name, change) {
  const file = path.join(www, name), text = change(readFileSync(file, 'utf8')), worker = path.join(www, 'sw.js');
  const sum = `sha256-${createHash('sha256').update(text).digest('base64')}`, address = name === 'index.html' ? '/' : `/${name}`;
  const told = readFileSync(worker, 'utf8').replace(new RegExp(`('${address}': )'[^']*'`), `$1'${sum}'`);
  for (const [where, what] of [[file, text], [worker, told]]) {
    writeFileSync(where, what);
    execFileSync('gzip', ['-9nkf', where]);
  }
}

const kept = (page) => page.evaluate(async () => {
  const all = [];
  for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) all.push(new URL(url).pathname);
  return all.sort();
});

const ready = (page) => waitFor(async () => (await page.evaluate(() => navigator.serviceWorker.controller !== null)) && (await kept(page)).some((one) => one.startsWith('/i18n/')), { what: 'the shell is kept', seconds: 40 });

story('W01_after_one_visit_the_page_opens_without_a_line', async () => {
  const page = await open({ worker: true });
  await ready(page);
  await page.context().setOffline(true);
  await page.goto(`${house.url}/#/signup`);
  await page.reload();
  await page.getByLabel('Given name').waitFor();
  await page.getByText('You are offline').waitFor();
  await page.goto(`${house.url}/docs`);
  await page.getByRole('alert').getByText('cannot be reached').waitFor();
  for (const [size, scheme] of [['phone', 'light'], ['desktop', 'dark']]) await look(page, 'offline-shell', size, scheme);
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText('Every door').first().waitFor({ timeout: 5000 }).catch(() => page.locator('.docs-nav').waitFor());
});

story('W02_what_is_kept_is_the_page_alone_and_exit_takes_it_away', async () => {
  const { page, person } = await member({ worker: true });
  await ready(page);
  await page.locator('[data-drop]').setInputFiles(music(12));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  await page.reload();
  await page.locator('.song-link').first().click();
  await page.locator('.figures tbody').first().waitFor();
  await page.locator('.round').first().click();
  await sleep(1500);
  const files = await kept(page), strange = files.filter((one) => !/^\/$|^\/(app|lib|i18n|help)\/[\w./-]+\.(js|json)$|^\/[\w.-]+\.(css|js|svg|png|webmanifest)$/.test(one));
  check(files.length > 60 && strange.length === 0, files.length, 'files are kept, of them strange:', strange);
  check(!files.includes('/sw.js'), 'the worker keeps itself');
  await page.goto(`${house.url}/#/account`);
  await page.getByText('The page itself, for when you are offline').waitFor();
  await page.getByRole('button', { name: 'Exit' }).click();
  await page.getByText('Nothing of yours stays').waitFor();
  const left = await page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length, localStorage.length, sessionStorage.length]);
  check(left.flat().join() === '0,0,0', 'left on the device:', left);
  await signIn(page, person);
});

story('W03_a_new_build_is_offered_and_comes_whole_when_somebody_says_so', async () => {
  const page = await open({ worker: true });
  await ready(page);
  const before = await kept(page);
  deploy('i18n/en.json', (text) => text.replace(/("signin\.title": )"[^"]*"/, '$1"Come in"'));
  deploy('app/screens/signin.js', (text) => text.replace('</section>', '<p>Of the new build</p></section>'));
  await page.goto(`${house.url}/#/signup`);
  await page.getByLabel('Given name').fill('Half typed');
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.getByText('A new version of this page is here').waitFor();
  check(await page.getByLabel('Given name').inputValue() === 'Half typed', 'it was loaded unasked');
  for (const [size, scheme] of [['phone', 'light'], ['desktop', 'dark']]) await look(page, 'newer', size, scheme);
  await page.goto(`${house.url}/#/signin`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(await page.getByText('Of the new build').count() === 0, 'an old page loads a new part');
  await page.getByRole('button', { name: 'Load it' }).click();
  await page.getByRole('heading', { name: 'Come in' }).waitFor();
  await page.getByText('Of the new build').waitFor();
  await waitFor(async () => (await page.evaluate(async () => (await (await caches.open('shell')).keys()).filter(({ url }) => url.includes('screens/signin.js')).length)) === 1, { what: 'the old file is gone' });
  const after = await kept(page);
  check(after.length === before.length, before.length, 'files were kept before,', after.length, 'after');
  check(await page.getByText('A new version').count() === 0, 'it is offered again');
});

story('W04_the_application_can_be_installed', async () => {
  const page = await open({ worker: true });
  const session = await page.context().newCDPSession(page);
  const { data, errors } = await session.send('Page.getAppManifest');
  check(errors.length === 0 && JSON.parse(data).start_url === '/', errors);
  await ready(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  check(installabilityErrors.filter((one) => one.errorId !== 'in-incognito').length === 0, installabilityErrors);
  for (const [name, type] of [['manifest.webmanifest', 'application/manifest+json'], ['sw.js', 'application/javascript'], ['icon-512.png', 'image/png']]) {
    const answer = await page.request.get(`${house.url}/${name}`);
    check(answer.headers()['content-type'].startsWith(type) && answer.headers()['cache-control'] === 'no-cache', name, answer.headers());
  }
  const sizes = await page.evaluate(() => Promise.all(['192', '512', 'maskable'].map(async (name) => { const img = new Image(); img.src = `/icon-${name}.png`; await img.decode(); return img.naturalWidth; })));
  check(sizes.join() === '192,512,512', 'the icons are', sizes);
});

story('W05_a_planted_script_does_not_run_under_the_worker_either', async () => {
  const page = await open({ worker: true });
  await ready(page);
  await page.reload();
  await page.locator('h1').first().waitFor();
  page.complaintsAreWanted = true;
  await page.evaluate(async () => {
    const planted = document.createElement('script');
    try { planted.textContent = 'window.planted = 1'; } catch { /* refused already here */ }
    document.body.append(planted);
    await navigator.serviceWorker.register('/app/main.js').catch(() => { window.refused = true; });
  });
  await sleep(300);
  check(await page.evaluate(() => window.planted) === undefined, 'it ran');
  check(await page.evaluate(() => window.refused) === true, 'another worker could be planted');
  await page.evaluate(() => { window.breaches = []; });
});

/* ---- ways ------------------------------------------------------------------------------------- */
const y = (page) => page.evaluate(() => Math.round(scrollY));
const focused = (page) => page.evaluate(() => document.activeElement.tagName);

story('W06_back_leads_to_where_one_was_and_forward_too', async () => {
  const { page } = await member({ size: 'phone' });
  for (let i = 0; i < 25; i++) await api(page, 'POST', 'songs', { title: `Song ${String(i).padStart(2, '0')}` });
  await page.reload();
  await page.locator('.song').first().waitFor();
  await page.evaluate(() => scrollTo(0, 1500));
  await sleep(600); // the songs for here are drawn
  const at = await y(page), name = await page.locator('.song-title').evaluateAll((all) => all.find((one) => one.getBoundingClientRect().top > 200).textContent);
  check(at > 400, 'the library is too short to scroll:', at);
  await page.locator('.song-link', { has: page.getByText(name, { exact: true }) }).click();
  await page.getByRole('heading', { name }).waitFor();
  check(await y(page) === 0, 'a new screen begins at', await y(page));
  await page.goBack();
  await waitFor(async () => Math.abs(await y(page) - at) < 3, { what: `back at ${at}`, seconds: 8 });
  await page.goForward();
  await page.getByRole('heading', { name }).waitFor();
  await page.goBack();
  await waitFor(async () => Math.abs(await y(page) - at) < 3, { what: `back at ${at} again`, seconds: 8 });
  await page.reload();
  await waitFor(async () => Math.abs(await y(page) - at) < 3, { what: `at ${at} after a reload`, seconds: 8 });
  await page.locator('.brand').focus();
  await page.getByRole('link', { name: 'Albums' }).click();
  await page.getByRole('heading', { name: 'Albums' }).first().waitFor();
  check(await y(page) === 0, 'another screen begins at', await y(page));
});

story('W07_a_new_screen_has_the_focus_at_its_heading_and_a_title_of_its_own', async () => {
  const { page } = await member();
  const { json: song } = await api(page, 'POST', 'songs', { title: 'Harbour lights' });
  const titles = [await page.title()];
  for (const [hash, heading] of [[`#/song/${song.id}`, 'Harbour lights'], ['#/account', 'Your account'], ['#/policy/terms', /./], ['#/nowhere', 'There is nothing here'], ['#/', 'Your songs']]) {
    await page.evaluate((to) => { location.hash = to; }, hash);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await waitFor(async () => (await focused(page)) === 'H1', { what: `${hash} has the focus at its heading, not at ${await focused(page)}`, seconds: 5 });
    titles.push(await page.title());
  }
  check(titles[1] === 'Harbour lights · mastering' && new Set(titles.slice(1)).size === 5, titles);
  await page.evaluate((to) => { location.hash = to; }, `#/song/${song.id}`);
  await page.getByRole('heading', { name: 'Harbour lights' }).waitFor();
  await page.locator('footer select').first().selectOption('de');
  await page.getByRole('link', { name: 'Deine Songs' }).first().waitFor();
  check(await page.title() === 'Harbour lights · mastering', 'in another language it is called', await page.title());
});

story('W08_a_deep_link_waits_for_whoever_has_to_sign_in_and_a_broken_one_is_no_error', async () => {
  const { page, person } = await member();
  const { json: song } = await api(page, 'POST', 'songs', { title: 'Deep down' });
  await page.context().clearCookies();
  const own = await open({ hash: `#/song/${song.id}` });
  await own.getByLabel('E-mail').fill(person.email);
  await own.getByLabel('Password', { exact: true }).fill('gentle limiter harbour 7');
  await own.getByRole('button', { name: 'Sign in' }).click();
  await own.getByRole('heading', { name: 'Deep down' }).waitFor();
  for (const broken of ['#/song/%E0%A4%A', '#/%', '#/song/00000000-0000-7000-8000-000000000000', '#//']) {
    await own.goto(`${house.url}/${broken}`);
    await own.reload();
    await own.locator('h1').first().waitFor();
    await own.locator('main[aria-busy=false]').waitFor();
  }
});

await run();
