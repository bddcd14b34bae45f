/* SPDX-License-Identifier: ISC */
/* graph.js - the nodes the sound goes through, and their gains.
 *
 *   pieces of the song  -> bus -> splitter -> mix    L,R -> gate -> level --+
 *                                          -> master L,R -> gate -> level --+-> fade -> out
 *   pieces beside it    -> bus -> splitter -> other  L,R -> gate -> level --+        \-> ears (scope)
 *
 * A gate is a pair's part of the mixture that is heard; a level is the match of loudness. */
import { STEPS, exactSeconds, glide } from './time.js';

const SWITCH_S = 0.02;
const DIP_S = (SWITCH_S * (2 * STEPS - 1)) / (STEPS - 1); // down, and up again
/* A curve that begins in what is being rendered already is moved, and curves may not meet. */
const LEAD_S = 0.005, MOVED_S = 0.01;
const FADE_S = 0.012;
export const pairs = { mix: [0, 0], master: [0, 2], other: [1, 2] }; // of which bus, from which channel on
const names = Object.keys(pairs);
const discrete = { channelCount: 4, channelCountMode: 'explicit', channelInterpretation: 'discrete' };

export class Graph {
  #context; #buses; #fade; #gates = {}; #levels = {}; #mixture = {}; #free = 0; #ears = null;

  constructor(context, mixture) {
    this.#context = context;
    this.#fade = new GainNode(context);
    this.#fade.connect(context.destination);
    this.#buses = [0, 1].map(() => new GainNode(context, discrete));
    const splitters = this.#buses.map((bus) => bus.connect(new ChannelSplitterNode(context, { numberOfOutputs: 4 })));
    for (const name of names) {
      const [bus, first] = pairs[name], pair = new ChannelMergerNode(context, { numberOfInputs: 2 });
      this.#gates[name] = new GainNode(context, { gain: mixture[name] ?? 0 });
      this.#levels[name] = new GainNode(context);
      for (const side of [0, 1]) splitters[bus].connect(pair, first + side, side);
      pair.connect(this.#gates[name]).connect(this.#levels[name]).connect(this.#fade);
    }
    this.#mixture = mixture;
  }

  /* From what is heard to another mixture, in equal power; what comes while a switch is going follows it. */
  turn(mixture) { this.#switch(mixture, SWITCH_S, (from, to) => (from === to ? null : glide(from, to))); }

  /* The same through silence: nobody hears whether it came from another sound or from the same. */
  dip(mixture) { this.#switch(mixture, DIP_S, (from, to) => (from || to ? Float32Array.of(...glide(from, 0), ...glide(0, to)) : null)); }

  /* At once, when nothing sounds. */
  put(mixture) {
    if (mixture === this.#mixture) return;
    const at = Math.max(this.#context.currentTime + FADE_S, this.#free);
    for (const name of names) this.#gates[name].gain.setValueAtTime(mixture[name] ?? 0, at);
    this.#mixture = mixture;
    this.#free = at + 0.001;
  }

  setLevels(levels, soft) {
    for (const name of names) {
      const { gain } = this.#levels[name];
      if (soft) gain.setTargetAtTime(levels[name], this.#context.currentTime, 0.02);
      else {
        gain.cancelScheduledValues(0);
        gain.value = levels[name];
      }
    }
  }

  /* A piece of each bus that has one, begun at the same frame of the context: what is needed to end it. */
  start(buffers, at, offsets, frames) {
    return buffers.flatMap((buffer, bus) => {
      if (!buffer) return [];
      const node = new AudioBufferSourceNode(this.#context, { buffer }), fade = new GainNode(this.#context, discrete);
      node.connect(fade).connect(this.#buses[bus]);
      node.start(exactSeconds(at), exactSeconds(offsets[bus]), exactSeconds(frames));
      node.onended = () => fade.disconnect();
      return [{ node, fade }];
    });
  }

  /* Silent within a few milliseconds. */
  fadeOut(started) {
    const now = this.#context.currentTime;
    for (const { node, fade } of started) {
      fade.gain.setValueAtTime(1, now);
      fade.gain.linearRampToValueAtTime(0, now + FADE_S);
      node.stop(now + 2 * FADE_S);
    }
  }

  /* Of what has begun: the frame of the context it ends at. */
  endAt(started, at) {
    for (const { node } of started) node.stop(exactSeconds(at));
  }

  /* Of what has not begun: it never does. */
  takeBack(started) {
    for (const { node, fade } of started) {
      fade.disconnect();
      node.stop();
    }
  }

  /* Two analysers, left and right, of what is heard; made when somebody looks. */
  get ears() {
    if (!this.#ears) {
      const splitter = this.#fade.connect(new ChannelSplitterNode(this.#context, { numberOfOutputs: 2 }));
      this.#ears = [0, 1].map((side) => {
        const ear = new AnalyserNode(this.#context, { fftSize: 2048 });
        splitter.connect(ear, side);
        return ear;
      });
    }
    return this.#ears;
  }

  #switch(mixture, seconds, curve) {
    const at = Math.max(this.#context.currentTime + LEAD_S + (this.#context.baseLatency || 0), this.#free);
    for (const name of names) {
      const { gain } = this.#gates[name], from = this.#mixture[name] ?? 0, to = mixture[name] ?? 0, values = curve(from, to);
      try {
        if (values) gain.setValueCurveAtTime(values, at, seconds);
      } catch { // a machine so busy that the switch before was moved into this one
        gain.cancelScheduledValues(0);
        gain.setValueAtTime(from, at);
        gain.linearRampToValueAtTime(to, at + seconds);
      }
    }
    this.#mixture = mixture;
    this.#free = at + seconds + MOVED_S;
  }
}
