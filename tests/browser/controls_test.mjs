#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* controls_test.mjs - every field of the engine's recipe, as the API describes them, has a control on the page that is
 * moved by keys, ends in the recipe that is ordered, and changes what comes out.
 *
 * A new field of the recipe fails here by its name until it has a control ([data-field=NAME]). */
import { everywhere, look } from './look.mjs';
import { api, check, house, member, run, shot, signIn, story, waitFor, wav } from './stage.mjs';

const RATE = 48000, SECONDS = 6;
let page, person, song, base, guide;

/* Drums, a bass that is wide where it should not be, and a dull top: every stage has something to do. */
function band(name, { gain = 0.5, bright = 0.1, wide = 0.5, beat = 9 } = {}) {
  let seed = 7, low = 0;
  const noise = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 1073741824) - 1;
  return wav(name, SECONDS * RATE, (n, c) => {
    const at = n / RATE, hit = Math.exp(-beat * (at % 0.5)), tone = (hz, phase = 0) => Math.sin(2 * Math.PI * hz * at + phase), side = c ? -wide : wide;
    if (!c) low += bright * (noise() - low);
    return gain * (0.5 * tone(55) * (0.3 + hit) + side * 0.25 * tone(90, 1) + side * 0.25 * tone(220) + (1 + side / 3) * 1.2 * low * hit + 0.15 * tone(440) + 0.5 * hit * tone(160));
  });
}

async function send(file, title) {
  await page.evaluate(() => { location.hash = '#/'; });
  await page.locator('[data-drop]').first().setInputFiles(file);
  const row = page.locator('.upload').filter({ hasText: title });
  await row.getByText('Mastered').waitFor({ timeout: 120000 });
  await row.getByRole('link', { name: 'Listen' }).click();
  await page.locator('.player').waitFor();
  return (await api(page, 'GET', `songs/${/song\/([^/?]+)/.exec(page.url())[1]}`)).json;
}

/* The samples of a master, by their sum: what else the file says is the recipe's, and would differ anyhow. */
const samples = (master) => page.evaluate(async (where) => {
  let answer;
  for (let i = 0; i < 600; i++) {
    answer = await fetch(where);
    if (answer.status !== 202) break;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  if (!answer.ok) throw new Error(`${where}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer()), view = new DataView(bytes.buffer);
  let at = 12;
  while (String.fromCharCode(...bytes.subarray(at, at + 4)) !== 'data') at += 8 + view.getUint32(at + 4, true) + (view.getUint32(at + 4, true) & 1);
  const sum = await crypto.subtle.digest('SHA-256', bytes.subarray(at + 8, at + 8 + view.getUint32(at + 4, true)));
  return [...new Uint8Array(sum)].map((one) => one.toString(16)).join();
}, `/api/v1/masters/${master}/files/wav`);

const masters = async () => (await api(page, 'GET', `songs/${song.id}/masters`)).json.items;

/* The song with its first master again, whose recipe the controls then show. */
async function afresh() {
  await page.goto(`${house.url}/#/account`);
  await page.locator('.wishes').waitFor({ state: 'detached' });
  await page.goto(`${house.url}/#/song/${song.id}/${base.id}`);
  const card = page.locator('.wishes');
  await card.locator('form > details > summary').press('Enter');
  return card;
}

/* Orders what is wished and tells the master's row, which may not be ready yet. */
async function order(button) {
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/api/v1/masters')), button.click()]);
  check(answer.status() === 201 || answer.status() === 202, 'the order is answered with', String(answer.status()), await answer.text());
  return answer.json();
}

/* ---- how a control is moved: by what it is, and by keys ---------------------------------------- */
async function end(slider) { // the far end; where that is what it is already, the other one
  const before = await slider.inputValue();
  await slider.press('End');
  if (await slider.inputValue() === before) await slider.press('Home');
}

async function follow(card) {
  const picker = card.locator('[data-reference]');
  await picker.focus();
  await page.keyboard.type('Follow me');
  await page.getByRole('option', { name: 'Follow me' }).waitFor();
  await page.keyboard.press('Enter');
  await card.locator('.reference-list li').waitFor();
}

const byKind = {
  range: end,
  number: async (input) => { await input.focus(); await page.keyboard.press('Control+a'); await page.keyboard.type('1'); },
  checkbox: (input) => input.press(' '),
  'select-one': async (select) => { await select.focus(); await page.keyboard.press('ArrowDown'); },
};
const byName = {
  style: (set) => set.getByRole('radio', { checked: true }).press('ArrowRight'),
  references: (set) => follow(set),
};

/* What says nothing by itself: it needs another wish, which its comparison then has too. */
const needs = { caps: 'references', loudness_strength: 'references' };
/* `reference` is short for one of the references; `off` stands beside what was done. */
const elsewhere = { reference: 'references' };

async function move(card, name) {
  const control = card.locator(`[data-field="${name}"]`);
  check(await control.count() === 1, `the recipe's field "${name}" has no control on the page`);
  const kind = await control.evaluate((self) => self.type);
  const act = byName[name] ?? byKind[kind];
  check(act, `how "${name}" is moved is not known:`, kind);
  await act(control);
}

story('E01_a_recipe_makes_the_same_samples_twice', async () => {
  ({ page, person } = await member({ name: 'Uma' }));
  page.context().staysForTheNextStory = true;
  guide = (await api(page, 'GET', 'styles')).json.recipe;
  check(guide.length > 20, 'the API tells of', guide.map((one) => one.name));
  await send(band('Follow me.wav', { gain: 0.9, bright: 0.6, wide: 0.05, beat: 2 }), 'Follow me');
  song = await send(band('Every knob.wav'), 'Every knob');
  [base] = await masters();
  const card = await afresh();
  const again = await order(card.getByRole('button', { name: 'Make another master' }));
  await waitFor(async () => (await masters()).find((one) => one.id === again.id)?.state === 'ready', { seconds: 60, what: 'it is made again' });
  check(JSON.stringify((await masters()).find((one) => one.id === again.id).recipe) === JSON.stringify(base.recipe), 'a form that nobody touched orders another recipe');
  check(await samples(base.id) === await samples(again.id), 'one recipe, two sounds: nothing could be told by comparing');
});

story('E01_every_field_of_the_recipe_has_a_control_that_changes_the_master', async () => {
  const made = {};
  const wish = async (name, ...names) => {
    const card = await afresh();
    for (const one of names) await move(card, one);
    if (name === 'limiter') await shot(page, 'controls');
    made[name] = await order(card.getByRole('button', { name: 'Make another master' }));
  };
  const missing = [];
  for (const { name } of guide)
    if (!(name in elsewhere) && name !== 'off')
      try {
        await wish(name, ...[needs[name], name].filter(Boolean));
      } catch (trouble) {
        missing.push(`${name}: ${trouble.message.split('\n')[0]}`);
      }
  check(missing.length === 0, ...missing);

  await afresh();
  const row = page.locator('[data-field="off"] li').filter({ has: page.getByRole('switch') }).first();
  const left = await row.getAttribute('data-move');
  await row.getByRole('switch').press(' ');
  made.off = await order(page.getByRole('button', { name: 'Make the master again this way' }));

  const ids = Object.values(made).map((one) => one.id);
  const ready = await waitFor(async () => {
    const all = (await masters()).filter((one) => ids.includes(one.id));
    check(all.every((one) => one.state !== 'failed'), all.filter((one) => one.state === 'failed').map((one) => one.recipe));
    return all.every((one) => one.state === 'ready') && Object.fromEntries(all.map((one) => [one.id, one]));
  }, { seconds: 180, what: 'all are made' });
  const same = [];
  for (const [name, { id }] of Object.entries(made)) {
    const { recipe } = ready[id], against = needs[name] ? ready[made[needs[name]].id] : base;
    for (const field of guide.map((one) => one.name).filter((one) => one !== name))
      check(JSON.stringify(recipe[field]) === JSON.stringify(against.recipe[field]), name, 'was moved, and so did', field, 'to', recipe[field]);
    check(JSON.stringify(recipe[name]) !== JSON.stringify(against.recipe[name]), name, 'was moved on the page, and is still', recipe[name]);
    if (await samples(id) === await samples(against.id)) same.push(`${name} (${JSON.stringify(recipe[name])})`);
  }
  check(same.length === 0, 'these change nothing that is heard:', same);
  check(ready[made.off.id].recipe.off.join() === left, 'left out is', ready[made.off.id].recipe.off);
});

/* ---- wishes that are not ordered ----------------------------------------------------------------- */
const told = () => page.locator('.not-made').textContent();
const intensity = () => page.locator('.wishes [data-field="intensity"]').inputValue();

story('B11_what_is_wished_and_not_ordered_is_kept_and_told_until_it_is_made', async () => {
  let card = await afresh();
  check((await card.locator('.not-made').count()) === 0, 'something is open before anybody wished');
  await card.locator('[data-field="intensity"]').fill('35');
  await card.getByText('Deep', { exact: true }).click();
  check(/Intensity 35%/.test(await told()) && /Style Deep/.test(await told()), 'told is', await told());
  card = await afresh(); // away and back
  check(await intensity() === '35' && await card.getByRole('radio', { name: 'Deep' }).isChecked(), 'lost by going away');
  await page.reload();
  await page.locator('.not-made').waitFor();
  check(await intensity() === '35' && /Style Deep/.test(await told()), 'lost by loading again:', await told());
  await shot(page, 'not-made');
  const other = await page.context().newPage(); // a second tab
  await other.goto(page.url());
  await other.locator('.not-made').waitFor();
  await other.locator('.wishes [data-field="intensity"]').fill('45');
  await waitFor(async () => await intensity() === '45', { seconds: 5, what: 'the other tab’s wish is here too' });
  await other.close();
  await page.getByRole('button', { name: 'Throw away' }).click();
  check(await intensity() === '60' && (await page.locator('.not-made').count()) === 0, 'it is not thrown away:', await intensity());
  await page.getByRole('button', { name: 'Undo' }).click();
  check(await intensity() === '45', 'it does not come back');
});

story('B11_a_switched_move_and_the_form_are_one_wish_and_made_together', async () => {
  const row = page.locator('[data-field="off"] li').filter({ has: page.getByRole('switch') }).first(), left = await row.getAttribute('data-move');
  await row.getByRole('switch').press(' ');
  check(/Intensity 45%/.test(await page.locator('.moves-again').textContent()), 'the button does not say what else it makes');
  await page.reload();
  await page.locator('.moves-again').waitFor();
  const { recipe } = await order(page.getByRole('button', { name: 'Make the master again this way' }));
  check(recipe.intensity === 45 && recipe.style === 'deep' && recipe.off.join() === left, recipe);
  await page.locator('.not-made').waitFor({ state: 'detached' });
});

story('B11_a_session_that_ends_loses_no_wish', async () => {
  const card = await afresh();
  await card.locator('[data-field="tone"]').fill('-25');
  house.sql('DELETE FROM session');
  page.complaintsAreWanted = true;
  await card.getByRole('button', { name: 'Make another master' }).dispatchEvent('click'); // a question may stand before it already
  await page.getByRole('heading', { name: /ended|expired|again/i }).waitFor();
  await page.reload();
  await page.getByLabel('E-mail').waitFor();
  await signIn(page, person);
  await afresh();
  check(/Tone darker 25/.test(await told()), 'told is', await told());
  page.complaintsAreWanted = false;
});

story('E02_the_styles_lie_on_a_map_where_the_engine_says_and_arrows_go_through_them', async () => {
  const card = await afresh(), { styles } = (await api(page, 'GET', 'styles')).json;
  const boxes = async () => Object.fromEntries(await Promise.all(styles.map(async ({ word }) => [word, await card.locator('.style-map label').filter({ has: page.locator(`[value=${word}]`) }).boundingBox()])));
  const by = async (figure, edge, sign) => {
    const at = await boxes(), order = [...styles].sort((a, b) => a[figure] - b[figure]);
    check(order.at(-1)[figure] > order[0][figure], 'all have one', figure);
    order.forEach((one, i) => order.slice(i + 1).forEach((other) => other[figure] - one[figure] > 0.2 && check(sign * (at[other.word][edge] - at[one.word][edge]) > 0, other.word, 'is not beyond', one.word, figure)));
  };
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 860 });
    for (const language of ['en', 'es', 'fr', 'de', 'pt-BR', 'zh-Hans']) {
      await page.evaluate(async (to) => (await import('/app/i18n.js')).speak(to), language);
      const at = Object.entries(await boxes());
      at.forEach(([one, a], i) => at.slice(i + 1).forEach(([other, b]) => check(a.x + a.width <= b.x + 1 || b.x + b.width <= a.x + 1 || a.y + a.height <= b.y + 1 || b.y + b.height <= a.y + 1, one, 'lies on', other, 'at', String(width), language)));
      check(await card.locator('.style-map label').evaluateAll((all) => all.every((one) => { const text = new Range(); text.selectNode(one.lastChild); return text.getBoundingClientRect().width <= one.clientWidth - 8; })), 'a name is wider than its button in', language);
    }
    await page.evaluate(async () => (await import('/app/i18n.js')).speak('en'));
    await by('tilt_db', 'x', 1);
    await by('density', 'y', -1);
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  await card.getByRole('radio', { checked: true }).focus();
  for (const { word } of [...styles.slice(1), styles[0]]) { // in reading order, and round
    await page.keyboard.press('ArrowDown');
    check(await card.locator('.style-map :checked').getAttribute('value') === word, word, 'is not next');
  }
});

/* ---- heard before it is ordered --------------------------------------------------------------------- */
story('C02_a_change_is_heard_before_it_is_ordered_and_only_the_last_one_is_made', async () => {
  const before = (await masters()).length, card = await afresh(), hear = card.locator('.hear');
  const wishes = [];
  page.on('response', async (one) => { if (one.url().endsWith('/trials')) wishes.push({ id: (await one.json()).id, recipe: one.request().postDataJSON().recipe }); });
  const heard = async () => (await hear.getAttribute('data-playing')) === 'true' && wishes.length > 0 && (await hear.getAttribute('data-heard')) === wishes.at(-1).id;
  const seconds = async (act, what) => {
    const begun = Date.now();
    await act();
    await waitFor(heard, { seconds: 30, what });
    return (Date.now() - begun) / 1000;
  };
  const first = await seconds(() => hear.getByRole('button', { name: 'Hear it first' }).press('Enter'), 'it is heard');
  check(wishes.length === 1 && wishes[0].recipe.intensity === 60, wishes);
  await hear.getByRole('button', { name: 'Mix' }).click();
  await hear.getByRole('button', { name: 'This way' }).click();
  const slider = card.locator('[data-field="intensity"]');
  await slider.focus();
  const again = await seconds(async () => {
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight'); // one movement of a hand
    await waitFor(() => wishes.length > 1, { seconds: 5, what: 'the change is asked for' });
  }, 'the change is heard');
  check(wishes.length === 2 && wishes[1].recipe.intensity === 90, 'asked for were', wishes.map((one) => one.recipe.intensity));
  console.log(`# heard after ${first.toFixed(1)} s, a change after ${again.toFixed(1)} s`);
  await shot(page, 'hear');
  await slider.fill('10');
  await waitFor(() => wishes.length > 2, { seconds: 5, what: 'another is asked for' });
  await card.getByText('Bright', { exact: true }).click(); // while that one is being made
  await waitFor(async () => wishes.at(-1).recipe.style === 'bright' && await heard(), { seconds: 30, what: 'the last one is heard' });
  check(wishes.at(-1).recipe.intensity === 10, wishes.at(-1).recipe);
  for (const [size, scheme] of everywhere) await look(page, 'hearing', size, scheme);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.locator('.player').getByRole('button', { name: 'Play' }).click();
  await waitFor(async () => (await hear.getAttribute('data-playing')) === 'false', { seconds: 5, what: 'one at a time' });
  const asked = wishes.length;
  await slider.fill('20');
  await page.waitForTimeout(900);
  check(wishes.length === asked, 'something is made that nobody hears');
  check((await masters()).length === before, 'a master was ordered');
  await card.getByRole('button', { name: 'Throw away' }).click();
});

story('B11_an_album_that_is_not_made_yet_is_kept', async () => {
  await page.goto(`${house.url}/#/albums`);
  await page.getByLabel('Title of the album').fill('Half an album');
  await page.locator('[data-track]').focus();
  await page.keyboard.type('Every knob');
  await page.getByRole('option', { name: 'Every knob' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.track-order .track-title').waitFor();
  await page.getByLabel('Distances in loudness').fill('70');
  await page.goto(`${house.url}/#/account`);
  await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  await page.goto(`${house.url}/#/albums`);
  await page.getByLabel('Title of the album').waitFor();
  await page.reload();
  check(await page.getByLabel('Title of the album').inputValue() === 'Half an album' && await page.getByLabel('Distances in loudness').inputValue() === '70', 'the album is lost');
  check((await page.locator('.track-order .track-title').allTextContents()).join() === 'Every knob', 'its song is lost');
});

story('B11_after_exit_no_wish_is_left', async () => {
  await page.getByRole('button', { name: 'Exit' }).click();
  await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  check(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('wish'))).then((keys) => keys.length === 0), 'wishes lie here still');
  await signIn(page, person);
  await afresh();
  check((await page.locator('.not-made').count()) === 0, 'somebody who signs in is told', await page.locator('.not-made').allTextContents());
});

await run();
