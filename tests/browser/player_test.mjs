#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* player_test.mjs - what the audio graph plays: gapless, sample-locked, equally loud; measured, not believed
 * (sound.mjs); and the page around it. */
import { RATE, TONE_HZ, db, equallyLoud, loopsExactly, lufs, mastered, most, play, rms, switchesInStep, tone, turn } from './sound.mjs';
import { api, check, member, music, run, shot, sleep, story, waitFor, wav } from './stage.mjs';

const SECONDS = 34;

let page, song, tones, band;

story('C02_a_mix_sent_by_the_page_becomes_a_master_without_another_click', async () => {
  ({ page } = await member());
  page.context().staysForTheNextStory = true;
  const file = wav('A tone.wav', SECONDS * RATE, (n, c) => (c ? 0.3 : 0.4) * Math.sin((2 * Math.PI * TONE_HZ * n) / RATE));
  [song, tones] = await mastered(page, file);
  check(song && tones.state === 'ready', tones);
  await shot(page, 'player-tone');
  await page.evaluate(() => { location.hash = '#/'; });
  [, band] = await mastered(page, music(24));
  await page.waitForTimeout(1500);
  await shot(page, 'player-song');
});

story('C02_ten_second_pieces_join_without_gap_click_or_slip', async () => {
  const heard = await play(page, tones, SECONDS - 2, [[0, 'choose', 'mix']]);
  const { starts } = heard;
  check(starts.length >= 4, 'too few pieces:', starts);
  for (const { when, offset, duration, channels } of starts) {
    check(channels === 4, 'a piece has', channels, 'channels');
    for (const value of [when, offset, duration]) check(Math.abs(value * RATE - Math.round(value * RATE)) < 1e-6, 'not a whole sample:', value);
  }
  for (let k = 1; k < starts.length; k++)
    check(Math.round((starts[k - 1].when + starts[k - 1].duration) * RATE) === Math.round(starts[k].when * RATE), 'a piece does not follow the one before:', starts);
  const begin = Math.round(starts[0].when * RATE), window = 480;
  const whole = tone(heard.left, begin + RATE, RATE);
  let worst = { turn: 0, level: 0 };
  for (let n = begin + RATE; n < (SECONDS - 3) * RATE; n += window / 2) {
    const here = tone(heard.left, n, window);
    worst = { turn: Math.max(worst.turn, turn(here.phase - whole.phase)), level: Math.max(worst.level, Math.abs(db(here.level / whole.level))) };
  }
  const sample = (2 * Math.PI * TONE_HZ) / RATE; // the phase of one sample
  check(worst.turn < sample / 2, 'the sound slips by', worst.turn / sample, 'samples');
  check(worst.level < 0.5, 'the level breaks by', worst.level, 'dB');
});

story('C02_one_piece_is_fetched_ahead_and_no_more', async () => {
  const { fetched } = await play(page, tones, 24, []);
  for (const [at, n] of fetched) check(n <= Math.floor(at / 10) + 1, 'piece', n, 'is fetched at', at, 's');
  check(fetched.length === 4, 'fetched:', fetched);
});

story('C02_mix_and_master_stay_in_step_when_switched_and_the_switch_has_no_gap', () => switchesInStep(page, band));

story('C02_mix_and_master_are_equally_loud_to_a_tenth', () => equallyLoud(page, band));

story('C02_the_match_turns_the_louder_one_down_by_the_difference_of_loudness', async () => {
  const on = await play(page, band, 6, [], 6), off = await play(page, band, 6, [[0, 'match', false]], 6);
  const offNow = await play(page, band, 6, [[0.1, 'match', false]], 6);
  const louder = on.matchDb < 0 ? 'master' : 'mix';
  const report = (await api(page, 'GET', `masters/${band.id}/report`)).json;
  check(Math.abs(on.matchDb - (report.before.lufs - report.after.lufs)) < 0.1, 'the match is', on.matchDb, 'for', report.before.lufs, report.after.lufs);
  const change = db(rms(on.left, 2 * RATE, 5 * RATE) / rms(offNow.left, 2 * RATE, 5 * RATE));
  check(Math.abs(change - (louder === 'master' ? on.matchDb : 0)) < 0.05, 'the master is turned by', change, 'dB instead of', on.matchDb);
  check(off.left.length > 0);
});

story('C02_a_loop_of_a_part_comes_round_without_gap', () => loopsExactly(page, band));

story('C02_a_loop_that_is_changed_while_it_plays_ends_at_its_new_end_without_a_break', async () => {
  const plain = await play(page, band, 6, [], 7.5);
  const heard = await play(page, band, 6, [[0.1, 'repeat', true, [7, 12]], [1, 'repeat', true, [7, 9.25]], [3.2, 'repeat', true, [7, 9.75]], [4.5, 'repeat', false]], 7.5);
  const at = Math.round(heard.starts[0].when * RATE), slot = (from, seconds) => heard.left.subarray(at + from * RATE, at + (from + seconds) * RATE);
  const song = (from, seconds) => plain.left.subarray(at + (from - 7.5) * RATE, at + (from - 7.5 + seconds) * RATE);
  check(most(slot(0, 1.75), song(7.5, 1.75)) < 1e-6, 'the first round, cut to 9.25, is not the song');
  check(most(slot(1.75 + 0.5, 2), song(7.5, 2)) < 1e-6, 'the second round, drawn out to 9.75, is not the song');
  check(heard.starts.length > 3, 'it did not come round:', heard.starts);
});

story('E03_a_move_is_heard_alone_and_taken_out_of_the_master_at_the_same_samples', async () => {
  const report = (await api(page, 'GET', `masters/${band.id}/report`)).json;
  const { id } = check(report.moves.find((one) => one.optional && one.stage === 'eq'), 'no move to hear:', report.moves);
  const alone = await play(page, band, 6, [[0.1, 'choose', 'delta']], 6, { move: id }), without = await play(page, band, 6, [[0.1, 'choose', 'without']], 6, { move: id });
  const whole = await play(page, band, 6, [], 6, { move: id });
  const scale = -whole.sources.without.mix / whole.sources.delta.mix; // of what is heard alone, in the master
  let most = 0;
  for (let n = RATE; n < 5 * RATE; n++) most = Math.max(most, Math.abs(whole.left[n] - without.left[n] - scale * alone.left[n]));
  check(rms(alone.left, RATE, 5 * RATE) > 0.001, 'nothing is heard alone');
  check(most < 1e-5, 'with it and without it differ from it alone by', most);
  const { segments, ...figures } = whole.preview;
  check(segments.length > 0 && figures.move === id, figures);
});

story('E03_the_page_listens_to_a_move_and_goes_back', async () => {
  const row = page.locator('.moves [data-move]').first();
  await row.getByRole('button', { name: /^Listen to the difference/ }).click();
  await page.locator('.listening', { hasText: 'You listen to one move' }).waitFor({ timeout: 60000 });
  await waitFor(async () => (await page.locator('.player').getAttribute('data-source')) === 'delta', { seconds: 10, what: 'it is heard alone' });
  await page.keyboard.press('x');
  check(await page.locator('.player').getAttribute('data-source') === 'without', 'x leads to', await page.locator('.player').getAttribute('data-source'));
  await page.getByRole('group', { name: 'What you hear' }).getByRole('button', { name: 'With it' }).click();
  await shot(page, 'listening');
  await page.getByRole('button', { name: 'Back to mix and master' }).click();
  await waitFor(async () => (await page.locator('.player').getAttribute('data-source')) === 'master', { seconds: 10, what: 'the master is heard again' });
  check(await page.getByRole('button', { name: 'Mix', exact: true }).count() === 1, 'no way to the mix');
});

story('C02_the_page_switches_what_is_heard_and_shows_it', async () => {
  /* Every connection to the loudspeaker is listened to as well. */
  await page.addInitScript(() => {
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (to, ...rest) {
      if (to instanceof AudioDestinationNode && this.context instanceof AudioContext) {
        const ear = new AnalyserNode(this.context, { fftSize: 32768, smoothingTimeConstant: 0 });
        connect.call(this, ear);
        window.ear = ear;
      }
      return connect.call(this, to, ...rest);
    };
  });
  await page.reload();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.keyboard.press('l'); // on a busy machine the song would end before we have listened
  const spectrum = () => page.evaluate(() => { const bins = new Float32Array(ear.frequencyBinCount); ear.getFloatFrequencyData(bins); return [...bins.slice(0, 12000)]; });
  const level = async () => { let most = -200; for (let i = 0; i < 6; i++) { await sleep(150); most = Math.max(most, ...(await spectrum())); } return most; };
  await waitFor(async () => (await level()) > -90, { what: 'something is heard' });
  await page.keyboard.press('m'); // as they are: the difference is the loudness itself
  const { json } = await api(page, 'GET', `masters/${band.id}/preview`);
  const hear = async () => { const all = []; for (let i = 0; i < 12; i++) { await sleep(200); all.push(await page.evaluate(() => { const x = new Float32Array(ear.fftSize); ear.getFloatTimeDomainData(x); return Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length); })); } return Math.max(...all); };
  await page.keyboard.press('b');
  const master = await hear();
  await page.keyboard.press('a');
  check(await page.getByRole('button', { name: 'Mix' }).getAttribute('aria-pressed') === 'true', 'Mix is not marked');
  await sleep(800);
  const mix = await hear();
  const wished = json.master_lufs - json.mix_lufs, found = db(master / mix);
  check(Math.sign(wished) === Math.sign(found) && Math.abs(found) > Math.abs(wished) / 3, 'heard', found, 'dB between master and mix; their loudness differs by', wished);
  await page.keyboard.press(' ');
  await waitFor(async () => (await page.locator('.player').getAttribute('data-playing')) === 'false', { seconds: 5, what: 'Space pauses' });
  await page.keyboard.press('l');
});

story('C02_keys_and_the_slider_move_through_the_song', async () => {
  const slider = page.getByRole('slider', { name: 'Position in the song' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await waitFor(async () => (await slider.getAttribute('aria-valuetext')) === '5 seconds of 24 seconds', { seconds: 5, what: `five seconds on, not ${await slider.getAttribute('aria-valuetext')}` });
  await page.locator('h1').focus();
  await page.keyboard.press('5');
  await waitFor(async () => (await slider.getAttribute('aria-valuenow')) === '12', { seconds: 5, what: 'half way' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await shot(page, 'keys');
  await page.getByLabel('Keys are on').uncheck();
  await page.keyboard.press('Escape');
  const before = await page.locator('.player').getAttribute('data-source');
  await page.keyboard.press('x');
  check(await page.locator('.player').getAttribute('data-source') === before, 'x works though keys are off');
  await page.keyboard.press('?');
  check(await page.getByRole('dialog').count() === 0, '? works though keys are off');
  await page.evaluate(() => localStorage.removeItem('keys'));
});

story('C03_another_recipe_makes_another_master_and_the_first_stays', async () => {
  const card = page.locator('.wishes');
  await card.getByText('Warm', { exact: true }).click();
  await card.getByLabel('Made for').selectOption('club');
  await card.getByRole('button', { name: 'Make another master' }).click();
  await page.getByRole('button', { name: 'Master 2', exact: true }).waitFor({ timeout: 90000 });
  await page.getByRole('columnheader', { name: 'Master 2' }).waitFor({ timeout: 90000 });
  const { json } = await api(page, 'GET', `songs/${band.song_id}/masters`);
  const second = json.items.find((one) => one.n === 2);
  check(second.recipe.style === 'warm' && second.recipe.loudness === -8, 'the recipe is', second.recipe);
  await page.getByLabel('Compare with').selectOption({ label: 'Master 1' });
  check(await page.locator('.figures thead th').count() === 4, 'no column for the other master');
  await shot(page, 'two-masters');
  await page.getByRole('button', { name: 'Master 1', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Master 1' }).waitFor();
});

story('C03_another_master_is_heard_beside_the_first_at_the_same_samples_and_equally_loud', async () => {
  const make = async (recipe) => {
    const { json } = await api(page, 'POST', 'masters', { version_id: band.version_id, recipe });
    return waitFor(async () => { const found = (await api(page, 'GET', `masters/${json.id}`)).json; return found.state === 'ready' && found; }, { seconds: 90, what: 'another master' });
  };
  const warm = await make({ style: 'warm', loudness: -9 }), late = await make({ loudness: -12, trim_start: 1.5 });
  check(late.recipe.trim_start === 1.5, late.recipe);
  const off = [0, 'match', false];
  for (const other of [warm, late]) {
    const shift = (other.recipe.trim_start ?? 0) - (band.recipe.trim_start ?? 0);
    const alone = await play(page, other, 8, [off], 5), first = await play(page, band, 8, [off], 5 + shift);
    const both = await play(page, band, 8, [off, [2, 'choose', 'other'], [5, 'choose', 'master']], 5 + shift, { beside: other });
    const at = both.starts[0].when - alone.starts[0].when;
    check(at === 0, 'they begin at', both.starts[0], alone.starts[0]);
    const cut = (heard, from, to) => heard.left.subarray(from * RATE, to * RATE);
    check(most(cut(both, 0.5, 1.9), cut(first, 0.5, 1.9)) < 1e-6, 'the first is not heard');
    check(most(cut(both, 2.1, 4.9), cut(alone, 2.1, 4.9)) < 1e-6, 'the other one is not heard at the same sample', most(cut(both, 2.1, 4.9), cut(alone, 2.1, 4.9)));
    check(most(cut(both, 5.1, 7.5), cut(first, 5.1, 7.5)) < 1e-6, 'the first is not heard again');
    check(most(cut(first, 2.1, 4.9), cut(alone, 2.1, 4.9)) > 0.001, 'they are the same');
  }
  const [one, other] = [await play(page, band, 25, [], 0, { beside: warm }), await play(page, band, 25, [[0, 'choose', 'other']], 0, { beside: warm })].map(lufs);
  check(Math.abs(one - other) < 0.1, 'they are heard at', one, 'and', other, 'LUFS');
});

story('C03_the_page_compares_two_masters', async () => {
  await page.reload();
  const player = page.locator('.player'), against = page.getByLabel('Hear it against');
  await against.selectOption({ label: 'Master 2' });
  const ab = page.getByRole('group', { name: 'What you hear' });
  await ab.getByRole('button', { name: 'Master 2' }).click();
  await page.locator('.player[data-source=other]').waitFor();
  check(await ab.getByRole('button', { name: 'Master 2' }).getAttribute('aria-pressed') === 'true', 'it does not say that it is heard');
  await page.keyboard.press('b');
  await page.locator('.player[data-source=master]').waitFor();
  await page.keyboard.press('a');
  await page.getByText('You hear Master 2').waitFor({ state: 'attached' });
  await page.keyboard.press('b');
  await page.locator('.player[data-source=master]').waitFor();
  await page.getByLabel('Listen as').selectOption({ index: 1 });
  await player.getByText(/ plays Master \d at .* Master 2 at /).waitFor();
  await page.getByLabel('Listen as').selectOption('');
  await shot(page, 'master-and-master');
  await against.selectOption({ label: 'the mix' });
  await ab.getByRole('button', { name: 'Mix' }).waitFor();
});

story('C06_the_master_is_taken_home_in_every_format', async () => {
  const heads = { wav24: 'RIFF', wav16: 'RIFF', wav32f: 'RIFF', flac: 'fLaC', flac16: 'fLaC', mp3: '', opus: 'OggS' };
  for (const [format, head] of Object.entries(heads)) {
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), page.locator(`[data-format=${format}]`).click()]);
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(await file.path());
    check(bytes.length > 20000 && bytes.toString('latin1', 0, head.length) === head, format, bytes.length, bytes.toString('latin1', 0, 4));
    check(/\.\w+$/.test(file.suggestedFilename()), 'the name is', file.suggestedFilename());
  }
});

story('C06_the_master_is_taken_home_at_another_rate', async () => {
  const { readFileSync } = await import('node:fs');
  const take = async (format) => {
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 60000 }), page.locator(`[data-format=${format}]`).click()]);
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  await page.getByLabel('Sample rate').selectOption({ label: '96 kHz' });
  const wav = await take('wav24');
  check(wav.bytes.readUInt32LE(wav.bytes.indexOf('fmt ') + 12) === 96000 && /96 kHz/.test(wav.name), wav.name);
  const opus = await take('opus'); // it has no other rate, and does not mind
  check(opus.bytes.toString('latin1', 0, 4) === 'OggS' && !/kHz/.test(opus.name), opus.name);
  await shot(page, 'downloads-rate');
});

story('E03_the_gain_and_the_peaks_of_the_limiter_are_heard_and_fit', async () => {
  const { json: loud } = await api(page, 'POST', 'masters', { version_id: band.version_id, recipe: { loudness: -8 } });
  await waitFor(async () => (await api(page, 'GET', `masters/${loud.id}`)).json.state === 'ready', { seconds: 60, what: 'a loud master' });
  const moves = (await api(page, 'GET', `masters/${loud.id}/report`)).json.moves.filter((one) => one.stage === 'limiter');
  check(moves.length === 2, 'the limiter did nothing:', moves);
  const MOST = 1.06; // a codec moves peaks a little
  const highest = (x) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const { id, amount } of moves) {
    const alone = await play(page, loud, 6, [[0.1, 'choose', 'delta']], 6, { move: id }), without = await play(page, loud, 6, [[0.1, 'choose', 'without']], 6, { move: id });
    const whole = await play(page, loud, 6, [], 6, { move: id });
    for (const one of [alone, without, whole]) check(highest(one.left) > 0.001 && highest(one.left) < MOST, id, 'reaches', highest(one.left));
    const change = db(highest(without.left.subarray(RATE, 5 * RATE)) / highest(whole.left.subarray(RATE, 5 * RATE)));
    console.log(`# ${id} ${amount}: without it the peaks are at ${change.toFixed(1)} dB against those with it`);
    check(id === 'limiter.gain' ? change < -0.5 : change > 0.1, id, amount, 'changed the peaks by', change);
  }
});

await run();
