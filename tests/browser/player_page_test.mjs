#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* player_page_test.mjs - the player as a person uses it: zoom, loop, what lies under the wave, media keys, a phone;
 * and what it says where a browser will not play. */
import { everywhere, look } from './look.mjs';
import { mastered } from './sound.mjs';
import { api, check, context, member, music, run, shot, sleep, story, waitFor } from './stage.mjs';

let page, address;
const SECONDS = 20;
const player = () => page.locator('.player');
const slider = (name) => page.getByRole('slider', { name });
const value = async (name) => Number(await slider(name).getAttribute('aria-valuenow'));

async function drag(locator, from, to) {
  await page.evaluate(() => scrollTo(0, 0)); // a page that is opened anew stands where it was left
  const { x, y, width, height } = await locator.boundingBox();
  await page.mouse.move(x + from * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + to * width, y + height / 2, { steps: 6 });
  await page.mouse.up();
}

story('C02_a_drag_over_the_wave_is_a_loop_and_a_click_goes_there', async () => {
  ({ page } = await member());
  page.context().staysForTheNextStory = true;
  await mastered(page, music(SECONDS));
  address = page.url();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await waitFor(async () => await slider('Position in the song').getAttribute('aria-valuemax') === String(SECONDS));
  const { x, y, width } = await page.locator('.waveform').boundingBox();
  await page.mouse.click(x + width / 2, y + 30);
  await waitFor(async () => await value('Position in the song') === SECONDS / 2, { seconds: 5, what: 'a click goes there' });
  check(await slider('Loop begins').count() === 0, 'a click is a loop');
  await drag(page.locator('.waveform'), 0.2, 0.4);
  await waitFor(async () => Math.abs(await value('Loop begins') - 0.2 * SECONDS) < 0.15 && Math.abs(await value('Loop ends') - 0.4 * SECONDS) < 0.15, { seconds: 5, what: 'a drag is a loop' });
  await page.getByRole('status').filter({ hasText: /Loop from [34](\.\d+)? seconds to [78](\.\d+)? seconds/ }).waitFor({ state: 'attached' });
  check(await value('Position in the song') === 3 || await value('Position in the song') === 4, 'it does not begin in the loop but at', String(await value('Position in the song')));
  await shot(page, 'loop');
});

story('C02_the_ends_of_the_loop_are_sliders_and_keys_set_them_where_the_song_is', async () => {
  await slider('Loop begins').focus();
  const before = await value('Loop begins');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await waitFor(async () => Math.abs(await value('Loop begins') - before - 1.1) < 0.051, { seconds: 5, what: 'a tenth and a second later' });
  check(/^[45](\.\d+)? seconds$/.test(await slider('Loop begins').getAttribute('aria-valuetext')), await slider('Loop begins').getAttribute('aria-valuetext'));
  await page.keyboard.press('End');
  await waitFor(async () => Math.abs(await value('Loop ends') - await value('Loop begins') - 0.1) < 0.051, { seconds: 5, what: 'it begins before it ends' });
  await drag(slider('Loop ends'), 0, 1.5);
  await page.locator('h1').focus();
  await page.keyboard.press('2');
  await page.keyboard.press('i');
  await page.keyboard.press('8');
  await page.keyboard.press('o');
  await waitFor(async () => await value('Loop begins') === 0.2 * SECONDS && await value('Loop ends') === 0.8 * SECONDS, { seconds: 5, what: 'I and O set the ends' });
  await page.keyboard.press('l');
  check(await page.getByRole('button', { name: 'Loop', exact: true }).getAttribute('aria-pressed') === 'false', 'L does not end it');
  check(await slider('Loop begins').count() === 1, 'the region is forgotten');
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Whole song', exact: true }).click();
  await slider('Loop begins').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Begin here' }).click(); // for whom neither dragging nor keys are anything
  await slider('Loop begins').waitFor();
});

story('C02_a_short_loop_plays_on_and_stays_inside', async () => {
  await drag(page.locator('.waveform'), 0.5, 0.53);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  for (let i = 0; i < 12; i++) {
    await sleep(150);
    const at = await value('Position in the song');
    check(at === 9 || at === 10, 'it plays at', String(at));
  }
  check(await player().getAttribute('data-playing') === 'true', 'it stopped');
  await page.keyboard.press('k');
  await page.keyboard.press('l');
  await page.evaluate(() => { window.scrollTo(0, 0); });
});

story('C02_the_wave_is_zoomed_by_buttons_keys_and_wheel_and_the_whole_stays_in_sight', async () => {
  const strip = slider('Part that is shown'), part = () => strip.getAttribute('aria-valuetext');
  check(await strip.count() === 0, 'there is a strip though all is shown');
  await page.keyboard.press('Home');
  await page.locator('h1').focus();
  await page.keyboard.press('5');
  await page.getByRole('button', { name: 'Closer' }).click();
  await waitFor(async () => await part() === '5 seconds to 15 seconds of 20 seconds', { seconds: 5, what: 'twice as close around where it is' });
  await page.keyboard.press('+');
  await waitFor(async () => await part() === '7 seconds to 12 seconds of 20 seconds', { seconds: 5, what: `four times as close, not ${await part()}` });
  await shot(page, 'zoomed');
  await page.keyboard.press('-');
  await strip.focus();
  await page.keyboard.press('Home');
  await waitFor(async () => await part() === '0 seconds to 10 seconds of 20 seconds', { seconds: 5, what: 'the strip moves it' });
  const { x, y, width } = await page.locator('.waveform').boundingBox();
  await page.mouse.click(x + width / 2, y + 30);
  await waitFor(async () => Math.abs(await value('Position in the song') - 5) < 0.1, { seconds: 5, what: `a click in what is shown, not ${await value('Position in the song')}` });
  await page.locator('h1').focus();
  await page.keyboard.press('9');
  await waitFor(async () => /^1\d seconds to 20 seconds/.test(await part()), { seconds: 5, what: 'what is shown follows a jump' });
  await page.keyboard.press('f');
  await strip.waitFor({ state: 'detached' });
  await page.mouse.move(x + width / 4, y + 30);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await strip.waitFor();
  const [, from, to] = /(\d+) seconds? to (\d+) seconds?/.exec(await part()).map(Number);
  check(from <= 5 && to >= 5 && to - from < 12, 'the wheel shows', await part());
  const scrolled = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 120);
  await waitFor(async () => (await page.evaluate(() => scrollY)) > scrolled, { seconds: 5, what: 'without Ctrl the wheel scrolls the page' });
  await page.evaluate(() => scrollTo(0, 0));
});

story('C02_closer_than_the_peaks_go_the_wave_is_drawn_from_the_samples', async () => {
  const strip = slider('Part that is shown');
  await page.locator('h1').focus();
  await page.keyboard.press('f');
  await page.keyboard.press('5');
  for (let i = 0; i < 8; i++) await page.keyboard.press('+');
  check(await page.getByRole('button', { name: 'Closer' }).isDisabled(), 'there is no end of it');
  await waitFor(async () => await strip.getAttribute('aria-valuenow') === '9.9', { seconds: 5, what: 'a quarter of a second' });
  await sleep(1500);
  await shot(page, 'samples');
  const [, id] = /song\/([^/?]+)/.exec(address);
  const { json } = await api(page, 'GET', `songs/${id}/masters`);
  const far = await page.evaluate(async (master) => {
    const [{ Engine }, { readPeaks }, doors] = await Promise.all(['player/engine.js', 'player/peaks.js', 'doors.js'].map((file) => import(`/app/${file}`)));
    const engine = new Engine(new OfflineAudioContext(2, 48000, 48000));
    await engine.open(await doors.master_preview_get({ id: master.id }), ({ n }) => doors.master_segment_get.bytes({ id: master.id, n }));
    const peaks = { mix: readPeaks(await doors.version_peaks_get.bytes({ id: master.version_id })), master: readPeaks(await doors.master_peaks_get.bytes({ id: master.id })) };
    const found = [];
    for (const name of ['mix', 'master']) {
      let wave = null;
      while (!(wave = engine.wave(name, 9.5, 10.5))) await new Promise((wake) => setTimeout(wake, 50)); // over the join of two pieces
      for (let from = 9.5; from < 10.5; from += 0.1) {
        const inside = wave.between(from, from + 0.1), around = wave.between(from - 0.0125, from + 0.1125), said = peaks[name].between(from, from + 0.1);
        found.push([name, from, inside, said, around]); // peaks have whole steps
      }
    }
    return found;
  }, json.items[0]);
  check(far.length === 20 || far.length === 22, far.length);
  const CODEC = 0.06;
  for (const [name, from, inside, said, around] of far)
    check(inside[1] > 0.01 && said[1] > inside[1] - CODEC && said[1] < around[1] + CODEC && said[0] < inside[0] + CODEC && said[0] > around[0] - CODEC, name, 'at', from, 'is', inside, 'to', around, 'and its peaks', said);
  await page.keyboard.press('f');
});

story('C02_two_fingers_zoom', async () => {
  const { x, y, width } = await page.locator('.waveform').boundingBox();
  await page.keyboard.press('f');
  await slider('Part that is shown').waitFor({ state: 'detached' });
  await page.locator('.waveform').evaluate((wave, [left, top, wide]) => {
    wave.setPointerCapture = () => {};
    const finger = (type, pointerId, at) => wave.dispatchEvent(new PointerEvent(type, { pointerId, pointerType: 'touch', button: type === 'pointermove' ? -1 : 0, clientX: left + at * wide, clientY: top + 20, bubbles: true }));
    finger('pointerdown', 1, 0.4);
    finger('pointerdown', 2, 0.6);
    finger('pointermove', 1, 0.2);
    finger('pointermove', 2, 0.8);
    finger('pointerup', 1, 0.2);
    finger('pointerup', 2, 0.8);
  }, [x, y, width]);
  await waitFor(async () => await slider('Part that is shown').getAttribute('aria-valuetext') === '6 seconds to 13 seconds of 20 seconds', { seconds: 5, what: 'three times as close' });
  await page.keyboard.press('f');
});

story('C02_loudness_and_stereo_are_shown_read_and_remembered', async () => {
  await page.getByRole('button', { name: 'Loudness over time' }).click();
  await page.getByRole('button', { name: 'Stereo field' }).click();
  const rows = page.getByRole('table', { name: 'Loudness over time' }).getByRole('row');
  await waitFor(async () => await rows.count() === 11, { what: 'ten moments of twenty seconds' });
  check(/^0:00\s+−\d+\.\d\sLUFS\s+−\d+\.\d\sLUFS\s+(−?\d+\.\d)\sdB$/.test((await rows.nth(1).innerText()).trim()), await rows.nth(1).innerText());
  const drawn = await page.locator('.lane canvas').evaluateAll((all) => all.map((one) => { const { data } = one.getContext('2d').getImageData(0, 0, one.width, one.height); let n = 0; for (let i = 3; i < data.length; i += 4) n += data[i] > 200; return n; }));
  check(drawn.length === 2 && drawn.every((dots) => dots > 500), 'drawn:', drawn);
  check(await page.locator('[data-correlation]').textContent() === '–', 'it measures though nothing plays');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await waitFor(async () => /^0\.\d\d$/.test(await page.locator('[data-correlation]').textContent()), { what: 'the correlation is measured' });
  check(/^−\d+ dB$/.test((await page.locator('[data-width]').textContent()).replace('\u00a0', ' ')), await page.locator('[data-width]').textContent());
  const cloud = await page.locator('.scope canvas').evaluate((one) => { const { data } = one.getContext('2d').getImageData(0, 0, one.width, one.height); let n = 0; for (let i = 3; i < data.length; i += 4) n += data[i] > 100; return n; });
  check(cloud > 50, 'no cloud:', cloud);
  await shot(page, 'lanes');
  await page.keyboard.press('k');
  await page.reload();
  await page.getByRole('button', { name: 'Loudness over time', pressed: true }).waitFor();
  await page.locator('.scope').waitFor();
});

story('L01_every_state_of_the_player_is_accessible_on_every_device', async () => {
  await waitFor(async () => await slider('Position in the song').getAttribute('aria-valuemax') === String(SECONDS)); // it was opened anew
  await drag(page.locator('.waveform'), 0.2, 0.3);
  await slider('Loop begins').waitFor();
  await page.keyboard.press('z');
  await slider('Part that is shown').waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'player-all', size, scheme);
  await page.setViewportSize(context.desktop);
});

story('L01_numbers_are_enough_where_motion_is_not_wanted', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await waitFor(async () => /^0\.\d\d$/.test(await page.locator('[data-correlation]').textContent()), { what: 'the correlation is measured' });
  check(!await page.locator('.scope canvas').isVisible(), 'the cloud moves');
  await page.keyboard.press('k');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
});

story('L01_on_a_phone_one_thumb_reaches_all_and_the_bar_hides_nothing_that_has_the_focus', async () => {
  await page.setViewportSize(context.phone);
  await page.getByRole('button', { name: 'Loop', exact: true }).click();
  const small = await player().locator('button, select, [role=slider]').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => [one.textContent.trim() || one.getAttribute('aria-label'), one.getBoundingClientRect()]).filter(([, { width, height }]) => width < 43.9 || height < 43.9));
  check(small.length === 0, 'too small for a thumb:', small);
  const bar = page.locator('.controls');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const { y, height } = await bar.boundingBox();
  check(y + height <= context.phone.height + 1 && y > context.phone.height * 0.75, 'the bar is at', { y, height });
  await page.evaluate(() => { scrollTo(0, 0); document.querySelector('h1').focus(); });
  let seen = 0;
  for (let i = 0; i < 90; i++) {
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const one = document.activeElement, bar = document.querySelector('.controls');
      if (!one || one === document.body) return 'end';
      if (bar.contains(one)) return '';
      const a = one.getBoundingClientRect(), b = bar.getBoundingClientRect();
      return a.bottom > b.top + 1 && a.height < b.top ? one.outerHTML.slice(0, 120) : '';
    });
    if (hidden === 'end') break;
    check(!hidden, 'hidden by the bar:', hidden);
    seen++;
  }
  check(seen > 40, 'only', String(seen), 'things have the focus');
  await shot(page, 'player-thumb');
  await page.setViewportSize(context.desktop);
});

story('C02_media_keys_play_seek_and_switch_and_the_system_is_told_what_sounds', async () => {
  await page.addInitScript(() => {
    window.keys = {};
    const { setActionHandler } = MediaSession.prototype;
    MediaSession.prototype.setActionHandler = function (name, act) { window.keys[name] = act; return setActionHandler.call(this, name, act); };
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = function () { window.silence = this; return play.call(this); };
  });
  await page.reload();
  await page.getByRole('button', { name: 'Play', exact: true, disabled: false }).waitFor();
  const press = (name, more = {}) => page.evaluate(([key, rest]) => keys[key]({ action: key, ...rest }), [name, more]);
  await press('play');
  await page.locator('.player[data-playing=true]').waitFor();
  const said = await page.evaluate(() => { const { metadata, playbackState } = navigator.mediaSession; return { title: metadata.title, album: metadata.album, playbackState }; });
  check(said.title === 'Harbour Lights' && said.album === 'Master' && said.playbackState === 'playing', said);
  await waitFor(() => page.evaluate(() => window.silence && !silence.paused && silence.duration > 5 && silence.currentTime > 0), { what: 'a media element plays, so that the keys are ours' });
  await press('nexttrack');
  await page.locator('.player[data-source=mix]').waitFor();
  await waitFor(() => page.evaluate(() => navigator.mediaSession.metadata.album === 'Mix'), { what: 'the system knows' });
  await press('seekto', { seekTime: 12 });
  await waitFor(async () => await value('Position in the song') >= 12, { seconds: 5, what: 'twelve seconds' });
  await press('seekbackward', { seekOffset: 8 });
  await waitFor(async () => { const at = await value('Position in the song'); return at >= 4 && at < 8; }, { seconds: 5, what: 'eight seconds back' });
  await press('pause');
  await page.locator('.player[data-playing=false]').waitFor();
  check(await page.evaluate(() => navigator.mediaSession.playbackState === 'paused' && silence.paused), 'the system is not told');
});

story('C02_where_the_browser_waits_for_a_tap_the_page_says_so_and_plays_on_the_tap', async () => {
  const other = await page.context().newPage();
  await other.addInitScript(() => {
    const { resume } = AudioContext.prototype;
    window.tapped = false;
    AudioContext.prototype.resume = function () { return window.tapped ? resume.call(this) : new Promise(() => {}); };
  });
  await other.goto(address);
  await other.getByRole('button', { name: 'Play', exact: true }).click();
  const tap = other.getByRole('button', { name: 'Tap to play' });
  await tap.waitFor();
  check(await other.locator('.player').getAttribute('data-playing') === 'false', 'it says that it plays');
  await other.getByText('Tap to play: your browser waits for it').first().waitFor({ state: 'attached' });
  await shot(other, 'blocked');
  await other.evaluate(() => { tapped = true; });
  await tap.click();
  await other.locator('.player[data-playing=true]').waitFor();
  await waitFor(async () => await other.locator('.times span span').first().textContent() !== '0:00', { what: 'it plays' });
  await other.close();
});

story('C02_without_web_audio_or_decoder_the_page_says_why_and_what_to_do', async () => {
  const other = await page.context().newPage();
  await other.addInitScript(() => { delete window.AudioContext; });
  await other.goto(address);
  await other.getByText('This browser has no Web Audio').waitFor();
  for (const [size, scheme] of everywhere) await look(other, 'no-web-audio', size, scheme);
  await other.getByRole('button', { name: 'Take it home' }).click();
  check(await other.evaluate(() => document.activeElement.closest('.downloads') !== null), 'it does not lead to the downloads');
  check(await other.locator('.moves li').count() > 0, 'the rest of the page is gone');
  await other.getByRole('button', { name: 'Hear it first' }).click();
  await other.locator('.hear').getByRole('alert').getByText('This browser has no Web Audio').waitFor();
  await other.close();
  const deaf = await page.context().newPage();
  await deaf.addInitScript(() => { BaseAudioContext.prototype.decodeAudioData = async () => { throw new DOMException('Unable to decode audio data', 'EncodingError'); }; });
  await deaf.goto(address);
  await deaf.getByRole('button', { name: 'Play', exact: true }).click();
  const refusal = deaf.getByRole('alert');
  await refusal.getByText('This browser cannot decode the preview').waitFor();
  await refusal.getByText('take it home below').waitFor();
  check(await deaf.locator('.player').getAttribute('data-playing') === 'false', 'it says that it plays');
  await deaf.close();
});

story('C02_unmatched_and_as_a_place_plays_it_levels_are_true_though_the_preview_was_turned_down', async () => {
  const db = (factors) => Object.fromEntries(Object.entries(factors).map(([name, value]) => [name, Math.round(2000 * Math.log10(value)) / 100]));
  const [plain, asPlace, matched, two] = await page.evaluate(async () => {
    const { Engine, masters } = await import('/app/player/engine.js');
    const engine = new Engine(new OfflineAudioContext(2, 48000, 48000));
    const preview = (mix, master, match) => ({ frames_total: 480000, segment_seconds: 10, segments: [], gain_db_match: match, mix_gain_db: mix, master_gain_db: master, master_lufs: -14 + master });
    await engine.open(preview(-2, -0.5, -7), () => {});
    engine.match(false);
    const plain = engine.levels;
    engine.playAs({ mix: -3, master: -6 });
    const asPlace = engine.levels;
    engine.match(true);
    const matched = engine.levels;
    await engine.open(preview(-2, -0.5, -7), () => {}, { sources: masters, beside: { preview: preview(0, -1, 0), fetch: () => {}, late: 0 } });
    engine.match(false);
    return [plain, asPlace, matched, engine.levels];
  });
  check(db(plain).mix === 0 && db(plain).master === -1.5, 'unmatched:', db(plain));
  check(db(asPlace).mix === -1 && db(asPlace).master === -5.5, 'as a place plays it:', db(asPlace));
  check(db(matched).mix === 0 && db(matched).master === -7, 'matched:', db(matched));
  check(db(two).master - db(two).other === -0.5, 'two masters:', db(two));
});

story('C02_where_nothing_may_be_stored_the_player_works', async () => {
  const other = await page.context().newPage();
  await other.addInitScript(() => { Object.defineProperty(window, 'sessionStorage', { get: () => { throw new DOMException('denied', 'SecurityError'); } }); });
  await other.goto(address);
  await other.getByRole('button', { name: 'Loudness over time' }).click();
  await other.locator('.lane canvas').first().waitFor();
  await other.close();
});

await run();
