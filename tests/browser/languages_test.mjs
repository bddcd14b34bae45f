#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* languages_test.mjs - every screen in a language that nobody speaks, and some in those that we speak.
 *
 * The invented one is English with accents, longer by four tenths, each piece of a catalogue in brackets:
 * letters outside of brackets are written into the page itself; what does not fit breaks here first. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { look } from './look.mjs';
import { api, check, context, house, member, music, open, ROOT, run, shot, story, waitFor } from './stage.mjs';

const accents = { a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ğ', h: 'ĥ', i: 'î', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ', n: 'ñ', o: 'ö', p: 'þ', r: 'ŕ', s: 'š', t: 'ţ', u: 'ü', v: 'ṽ', w: 'ŵ', y: 'ý', z: 'ž' };
const filler = ' ôñé ţŵö ţĥŕéé ƒöüŕ ƒîṽé šîẋ šéṽéñ éîğĥţ ñîñé ţéñ';
const piece = (text) => {
  if (!/\p{L}/u.test(text)) return text;
  const more = Math.ceil(text.length * 0.4), long = filler.repeat(1 + Math.ceil(more / filler.length)).slice(0, more);
  return `⟦${text.replace(/[a-z]/g, (letter) => accents[letter] ?? letter)}${long.trimEnd()}⟧`;
};
/* What fills a slot stays outside of the brackets: it has to come from somewhere too. */
const pseudo = (text) => text.split(/(\{\w+\})/).map((part, i) => (i % 2 ? part : piece(part))).join('');
const invented = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(readFileSync(path.join(ROOT, 'nginx/www/i18n/en.json'), 'utf8'))).map(([key, text]) => [key, pseudo(text)])));

/* The help, its marks left as they are. */
const pseudoHelp = (what) => (typeof what === 'string' ? what.split(/(\{[\w.]+\}|`[^`]+`|\]\([^)]+\)|\[)/).map((part, i) => (i % 2 ? part : piece(part))).join('')
  : Array.isArray(what) ? what.map(pseudoHelp) : Object.fromEntries(Object.entries(what).map(([key, one]) => [key, pseudoHelp(one)])));
const inventedHelp = JSON.stringify(pseudoHelp(JSON.parse(readFileSync(path.join(ROOT, 'nginx/www/help/en.json'), 'utf8'))));

/* Names, units and what the visitor wrote. */
const allowed = new RegExp(`(?<!\\p{L})(${['English|Español|Français|Deutsch|Português \\(Brasil\\)|简体中文',
  'LUFS|LU|dBTP|dB|kHz|Hz|ms|kB|MB|GB|TB|kbit|WAV|AIFF|FLAC|MP3|Ogg|Opus|Vorbis|ISRC|API',
  'Spotify|Apple Music|YouTube|Tidal|Amazon Music|Deezer|SoundCloud|CD', 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|AM|PM',
  'Ann|Person|Harbour Lights|\\d+ Harbour Street|Portland|[\\w.+-]+@(?:example\\.org|localhost)', 'mastering [\\d.]+|HeadlessChrome|Chrome|Linux', 'and|[\\d.]+ (?:hour|minute|second)s?|in \\d+ \\w+|\\d+ \\w+ ago|now' /* of Intl */].join('|')})(?!\\p{L})`, 'gu');

/* The letters of a screen that no catalogue says, and where the eye or a screen reader would meet them. */
const unsaid = (page) => page.evaluate(() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const outside = (text) => text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  const aside = 'script, style, noscript, [lang]:not(html):not(option), code, .policy [lang], select[autocomplete="country"], select[autocomplete="bday-month"]';
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (!node.parentElement.closest(aside)) found.push([outside(node.data), node.parentElement.tagName]);
  for (const one of document.querySelectorAll('[aria-label], [aria-valuetext], [title], [alt], [placeholder]'))
    for (const name of ['aria-label', 'aria-valuetext', 'title', 'alt', 'placeholder'])
      if (one.hasAttribute(name) && !one.closest(aside)) found.push([outside(one.getAttribute(name)), `${one.tagName} ${name}`]);
  found.push([outside(document.title), 'title of the page']);
  return found;
});

/* Text that is wider than its box, or stands beside the window where it cannot be scrolled to. */
const overflowing = (page) => page.evaluate(() => {
  const found = [], range = document.createRange(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const scrolls = (one) => one && (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const one = node.parentElement, text = node.data.trim().slice(0, 50), style = getComputedStyle(one);
    if (!text || one.closest('.unseen, .skip, svg, option, script, noscript') || style.visibility === 'hidden' || style.textOverflow === 'ellipsis') continue;
    range.selectNodeContents(node);
    const ink = range.getBoundingClientRect();
    const block = one.closest('button, a.button, .chip, label, h1, h2, h3, p, li, dt, dd, th, td, legend, summary, div, section, dialog') ?? document.body;
    const box = block.getBoundingClientRect(), name = `${block.tagName.toLowerCase()}.${block.className}`;
    if (!ink.width) continue;
    if (ink.right > box.right + 1.5 || ink.left < box.left - 1.5) found.push(`${name} is too narrow for “${text}” by ${Math.round(Math.max(ink.right - box.right, box.left - ink.left))}`);
    if ((ink.right > innerWidth + 1 || ink.left < -1) && !scrolls(one)) found.push(`${name} reaches ${Math.round(ink.left)}..${Math.round(ink.right)} of ${innerWidth}: “${text}”`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return found;
});

async function examine(page, name) {
  const wrong = [];
  for (const size of ['phone', 'desktop']) {
    await page.setViewportSize(context[size]);
    await page.waitForTimeout(250);
    await shot(page, `pseudo-${name}-${size}`);
    wrong.push(...(await overflowing(page)).map((one) => `${name} ${size}: ${one}`));
  }
  for (const [text, where] of await unsaid(page)) {
    const left = text.replace(allowed, ' ');
    if (/\p{L}{2,}/u.test(left)) wrong.push(`${name}: ${where}: ${left.trim().replace(/\s+/g, ' ').slice(0, 80)}`);
  }
  return wrong;
}

async function speakTheInvented(page) {
  await page.route('**/i18n/en.json', (route) => route.fulfill({ contentType: 'application/json', body: invented }));
  await page.route('**/help/en.json', (route) => route.fulfill({ contentType: 'application/json', body: inventedHelp }));
  await page.goto(`${house.url}/#/`);
  await page.reload();
  await page.locator('h1').filter({ hasText: '⟦' }).waitFor();
}

async function walk(page, screens) {
  const wrong = [];
  for (const [name, hash, ready, prepare] of screens) {
    if (hash !== null) await page.goto(`${house.url}/${hash}`);
    await page.locator(ready).first().waitFor();
    if (prepare) await prepare(page);
    await page.waitForTimeout(400);
    wrong.push(...await examine(page, name));
  }
  check(wrong.length === 0, `\n${[...new Set(wrong)].join('\n')}`);
}

/* All that is folded is opened. */
const unfold = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));

story('J04_a_text_written_into_the_page_is_found', async () => {
  const page = await open();
  await speakTheInvented(page);
  await page.evaluate(() => document.querySelector('h1').append('planted words'));
  check((await examine(page, 'planted')).some((one) => one.includes('planted words')), 'nobody saw it');
  await page.evaluate(() => { document.querySelector('h1').textContent = 'x'.repeat(200); });
  check((await examine(page, 'wide')).some((one) => one.includes('too narrow')), 'nobody saw that it is wide');
});

story('J04_no_screen_of_a_visitor_has_words_of_its_own_and_none_breaks_with_longer_ones', async () => {
  const page = await open();
  await speakTheInvented(page);
  await walk(page, [
    ['home', '#/', '.hero'], ['signin', '#/signin', 'form'], ['signup', '#/signup', 'form'], ['check', '#/check', 'h1'], ['reset', '#/reset', 'form'],
    ['verify', '#/verify', 'h1'], ['email', '#/email', 'h1'], ['terms', '#/policy/terms', '.policy p'], ['staff', '#/staff', 'form'], ['design', '#/design', '.swatches'], ['missing', '#/nowhere', 'h1'],
    ['help', '#/help', '.help-topics'], ...['start', 'listening', 'moves', 'loudness', 'certificate', 'privacy'].map((topic) => [`help-${topic}`, `#/help/${topic}`, '.help-next']), ['help-nothing', '#/help?q=zyzzyva', '.empty'],
  ]);
  await page.getByRole('contentinfo').getByRole('button').first().click();
  const wrong = await examine(page, 'consent');
  check(wrong.length === 0, `\n${wrong.join('\n')}`);
});

story('J04_no_screen_of_a_musician_has_words_of_its_own_and_none_breaks_with_longer_ones', async () => {
  const { page } = await member();
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'songs'), song = json.items[0].id;
  await speakTheInvented(page);
  await walk(page, [
    ['library', '#/', '.library, [data-drop]'], ['song', `#/song/${song}`, '.figures tbody', unfold],
    ['albums', '#/albums', 'h1'], ['account', '#/account', '.sections', unfold],
  ]);
  await page.goto(`${house.url}/#/song/${song}`);
  await page.locator('.player').waitFor();
  await waitFor(async () => { await page.keyboard.press('?'); return await page.locator('dialog[open]').count(); }, { what: 'the keys are listened to' });
  const wrong = await examine(page, 'keys');
  check(wrong.length === 0, `\n${wrong.join('\n')}`);
});

story('J04_home_speaks_what_the_browser_prefers_and_every_language_is_offered_in_its_own_name', async () => {
  for (const [wish, language, words] of [['de-AT', 'de', 'Leg deinen Mix hier ab'], ['fr-CA', 'fr', 'Dépose ton mix ici'], ['pt-PT', 'pt-BR', 'Solte sua mix aqui'], ['zh-TW', 'zh-Hans', '把你的混音放到这里']]) {
    const page = await open({ language: wish });
    check(await page.evaluate(() => document.documentElement.lang) === language, wish, 'is not', language);
    await page.getByText(words).waitFor();
    const offered = await page.locator('footer select').first().locator('option').evaluateAll((all) => all.map((one) => [one.value, one.lang, one.textContent]));
    check(offered.length === 6 && offered.every(([value, lang]) => value === lang) && offered.some(([, , name]) => name === '简体中文'), offered);
    for (const scheme of ['light', 'dark']) await look(page, `home-${language}`, 'phone', scheme);
    await look(page, `home-${language}`, 'desktop', 'light');
    await page.setViewportSize({ width: 360, height: 700 });
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), language, 'is wider than a small phone');
    await page.goto(`${house.url}/#/policy/terms`);
    await page.locator('.policy .note').waitFor();
    check(await page.locator('.policy [lang]').first().getAttribute('lang') === 'en', 'the language of the text is not told');
    await page.context().close();
  }
});

story('J04_a_musician_chooses_a_language_and_everything_follows', async () => {
  const { page } = await member();
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'songs'), song = json.items[0].id;
  for (const language of ['de', 'fr', 'pt-BR', 'zh-Hans', 'es']) {
    await page.setViewportSize(context.phone);
    await page.goto(`${house.url}/#/`);
    await page.locator('footer select').first().selectOption(language);
    await waitFor(() => page.evaluate((wanted) => document.documentElement.lang === wanted, language), { what: `the page speaks ${language}` });
    await waitFor(async () => (await api(page, 'GET', 'session')).json.language === language, { what: `the account speaks ${language}` });
    for (const [name, hash, ready] of [['library', '#/', '[data-drop]'], ['song', `#/song/${song}`, '.figures tbody'], ['account', '#/account', '.sections']]) {
      await page.goto(`${house.url}/${hash}`);
      await page.locator(ready).first().waitFor();
      for (const scheme of ['light', 'dark']) await look(page, `${name}-${language}`, 'phone', scheme);
      const wrong = await overflowing(page);
      wrong.push(...await page.locator('.scroll:has(> .figures)').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `the figures want ${one.scrollWidth} of ${one.clientWidth} px`)));
      check(wrong.length === 0, `${name} ${language}\n${wrong.join('\n')}`);
    }
  }
});

story('J04_a_million_is_counted_where_a_language_has_a_form_of_its_own_for_it', async () => {
  const page = await open();
  for (const [language, words] of [['fr', 'morceaux trouvés'], ['es', 'canciones encontradas'], ['pt-BR', 'músicas encontradas'], ['zh-Hans', '首歌曲'], ['de', 'Songs gefunden']]) {
    const said = await page.evaluate(async (one) => {
      const { speak, t } = await import('/app/i18n.js');
      await speak(one);
      return [0, 1, 2, 1000000].map((n) => t('library.found', { n }));
    }, language);
    check(said[3].includes(words) && said.every((text) => !text.includes('library')), language, said);
  }
});

story('J04_a_sentence_that_a_language_lacks_is_said_in_english_and_told_to_the_house', async () => {
  const page = await open({ language: 'de' }), told = [];
  page.on('request', (request) => { if (request.url().endsWith('/words/missed')) told.push(request.postDataJSON()); });
  await page.route('**/i18n/de.json', async (route) => {
    const answer = await route.fetch(), words = await answer.json();
    delete words['home.headline'];
    await route.fulfill({ response: answer, json: words });
  });
  await page.reload();
  await page.getByText('Your mix, mastered and judged').waitFor();
  await page.getByText('Leg deinen Mix hier ab').first().waitFor();
  check(told.length === 1 && told[0].language === 'de' && told[0].key === 'home.headline', told);
});

await run();
