/* SPDX-License-Identifier: ISC */
/* stream.js - one preview as it is heard: its segments fetched, decoded, and kept while they are near.
 *
 * A segment plays ten seconds and carries some of its neighbours on both sides (`lead`), which is never played,
 * so that the codec's edges are not heard. */
import { RATE } from './time.js';

const KEEP_DECODED = 5; // about 8 MB each
const REST_MS = 5000;

export class Stream {
  #context; #fetch; #decoded = new Map(); #buffers = new Map(); #failed = -Infinity;

  /* preview: what GET /masters/{id}/preview says; fetch(segment) -> its bytes; late: by how many frames it begins
   * later than the song it is heard beside. */
  constructor(context, preview, fetch, late = 0) {
    this.#context = context;
    this.#fetch = fetch;
    this.preview = preview;
    this.late = late;
    this.long = preview.segment_seconds * RATE;
  }

  /* What sounds at a frame of the song: the number of a segment, the frame in it after decoding, and for how many
   * frames; no number where there is nothing (yet, or any more). */
  at(frame) {
    const own = frame - this.late;
    if (own < 0) return { number: null, frames: -own };
    const number = Math.floor(own / this.long), segment = this.preview.segments[number], offset = own - number * this.long;
    if (!segment || offset >= segment.frames) return { number: null, frames: Infinity };
    return { number, offset: segment.lead + offset, frames: segment.frames - offset };
  }

  /* The segment, decoded; null for none. */
  async decode(number) {
    const segment = this.preview.segments[number];
    if (!segment) return null;
    const coming = this.#decoded.get(number) ?? this.#bring(number, segment);
    this.#decoded.delete(number); // the one that was wanted last is forgotten last
    this.#decoded.set(number, coming);
    const [oldest] = this.#decoded.keys();
    if (this.#decoded.size > KEEP_DECODED) this.#forget(oldest);
    return coming;
  }

  /* The same, if it is there already. */
  ready(number) { return this.#buffers.get(number) ?? null; }

  /* What failed a moment ago is not asked for again only to be looked at. */
  get resting() { return performance.now() - this.#failed < REST_MS; }

  #bring(number, segment) {
    const coming = this.#fetch(segment).then((bytes) => this.#context.decodeAudioData(bytes).catch(undecoded));
    coming.then((buffer) => this.#decoded.get(number) === coming && this.#buffers.set(number, buffer), () => {
      this.#failed = performance.now();
      this.#forget(number);
    });
    return coming;
  }

  #forget(number) {
    this.#decoded.delete(number);
    this.#buffers.delete(number);
  }
}

/* It came whole: this browser has no decoder for it. */
function undecoded(cause) {
  throw Object.assign(new Error('not decoded', { cause }), { code: 'no_decoder' });
}
