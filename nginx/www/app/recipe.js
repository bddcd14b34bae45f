/* SPDX-License-Identifier: ISC */
/* recipe.js - what a recipe may say, as the engine tells it (GET /styles), and how a master is ordered. */
import { bundles_post, masters_post, styles_get } from './doors.js';
import * as live from './live.js';
import { useOnce } from './player/report.js';

const valueOf = { number: Number, boolean: (text) => text === 'yes' };

/* By name, every field there is: its `standard`, and its range and words. */
function fieldsOf({ recipe }) {
  return Object.fromEntries(recipe.map((one) => [one.name, { ...one, standard: one.preset === null ? null : (valueOf[one.type] ?? String)(one.preset) }]));
}

/* [fields, problem, styles]: what the engine tells of recipes, or nothing yet. */
export function useRecipeFields() {
  const [guide, problem] = useOnce(styles_get);
  return [guide && fieldsOf(guide), problem, guide?.styles];
}
export const standardOf = (fields) => Object.fromEntries(Object.values(fields).map(({ name, standard }) => [name, standard]));
export const rangeOf = ({ min, max }) => ({ min, max });

const empty = (value) => value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/* What is sent: every field that says something. */
export const clean = (wish) => Object.fromEntries(Object.entries(wish).filter(([, value]) => !empty(value)));

/* A master for every place there is, in one order: { id, masters }. */
export const orderEverywhere = (version, wish) => bundles_post({ body: { version_id: version, recipe: clean(wish) } });

/* more: { like } makes it by another master's settings; it brings its own recipe. */
export async function order(version, wish, more = {}) {
  const master = await masters_post({ body: { version_id: version, ...(wish ? { recipe: clean(wish) } : {}), ...more } });
  live.take('master', master);
  return master;
}
