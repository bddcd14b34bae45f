/* SPDX-License-Identifier: ISC */
/* acts.js - what a key or a button does to the sound and to what is shown of it. */
import { LOOP_LEAST_S } from './engine.js';

const CLOSER = 2;

export function actsOf(engine, span) {
  const names = Object.keys(engine.sources);
  const skip = (seconds) => engine.seek(engine.position + seconds);
  const zoom = (factor) => span.zoom(factor, span.has(engine.position) ? engine.position : undefined);
  /* An end of the loop is set where the song is; if the other one is on its wrong side, the song's end takes its place. */
  const loopTo = (from, to) => engine.repeat(true, to - from >= LOOP_LEAST_S ? [from, to] : engine.loop);
  return {
    play: () => (engine.playing ? engine.pause() : engine.play()),
    toggle: () => engine.toggle(),
    mix: () => engine.choose(names[0]),
    master: () => engine.choose(names.at(-1)),
    back: (fine) => skip(fine ? -1 : -5),
    on: (fine) => skip(fine ? 1 : 5),
    jump: (tenth) => engine.seek((engine.duration * tenth) / 10),
    match: () => engine.match(engine.as ? true : !engine.matched),
    loop: () => engine.repeat(!engine.looping),
    begin: () => loopTo(engine.position, engine.loop?.[1] > engine.position + LOOP_LEAST_S ? engine.loop[1] : engine.duration),
    end: () => loopTo(engine.loop?.[0] < engine.position - LOOP_LEAST_S ? engine.loop[0] : 0, engine.position),
    closer: () => zoom(CLOSER),
    wider: () => zoom(1 / CLOSER),
    whole: () => span.whole(),
    region: () => engine.loop && span.show(engine.loop[0] - 0.5, engine.loop[1] + 0.5),
  };
}
