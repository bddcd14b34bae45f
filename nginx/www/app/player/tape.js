/* SPDX-License-Identifier: ISC */
/* tape.js - the pieces of the song that are scheduled one after the other, and where we are in them. */
import { RATE } from './time.js';

const START_FRAMES = 2400;  // 50 ms from the wish to the sound: time to schedule without hurry
const SHORT_FRAMES = 48000; // a first piece shorter than this waits until the next is there too
const AHEAD_FRAMES = 96000; // so much is always scheduled: a short loop goes on while the page is busy, or hidden, where timers come once a second

export class Tape {
  #context; #graph; #streams = []; #bounds; #on; #turn = 0;
  #plan = []; // { at: the frame of the context it begins at, frame: of the song, frames, started: its nodes }

  /* bounds() -> { begin, end, again }: what is played, in frames, and whether it comes round;
   * on: { wait(whether), end(), fail(error) }; who hears of the end stops it. */
  constructor(context, graph, bounds, on) {
    this.#context = context;
    this.#graph = graph;
    this.#bounds = bounds;
    this.#on = on;
  }

  /* A number that stays the same until the tape is stopped or begins elsewhere. */
  get turn() { return this.#turn; }

  /* The frame of the song that sounds, or null before anything does. */
  get frame() {
    if (this.#plan.length === 0) return null;
    const now = this.#context.currentTime * RATE, piece = this.#plan.findLast((one) => one.at <= now) ?? this.#plan[0];
    return piece.frame + Math.min(Math.max(0, now - piece.at), piece.frames);
  }

  play(streams, frame) {
    this.#streams = streams;
    this.#run(++this.#turn, frame);
  }

  /* Everything scheduled falls silent within a few milliseconds. */
  stop() {
    this.#turn++;
    for (const { started } of this.#plan) this.#graph.fadeOut(started);
    this.#plan = [];
  }

  /* Other bounds: what sounds goes on and ends where it must now; what was to follow is taken back.  False where what
   * sounds lies outside, and the tape has to begin elsewhere. */
  cut() {
    const { begin, end } = this.#bounds(), soon = Math.ceil(this.#context.currentTime * RATE) + START_FRAMES;
    const last = this.#plan.findLastIndex((one) => one.at <= soon), piece = this.#plan[last], here = piece && piece.frame + soon - piece.at;
    if (!(here >= begin && here < end && here < piece.frame + piece.frames)) return false;
    for (const { started } of this.#plan.splice(last + 1)) this.#graph.takeBack(started);
    piece.frames = Math.min(piece.frames, end - piece.frame);
    this.#graph.endAt(piece.started, piece.at + piece.frames);
    this.#run(++this.#turn, piece.frame + piece.frames, piece.at + piece.frames);
    return true;
  }

  /* One piece after the other until the turn ends: decode, schedule, wait until it sounds. */
  async #run(turn, frame, at = null) {
    const streams = this.#streams, wait = (whether) => turn === this.#turn && this.#on.wait(whether);
    try {
      for (;;) {
        const { begin, end, again } = this.#bounds();
        if (frame >= end) {
          if (!again) await this.#until(turn, at);
          if (turn !== this.#turn) return;
          if (!this.#bounds().again) break; // unless somebody wished it in the last seconds
          frame = begin;
        }
        const here = streams.map((one) => one.at(frame));
        const frames = Math.min(...here.map((one) => one.frames), Math.max(1, end - frame));
        const pieces = here.map(({ number }, i) => streams[i].decode(number));
        if (at === null && frames < SHORT_FRAMES) pieces.push(streams[0].decode(here[0].number + 1));
        wait(at === null);
        const buffers = (await Promise.all(pieces)).slice(0, streams.length);
        if (turn !== this.#turn) return;
        const now = this.#context.currentTime * RATE, soonest = Math.ceil(now) + START_FRAMES;
        if (at === null || at < soonest - START_FRAMES) at = soonest; // the first, or the line was too slow
        this.#plan = this.#plan.filter((one) => one.at + one.frames > now - RATE);
        this.#plan.push({ at, frames, frame, started: this.#graph.start(buffers, at, here.map((one) => one.offset), frames) });
        wait(false);
        const started = at;
        frame += frames;
        at += frames;
        await this.#until(turn, Math.min(started, at - AHEAD_FRAMES));
        if (turn !== this.#turn) return;
      }
      this.#on.end();
    } catch (error) {
      if (turn === this.#turn) this.#on.fail(error);
    }
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
