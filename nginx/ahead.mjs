#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* ahead.mjs DIR: names in DIR/index.html every file that the first script leans on, so that a browser asks for all of
 * them at once instead of finding one behind the other, a way to the house and back for each step. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const dir = process.argv[2], page = path.join(dir, 'index.html'), FIRST = '/app/main.js', MARK = '  <!-- ahead -->\n';

/* What a file imports at once: `import ... from` and `export ... from`, not import(). */
const leansOn = (name) => [...readFileSync(path.join(dir, name), 'utf8').matchAll(/^(?:import|export|\})[^;]*?\bfrom '([^']+)';/gm)]
  .map(([, other]) => path.posix.resolve(path.posix.dirname(name), other));

/* Nearest first: what is wanted soonest is asked for soonest. */
const found = new Set([FIRST]);
for (const name of found) if (name.startsWith('/app/')) for (const other of leansOn(name)) found.add(other);
found.delete(FIRST); // the page has it as its script

const text = readFileSync(page, 'utf8');
if (!text.includes(MARK)) throw new Error('index.html has no line "<!-- ahead -->"');
writeFileSync(page, text.replace(MARK, [...found].map((name) => `  <link rel="modulepreload" href="${name}">\n`).join('')));
