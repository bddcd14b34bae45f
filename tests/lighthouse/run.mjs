#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* run.mjs [SCREEN...]: Lighthouse on the first page, the library and the player, as a phone on a slow line and as a
 * desktop; at least 95 in each category, and the largest thing is painted within a second on this machine.
 *
 * A machine that is busy with other things is slow, not wrong: a screen that misses is tried up to three times, and
 * its best run counts.  REPORTS=DIR keeps the reports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import { api, house, music, scratch, signIn, signUp, someone } from '../browser/stage.mjs';

const LEAST = 95, LCP_MS = 1000, TRIES = 3, PORT = 9200 + (process.pid % 700);
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const asked = process.argv.slice(2);

async function measured(url, name, device) {
  const options = { port: PORT, output: 'html', logLevel: 'error', onlyCategories: CATEGORIES };
  const { lhr, report } = await lighthouse(url, options, device === 'desktop' ? desktopConfig : undefined);
  if (process.env.REPORTS) {
    mkdirSync(process.env.REPORTS, { recursive: true });
    writeFileSync(path.join(process.env.REPORTS, `${name}-${device}.html`), report);
    writeFileSync(path.join(process.env.REPORTS, `${name}-${device}.json`), JSON.stringify(lhr));
  }
  const scores = CATEGORIES.map((one) => Math.round(100 * (lhr.categories[one]?.score ?? 0)));
  const lcp = Math.round(lhr.audits.metrics?.details?.items[0].observedLargestContentfulPaint ?? Infinity);
  const faults = CATEGORIES.flatMap((one) => lhr.categories[one].auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9).map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ''}`.trim()));
  if (lhr.runtimeError) faults.push(lhr.runtimeError.message);
  return { scores, lcp, faults, good: scores.every((one) => one >= LEAST) && lcp < LCP_MS };
}

const sum = (run) => run.scores.reduce((a, b) => a + b) - run.lcp / 1e4;
async function best(url, name, device) {
  let found = null;
  for (let n = 0; n < TRIES && !found?.good; n++) {
    const run = await measured(url, name, device);
    if (!found || run.good || sum(run) > sum(found)) found = run;
  }
  return found;
}

const profile = mkdtempSync(path.join(tmpdir(), 'mastering-lighthouse.'));
await house.start();
/* One profile for all: Lighthouse opens tabs of its own, and the cookie has to be there. */
const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', `--remote-debugging-port=${PORT}`], viewport: null });
let missed = 0;
try {
  const page = await context.newPage(), ann = someone('Ann');
  const shown = async (name, url) => {
    if (asked.length && !asked.includes(name)) return;
    for (const device of ['phone', 'desktop']) {
      const { scores, lcp, faults, good } = await best(url, name, device);
      missed += good ? 0 : 1;
      console.log(`| ${name} | ${device} | ${scores.join(' | ')} | ${lcp} ms |${good ? '' : ` missed: ${faults.join('; ')}`}`);
    }
  };
  console.log(`| screen | as | ${CATEGORIES.join(' | ')} | largest paint |\n|---|---|---|---|---|---|---|`);
  await page.goto(`${house.url}/`);
  await page.getByRole('button', { name: 'Only what is needed' }).click();
  await shown('home', `${house.url}/`);
  await signUp(page, ann);
  await page.goto(await house.link(ann.email, '/verify'));
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
  await signIn(page, ann);
  for (let i = 0; i < 30; i++) await api(page, 'POST', 'songs', { title: `Song ${i}` });
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'songs?q=Harbour');
  await page.close();
  await shown('library', `${house.url}/`);
  await shown('player', `${house.url}/#/song/${json.items[0].id}`);
} finally {
  await context.close();
  await house.stop();
  for (const folder of [profile, scratch]) rmSync(folder, { recursive: true, force: true });
}
process.exit(missed ? 1 : 0);
