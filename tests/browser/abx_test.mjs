#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* abx_test.mjs - the blind test: its statistics are exact, its X is chance, every switch sounds alike, and nothing
 * tells what is heard before the end. */
import { everywhere, look } from './look.mjs';
import { LEAD, RATE, mastered, most, play } from './sound.mjs';
import { check, context, member, music, open, run, shot, story, waitFor } from './stage.mjs';

let page, band;

/* How many of all 2^n answers are right at least `hits` times, by Pascal's triangle in whole numbers. */
function tail(hits, n) {
  let row = [1n];
  for (let i = 0; i < n; i++) row = [1n, ...row.slice(1).map((value, k) => value + row[k]), 1n];
  return row.slice(hits).reduce((sum, one) => sum + one, 0n);
}

story('C02_the_chance_of_guessing_is_the_exact_binomial', async () => {
  const visitor = await open();
  const said = await visitor.evaluate(async () => {
    const { chance } = await import('/app/player/abx.js');
    return Array.from({ length: 31 }, (_, n) => Array.from({ length: n + 1 }, (_, hits) => chance(hits, n)));
  });
  let compared = 0;
  for (const [n, row] of said.entries()) for (const [hits, p] of row.entries()) {
    check(p === Number(tail(hits, n)) / 2 ** n, 'chance of', hits, 'of', n, 'is', p); // both are exact: sums below 2^53 over a power of two
    compared++;
  }
  check(compared === 496, 'only', compared, 'compared');
  check(said[16][13] === 697 / 65536, 'thirteen of sixteen:', said[16][13]);
});

story('C02_x_is_chance_and_nothing_else', async () => {
  const visitor = await open();
  const { asked, xs, names, told } = await visitor.evaluate(async () => {
    const { answer, begin, current, right, sourceOf } = await import('/app/player/abx.js');
    let asked = 0;
    const real = crypto.getRandomValues.bind(crypto);
    crypto.getRandomValues = (into) => { asked++; return real(into); };
    const tests = Array.from({ length: 500 }, () => begin(['mix', 'master'], 8));
    crypto.getRandomValues = real;
    let one = tests[0];
    const told = { first: sourceOf(one, 'X') === one.names[one.trials[0].x] };
    while (current(one) >= 0) one = answer(one, one.trials[current(one)].x);
    told.right = right(one);
    return { asked, xs: tests.flatMap(({ trials }) => trials.map(({ x }) => x)).join(''), names: tests.map((test) => test.names.A).join(), told };
  });
  check(asked === 500 * 9, 'the coin was tossed', asked, 'times');
  const share = (text, word) => text.split(word).length - 1;
  /* Five deviations of 4,000 tosses are 158, of 500 tosses 56: a fair coin leaves that once in two million tests. */
  check(Math.abs(share(xs, 'A') - 2000) < 158 && Math.abs(share(names, 'mix') - 250) < 56, 'X was A', share(xs, 'A'), 'times of 4000, A the mix', share(names, 'mix'), 'of 500');
  const turns = [...xs].filter((x, i) => i && x !== xs[i - 1]).length;
  check(Math.abs(turns - 2000) < 158, 'X changes', turns, 'times of 3999');
  check(told.first && told.right === 8, told);
});

story('C02_every_switch_of_a_blind_test_sounds_the_same', async () => {
  ({ page } = await member());
  page.context().staysForTheNextStory = true;
  [, band] = await mastered(page, music(20));
  const plain = await play(page, band, 8, [], 4), mix = await play(page, band, 8, [[0.1, 'choose', 'mix']], 4);
  const blind = await play(page, band, 8, [[0.1, 'hide'], [2, 'choose', 'master'], [4, 'choose', 'mix']], 4);
  const shape = (i) => (i < 960 ? Math.cos((i / 960) * (Math.PI / 2)) : i < 975 ? 0 : Math.sin(((i - 975) / 960) * (Math.PI / 2)));
  for (const [at, before, after] of [[2, plain, plain], [4, plain, mix]]) {
    let off = 0;
    for (let i = 0, n = at * RATE + LEAD; i < 1935; i++, n++) off = Math.max(off, Math.abs(blind.left[n] - shape(i) * (i < 968 ? before : after).left[n]));
    check(off < 0.005, 'the switch at', at, 's is', off, 'from down and up in silence');
  }
  check(most(blind.left.subarray(4.1 * RATE, 7 * RATE), mix.left.subarray(4.1 * RATE, 7 * RATE)) < 1e-6, 'after it the mix is not heard');
});

/* The coin of this page falls as we say: a list of 0 and 1, the first for which one is A. */
const coins = (list) => page.evaluate((falls) => {
  const real = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (into) => { if (!falls.length) return real(into); into[0] = falls.shift(); return into; };
}, list);

story('C02_a_blind_test_is_done_by_keys_and_tells_nothing_before_its_end', async () => {
  const player = page.locator('.player'), dialog = page.getByRole('dialog', { name: 'Blind test' });
  await page.getByRole('button', { name: 'Equal loudness' }).click(); // off: the test puts it on, and leaves it as it was
  await page.getByRole('button', { name: 'Blind test' }).click();
  await dialog.getByLabel('Trials').selectOption('8');
  const xs = [1, 0, 1, 1, 0, 0, 1, 0];
  await coins([1, ...xs]);
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await waitFor(async () => (await player.getAttribute('data-playing')) === 'true', { what: 'it plays' });
  check(await page.getByRole('button', { name: 'Equal loudness', includeHidden: true }).getAttribute('aria-pressed') === 'true', 'it is not equally loud');
  for (const [i, x] of xs.entries()) {
    await dialog.locator('.blind-count', { hasText: `Trial ${i + 1} of 8` }).waitFor();
    for (const letter of ['a', 'b', 'x']) {
      await page.keyboard.press(letter);
      await dialog.locator(`[aria-pressed=true][aria-label="Hear ${letter.toUpperCase()}"]`).waitFor();
      const text = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('.player, .player *')].map((one) => Object.values(one.dataset).join()).join());
      check(!/You hear the|mix$/.test(text) && (await player.getAttribute('data-source')) === 'blind', 'the page tells what is heard');
      check(await player.locator('.controls .ab [aria-pressed=true]').count() === 0, 'the buttons behind tell what is heard');
    }
    if (i === 2) await shot(page, 'blind-trial');
    await page.keyboard.press(i === 7 ? (x ? '2' : '1') : x ? '1' : '2'); // the last one is wrong
  }
  const result = dialog.locator('.blind-result');
  await result.waitFor();
  check(/7 of 8 right/.test(await result.innerText()), await result.innerText());
  check(Number(await result.getAttribute('data-chance')) === 9 / 256, await result.getAttribute('data-chance'));
  check(/3\.5%/.test(await result.innerText()) && /A was: Mix\. B was: Master\./.test(await result.innerText()), await result.innerText());
  await shot(page, 'blind-result');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  check(await page.getByRole('button', { name: 'Equal loudness' }).getAttribute('aria-pressed') === 'false', 'the match of loudness was not given back');
  check((await player.getAttribute('data-source')) === 'master', 'the master is not heard again');
  check(await page.getByRole('button', { name: 'Loop', exact: true }).getAttribute('aria-pressed') === 'false', 'the loop goes on');
  check(await page.evaluate(() => document.activeElement.textContent.includes('Blind test')), 'the focus is lost');
});

story('C02_a_blind_test_is_accessible_on_every_device', async () => {
  const dialog = page.getByRole('dialog', { name: 'Blind test' });
  await page.getByRole('button', { name: 'Blind test' }).click();
  for (const [size, scheme] of everywhere) await look(page, 'blind-begin', size, scheme);
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await dialog.getByText('Trial 1 of 16').waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'blind-trial', size, scheme);
  for (let i = 0; i < 16; i++) await page.keyboard.press('1');
  await dialog.locator('.blind-result').waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'blind-result', size, scheme);
  await page.setViewportSize(context.desktop);
});

await run();
