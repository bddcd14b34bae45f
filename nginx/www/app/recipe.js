/* SPDX-License-Identifier: ISC */
/* recipe.js - what a recipe says of somebody who said nothing, and how a master is ordered. */
import { post } from './api.js';
import * as live from './live.js';

export const standard = {
  style: 'balanced', loudness: -14, ceiling: -1, intensity: 60, tone: 0, width: 100, dynamics: 40, mono_bass: true, mono_below: 120,
  codec_safe: false, limiter: 'quality', caps: 'usual', trim_start: 0, trim_end: 0, fade_in: 0, fade_out: 0,
};
/* Wishes that may be absent: then the engine decides. */
export const optional = ['reference', 'references', 'tone_strength', 'dynamics_strength', 'width_strength', 'loudness_strength', 'off'];

const empty = (value) => value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/* What is sent: every field that says something. */
export function clean(wish) {
  const recipe = {};
  for (const name of [...Object.keys(standard), ...optional]) if (!empty(wish[name])) recipe[name] = wish[name];
  return recipe;
}

/* more: { like } makes it by another master's settings; it brings its own recipe. */
export async function order(version, wish, more = {}) {
  const master = await post('masters', { version_id: version, ...(wish ? { recipe: clean(wish) } : {}), ...more });
  live.take('master', master);
  return master;
}
