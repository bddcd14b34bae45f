#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* doors.mjs <openapi.json >doors.js: every door of the description under /api/ as a function of its name (app/api.js: door). */
import { readFileSync } from 'node:fs';

const OURS = ['body', 'bytes', 'match', 'plain', 'signal', 'headers']; // words of the client, so no names of parameters
const mediaOf = (media) => (media === 'application/json' ? 'body' : 'bytes');
const { paths } = JSON.parse(readFileSync(0, 'utf8'));
const noun = (path) => path.split('/')[3].replace('.json', '');

const lines = [`/* SPDX-License-Identifier: ISC */
/* doors.js - every door of the API under the name it has in its description; how they are used stands in api.js.
 * Made from the description by nginx/doors.mjs; do not edit. */
import { door } from './api.js';`];
let before = null;
for (const [path, methods] of Object.entries(paths).filter(([one]) => one.startsWith('/api/'))) {
  if (noun(path) !== before) lines.push('');
  before = noun(path);
  for (const [method, { operationId, parameters, requestBody }] of Object.entries(methods)) {
    const named = (place) => parameters.filter((one) => one.in === place).map((one) => one.name);
    /* Other headers are given as they are. */
    const takes = [...named('header').filter((one) => one === 'If-Match').map(() => 'match'), ...Object.keys(requestBody?.content ?? {}).map(mediaOf)];
    const wrong = [...named('path'), ...named('query')].find((one) => OURS.includes(one));
    if (wrong) throw new Error(`${operationId}: ${wrong} is a word of the client itself`);
    const address = path + (named('query').length ? `{?${named('query')}}` : '');
    lines.push(`export const ${operationId} = door(${[method.toUpperCase(), address, ...takes].map((one) => `'${one}'`).join(', ')});`);
  }
}
console.log(lines.join('\n'));
