/* SPDX-License-Identifier: ISC */
/* span.js - the part of the song that is shown, in seconds: zoomed, moved, and turned over like a page when the
 * sound leaves it. */
const LEAST_S = 0.25;

export class Span extends EventTarget {
  from = 0; to = 0; duration = 0;
  #left = false; #last = 0;

  get length() { return this.to - this.from; }
  get zoomed() { return this.length < this.duration - 0.001; }
  get closest() { return this.length <= Math.min(LEAST_S, this.duration) + 0.001; }
  has(seconds) { return seconds >= this.from && seconds <= this.to; }

  /* Another song, or the same in another sound, where one goes on looking at the same place. */
  open(duration) {
    if (duration === this.duration) return;
    const all = !this.zoomed;
    this.duration = duration;
    this.#put(all ? 0 : this.from, all ? duration : this.to);
  }

  show(from, to) {
    this.#put(from, to);
    this.#left = true;
  }

  /* factor 2: twice as close; `at` stays where it is. */
  zoom(factor, at = (this.from + this.to) / 2) {
    this.show(at - (at - this.from) / factor, at + (this.to - at) / factor);
  }

  move(seconds) { this.show(this.from + seconds, this.to + seconds); }
  whole() { this.show(0, this.duration); }

  /* Where the sound is: it is kept in sight, but for somebody who looks elsewhere meanwhile. */
  follow(position) {
    const jumped = Math.abs(position - this.#last) > 1;
    this.#last = position;
    if (this.has(position)) this.#left = false;
    else if (!this.#left || jumped) this.#put(position - 0.05 * this.length, position + 0.95 * this.length);
  }

  #put(from, to) {
    const length = Math.min(this.duration, Math.max(to - from, LEAST_S)), middle = (from + to) / 2;
    this.from = Math.min(Math.max(0, middle - length / 2), this.duration - length);
    this.to = this.from + length;
    this.dispatchEvent(new Event('change'));
  }
}
