/* SPDX-License-Identifier: ISC */
/* engine.js - plays mix and master as one four-channel stream, so that switching cannot drift; another master
 * beside them is a second stream whose pieces begin at the same samples.
 *
 * What is heard is a mixture of the pairs: `sources` names the mixtures there are.  For a song they
 * are mix and master; for a move (delta.js) the first pair is what the move changed, and one of the
 * mixtures takes it out of the master again.
 *
 * Pieces of ten seconds at most are fetched one ahead, decoded, and started at whole samples of the
 * context (stream.js, tape.js, graph.js). */
import { detail, detailed } from './detail.js';
import { Graph, pairs } from './graph.js';
import { Stream } from './stream.js';
import { Tape } from './tape.js';
import { RATE } from './time.js';

const BLOCKED_MS = 1500; // a context that is not awake by then waits for a tap
export const LOOP_LEAST_S = 0.1;

const names = Object.keys(pairs);
const factor = (db) => 10 ** ((db || 0) / 20); // a pair that is not there has no gain

export const song = { mix: { mix: 1, master: 0 }, master: { mix: 0, master: 1 } };
export const masters = { other: { other: 1 }, master: { master: 1 } };

/* One at a time: whoever begins silences the other, who tells it (`left`). */
let sounding = null;

export class Engine extends EventTarget {
  #context; #graph; #tape; #streams = [];
  #opening = 0; #resting = 0; #matchDb = 0; #fit = {}; #source = 'master';
  sources = song;
  playing = false; waiting = false; blocked = false; looping = false; matched = true; loop = null; as = null; blind = false;

  constructor(context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' })) {
    super();
    this.#context = context;
    this.#graph = new Graph(context, song.master);
    this.#tape = new Tape(context, this.#graph, () => this.#bounds, {
      wait: (waiting) => this.#wait(waiting), end: () => this.#rest(0),
      fail: (error) => {
        this.pause();
        this.dispatchEvent(Object.assign(new Event('trouble'), { error }));
      },
    });
  }

  /* preview: what GET /masters/{id}/preview says; fetch(segment) -> its bytes; beside: { preview, fetch, late } of
   * another master; sources: the mixtures that can be chosen, `source` the one to begin with.  While another song
   * plays, it goes on until the first piece of this one is there. */
  async open(preview, fetch, { sources = song, source = null, beside = null } = {}) {
    const opening = ++this.#opening;
    const streams = [new Stream(this.#context, preview, fetch)];
    if (beside) streams.push(new Stream(this.#context, beside.preview, beside.fetch, beside.late));
    if (this.playing) {
      const soon = Math.min(Math.round((this.position + 0.5) * RATE), preview.frames_total - 1);
      await Promise.all(streams.map((one) => one.decode(one.at(soon).number)));
      if (opening !== this.#opening) return;
    }
    const at = this.position, going = this.playing;
    this.#halt();
    this.#streams = streams;
    this.sources = sources;
    if (source || !sources[this.#source]) this.#source = source ?? Object.keys(sources).at(-1);
    this.#graph.put(sources[this.#source]);
    this.#matchDb = (beside ? beside.preview.master_lufs - preview.master_lufs : preview.gain_db_match) || 0;
    this.#fit = sources === song || beside ? { mix: preview.mix_gain_db || 0, master: preview.master_gain_db || 0, other: beside?.preview.master_gain_db || 0 } : {};
    this.#resting = Math.min(Math.round(at * RATE), Math.max(0, preview.frames_total - 1));
    if (this.loop && this.loop[1] > this.duration) this.loop = null;
    this.#graph.setLevels(this.levels, false);
    if (going) this.play();
    else this.#tell();
  }

  get #frames() { return this.#streams[0]?.preview.frames_total ?? 0; }
  get duration() { return this.#frames / RATE; }
  get source() { return this.#source; }
  get ears() { return this.#graph.ears; }

  get position() { return ((this.playing ? this.#tape.frame : null) ?? this.#resting) / RATE; }

  /* How much the louder one is turned down, in dB, negative where it is the master; the page shows it. */
  get matchDb() { return this.#matchDb; }

  async play() {
    if (!this.#frames || this.playing) return;
    if (sounding?.playing) {
      sounding.pause();
      sounding.dispatchEvent(new Event('left'));
    }
    sounding = this;
    this.playing = true;
    this.blocked = false;
    this.#tell();
    if (await this.#awake(this.#tape.turn)) this.#tape.play(this.#streams, this.#resting >= this.#frames - 1 ? 0 : this.#resting);
  }

  pause() {
    if (this.playing) this.#rest(Math.round(this.position * RATE));
  }

  seek(seconds) {
    if (!this.#frames) return;
    const frame = Math.round(Math.min(Math.max(0, seconds), this.duration) * RATE);
    const going = this.playing;
    this.#halt();
    this.#resting = Math.min(frame, this.#frames - 1);
    if (going) this.play();
    else this.#tell();
  }

  /* 20 ms, equal power.  Blind, every switch sounds the same, one to what is heard already too. */
  choose(source) {
    if (!this.sources[source] || (source === this.#source && !this.blind)) return;
    this.#source = source;
    if (this.blind) this.#graph.dip(this.sources[source]);
    else this.#graph.turn(this.sources[source]);
    this.#tell();
  }

  toggle() {
    const all = Object.keys(this.sources);
    this.choose(all[(all.indexOf(this.#source) + 1) % all.length]);
  }

  /* For a blind test: equally loud, coming round, and nobody is told what is heard -> a function that ends it. */
  hide() {
    const { matched, as, looping } = this, source = this.#source;
    this.blind = true;
    this.match(true);
    this.repeat(true);
    return () => {
      this.blind = false;
      this.choose(source);
      this.match(matched);
      this.playAs(as);
      this.repeat(looping);
    };
  }

  match(on) {
    this.matched = on;
    this.playAs(null);
  }

  /* Each at a gain of its own, in dB, as some place would play them; null: as `matched` says. */
  playAs(gains) {
    this.as = gains;
    this.#graph.setLevels(this.levels, this.playing);
    this.#tell();
  }

  /* By what each is turned, as a factor.  What the house turned down to fit into the preview is given back where
   * levels shall be true: unmatched, and as some place plays it. */
  get levels() {
    const fit = (name) => this.#fit[name] ?? 0, least = Math.min(...names.map(fit));
    const first = Math.min(0, -this.#matchDb), matched = { mix: first, other: first, master: Math.min(0, this.#matchDb) };
    const db = (name) => (this.as ? this.as[name] - fit(name) : this.matched ? matched[name] : least - fit(name));
    return Object.fromEntries(names.map((name) => [name, factor(db(name))]));
  }

  /* How high each is heard, against its own samples. */
  get heights() {
    return Object.fromEntries(Object.entries(this.levels).map(([name, level]) => [name, level * factor(this.#fit[name] ?? 0)]));
  }

  /* A pair's wave to the sample between two moments, or null where that is not decoded (it will be). */
  wave(name, from, to) {
    const [bus, first] = pairs[name], stream = this.#streams[bus];
    return stream && detailed(stream, from, to) ? detail(stream, first, factor(this.#fit[name])) : null;
  }

  /* loop: null for the whole song, or [from, to] in seconds. */
  repeat(on, loop = this.loop) {
    this.looping = on;
    this.loop = loop;
    const { begin, end } = this.#bounds, inside = (frame) => frame >= begin && frame < end;
    if (this.playing && this.#tape.frame !== null) {
      if (!this.#tape.cut()) this.seek(inside(this.#tape.frame) ? this.position : begin / RATE);
    } else if (!inside(this.#resting)) this.#resting = begin;
    this.#tell();
  }

  close() {
    this.#halt();
    this.#context.close?.();
  }

  #tell() { this.dispatchEvent(new Event('change')); }

  /* Browsers keep a page silent until it is tapped, and some wait for ever where there is no loudspeaker. */
  async #awake(turn) {
    let awake = false;
    const waking = Promise.resolve(this.#context.resume?.()).then(() => { awake = true; }, () => {});
    await Promise.race([waking, new Promise((wake) => setTimeout(wake, BLOCKED_MS))]);
    if (turn !== this.#tape.turn) return false;
    if (awake) return true;
    this.#halt();
    this.blocked = true;
    this.#tell();
    waking.then(() => this.blocked && awake && this.play());
    return false;
  }

  #halt() {
    this.playing = this.waiting = this.blocked = false;
    this.#tape.stop();
  }

  #rest(frame) {
    this.#halt();
    this.#resting = frame;
    this.#tell();
  }

  #wait(waiting) {
    if (this.waiting === waiting) return;
    this.waiting = waiting;
    this.#tell();
  }

  get #bounds() {
    const again = this.looping, [begin, end] = again && this.loop ? this.loop.map((s) => Math.min(this.#frames, Math.round(s * RATE))) : [0, this.#frames];
    return { begin, end, again };
  }
}
