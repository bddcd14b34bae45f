/* SPDX-License-Identifier: ISC */
/* engine.js - plays mix and master as one four-channel stream, so that switching cannot drift.
 *
 *   segment (4 ch) -> bus -> splitter -> mix   L,R -> gate -> level --+-> fade -> out
 *                                     -> master L,R -> gate -> level -+
 *
 * What is heard is a mixture of the two pairs: `sources` names the mixtures there are.  For a song they
 * are mix and master; for a move (moves.js) the first pair is what the move changed, and one of the
 * mixtures takes it out of the master again.
 *
 * Segments of ten seconds are fetched one ahead, decoded, and started at whole samples of the
 * context; each carries some of its neighbours on both sides (`lead`), which is never played, so that
 * the codec's edges are not heard.  A gate is a pair's part of the mixture; a level is the match of loudness; the fade
 * keeps play, pause and seek from clicking.  Positions are frames of the song. */

export const RATE = 48000;
const SWITCH_S = 0.02;
const FADE_S = 0.012;
const START_FRAMES = 2400;  // 50 ms from the wish to the sound: time to schedule without hurry
const KEEP_DECODED = 5;     // about 8 MB each
const SHORT_FRAMES = 48000; // a first piece shorter than this waits until the next is there too
const AHEAD_FRAMES = 48000; // so much is always scheduled: a short loop goes on while the page is busy

/* Seconds that, times the rate, give these frames again as exactly as a double can: one plain
 * division in nine falls a hair short, and where that is cut off the join is one sample early. */
export function exactSeconds(frames) {
  let s = frames / RATE;
  for (let i = 0; i < 4 && s * RATE !== frames; i++) s += (s * RATE < frames ? 1 : -1) * s * 2 ** -52;
  return s;
}

/* From one gain to another in equal power: what fades and what comes make one. */
const STEPS = 65;
const glide = (from, to) => Float32Array.from({ length: STEPS }, (_, i) => {
  const angle = (i / (STEPS - 1)) * (Math.PI / 2);
  return from === 0 ? to * Math.sin(angle) : to === 0 ? from * Math.cos(angle) : to + (from - to) * Math.cos(angle) ** 2;
});

export const song = { mix: { mix: 1, master: 0 }, master: { mix: 0, master: 1 } };

/* One at a time: whoever begins silences the other, who tells it (`left`). */
let sounding = null;

export class Engine extends EventTarget {
  #context; #bus; #gates; #levels; #fade;
  #song = null; #fetch; #decoded = new Map();
  #turn = 0; #opening = 0; #plan = []; #resting = 0; #switchEnd = 0; #mixture = song.master;
  sources = song;
  playing = false; waiting = false; looping = false; matched = true; source = 'master'; loop = null; as = null;

  constructor(context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' })) {
    super();
    this.#context = context;
    const gain = (value, options = {}) => new GainNode(context, { gain: value, ...options });
    this.#bus = gain(1, { channelCount: 4, channelCountMode: 'explicit', channelInterpretation: 'discrete' });
    const splitter = new ChannelSplitterNode(context, { numberOfOutputs: 4 });
    this.#bus.connect(splitter);
    this.#fade = gain(1);
    this.#fade.connect(context.destination);
    this.#gates = { mix: gain(0), master: gain(1) };
    this.#levels = { mix: gain(1), master: gain(1) };
    for (const [name, first] of [['mix', 0], ['master', 2]]) {
      const pair = new ChannelMergerNode(context, { numberOfInputs: 2 });
      splitter.connect(pair, first, 0);
      splitter.connect(pair, first + 1, 1);
      pair.connect(this.#gates[name]).connect(this.#levels[name]).connect(this.#fade);
    }
  }

  /* preview: what GET /masters/{id}/preview says; fetch(segment) -> its bytes; sources: the mixtures
   * that can be chosen, `source` the one to begin with.  While another song plays, it goes on until the
   * first piece of this one is there. */
  async open(preview, fetch, { sources = song, source = null } = {}) {
    const opening = ++this.#opening, decoded = new Map();
    if (this.playing) {
      const soon = Math.round((this.position + 0.5) * RATE);
      const number = Math.min(Math.floor(soon / (preview.segment_seconds * RATE)), preview.segments.length - 1);
      await this.#decode(number, { decoded, song: preview, fetch });
      if (opening !== this.#opening) return;
    }
    const at = this.position, going = this.playing;
    this.#halt();
    this.#song = preview;
    this.#fetch = fetch;
    this.#decoded = decoded;
    this.sources = sources;
    if (source || !sources[this.source]) this.source = source ?? Object.keys(sources).at(-1);
    this.#setGates();
    this.#resting = Math.min(Math.round(at * RATE), Math.max(0, preview.frames_total - 1));
    this.#setLevels();
    if (going) this.play();
    else this.#tell();
  }

  get duration() { return this.#song ? this.#song.frames_total / RATE : 0; }

  get position() {
    if (!this.playing || this.#plan.length === 0) return this.#resting / RATE;
    const now = this.#context.currentTime * RATE;
    const piece = this.#plan.findLast((one) => one.at <= now) ?? this.#plan[0];
    return (piece.frame + Math.min(Math.max(0, now - piece.at), piece.frames)) / RATE;
  }

  /* How much the louder one is turned down, in dB; the page shows it. */
  get matchDb() { return this.#song?.gain_db_match ?? 0; }

  async play() {
    if (!this.#song || this.playing) return;
    if (sounding?.playing) {
      sounding.pause();
      sounding.dispatchEvent(new Event('left'));
    }
    sounding = this;
    this.playing = true;
    this.#tell();
    await this.#context.resume?.();
    this.#run(++this.#turn, this.#resting >= this.#song.frames_total - 1 ? 0 : this.#resting);
  }

  pause() {
    if (!this.playing) return;
    this.#resting = Math.round(this.position * RATE);
    this.#halt();
    this.#tell();
  }

  seek(seconds) {
    if (!this.#song) return;
    const frame = Math.round(Math.min(Math.max(0, seconds), this.duration) * RATE);
    const going = this.playing;
    this.#halt();
    this.#resting = Math.min(frame, this.#song.frames_total - 1);
    if (going) this.play();
    else this.#tell();
  }

  /* 20 ms, equal power; a switch that comes while one is still going follows it. */
  choose(source) {
    if (source === this.source || !this.sources[source]) return;
    const before = this.#mixture, after = this.sources[source];
    this.source = source;
    this.#mixture = after;
    const at = Math.max(this.#context.currentTime, this.#switchEnd);
    for (const name of ['mix', 'master'])
      if (before[name] !== after[name]) this.#gates[name].gain.setValueCurveAtTime(glide(before[name], after[name]), at, SWITCH_S);
    this.#switchEnd = at + SWITCH_S + 0.001;
    this.#tell();
  }

  toggle() {
    const names = Object.keys(this.sources);
    this.choose(names[(names.indexOf(this.source) + 1) % names.length]);
  }

  match(on) {
    this.matched = on;
    this.as = null;
    this.#setLevels();
    this.#tell();
  }

  /* Each at a gain of its own, in dB, as some place would play them; null: as `matched` says. */
  playAs(gains) {
    this.as = gains;
    this.#setLevels();
    this.#tell();
  }

  /* By what each is turned, as a factor. */
  get levels() {
    const db = this.matched ? this.matchDb : 0, { mix, master } = this.as ?? { mix: Math.min(0, -db), master: Math.min(0, db) };
    return { mix: 10 ** (mix / 20), master: 10 ** (master / 20) };
  }

  /* loop: null for the whole song, or [from, to] in seconds. */
  repeat(on, loop = null) {
    this.looping = on;
    this.loop = loop;
    if (this.playing && loop) this.seek(Math.max(loop[0], Math.min(this.position, loop[1] - 0.1)));
    else this.#tell();
  }

  close() {
    this.#halt();
    this.#context.close?.();
  }

  /* Nothing sounds just now: the gates stand where the mixture wants them. */
  #setGates() {
    const wish = this.sources[this.source], at = Math.max(this.#context.currentTime + FADE_S, this.#switchEnd);
    if (wish === this.#mixture) return;
    for (const name of ['mix', 'master']) this.#gates[name].gain.setValueAtTime(wish[name], at);
    this.#mixture = wish;
    this.#switchEnd = at + 0.001;
  }

  #setLevels() {
    const wish = this.levels;
    for (const name of ['mix', 'master']) {
      const gain = this.#levels[name].gain;
      if (this.playing) gain.setTargetAtTime(wish[name], this.#context.currentTime, 0.02);
      else {
        gain.cancelScheduledValues(0);
        gain.value = wish[name];
      }
    }
  }

  #tell() { this.dispatchEvent(new Event('change')); }

  /* Everything scheduled falls silent within a few milliseconds. */
  #halt() {
    this.#turn++;
    this.playing = this.waiting = false;
    const now = this.#context.currentTime;
    for (const { node, fade } of this.#plan) {
      fade.gain.setValueAtTime(1, now);
      fade.gain.linearRampToValueAtTime(0, now + FADE_S);
      node.stop(now + 2 * FADE_S);
    }
    this.#plan = [];
  }

  #decode(number, { decoded, song, fetch } = { decoded: this.#decoded, song: this.#song, fetch: this.#fetch }) {
    if (!decoded.has(number)) {
      const ready = fetch(song.segments[number]).then((bytes) => this.#context.decodeAudioData(bytes));
      ready.catch(() => decoded.delete(number));
      decoded.set(number, ready);
      const [oldest] = decoded.keys();
      if (decoded.size > KEEP_DECODED) decoded.delete(oldest);
    }
    return decoded.get(number);
  }

  #bounds() {
    const all = this.#song.frames_total;
    if (!this.looping || !this.loop) return [0, all];
    return [Math.round(this.loop[0] * RATE), Math.min(all, Math.round(this.loop[1] * RATE))];
  }

  /* One piece after the other until the turn ends: decode, schedule, wait until it sounds. */
  async #run(turn, frame) {
    const song = this.#song, long = song.segment_seconds * RATE;
    let at = null;
    try {
      for (;;) {
        const [begin, end] = this.#bounds();
        if (frame >= end) {
          if (!this.looping) await this.#until(turn, at);
          if (turn !== this.#turn) return;
          if (!this.looping) break; // unless somebody wished it in the last seconds
          frame = begin;
        }
        const number = Math.floor(frame / long), segment = song.segments[number];
        const offset = frame - number * long;
        const frames = Math.min(segment.frames - offset, Math.max(1, end - frame));
        const pieces = [this.#decode(number)];
        if (at === null && frames < SHORT_FRAMES && song.segments[number + 1]) pieces.push(this.#decode(number + 1));
        this.#wait(turn, at === null);
        const [buffer] = await Promise.all(pieces);
        if (turn !== this.#turn) return;
        const soonest = Math.ceil(this.#context.currentTime * RATE) + START_FRAMES;
        if (at === null || at < soonest - START_FRAMES) at = soonest; // the first, or the line was too slow
        this.#schedule(buffer, at, segment.lead + offset, frames, frame);
        this.#wait(turn, false);
        const started = at;
        frame += frames;
        at += frames;
        await this.#until(turn, Math.min(started, at - AHEAD_FRAMES));
        if (turn !== this.#turn) return;
      }
      this.#halt();
      this.#resting = 0;
      this.#tell();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.pause();
      this.dispatchEvent(Object.assign(new Event('trouble'), { error }));
    }
  }

  #wait(turn, waiting) {
    if (turn !== this.#turn || this.waiting === waiting) return;
    this.waiting = waiting;
    this.#tell();
  }

  #schedule(buffer, at, from, frames, frame) {
    const node = new AudioBufferSourceNode(this.#context, { buffer });
    const fade = new GainNode(this.#context, { gain: 1, channelCount: 4, channelCountMode: 'explicit', channelInterpretation: 'discrete' });
    node.connect(fade).connect(this.#bus);
    node.start(exactSeconds(at), exactSeconds(from), exactSeconds(frames));
    this.#plan.push({ node, fade, at, frames, frame });
    const now = this.#context.currentTime * RATE;
    this.#plan = this.#plan.filter((one) => one.at + one.frames > now - RATE);
    node.onended = () => fade.disconnect();
  }

  /* Until this frame of the context sounds, or the turn is over. */
  async #until(turn, frame) {
    for (;;) {
      const left = frame / RATE - this.#context.currentTime;
      if (left <= 0 || turn !== this.#turn) return;
      await new Promise((wake) => setTimeout(wake, Math.min(250, Math.max(5, 1000 * left))));
    }
  }
}
