#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* ahead.mjs DIR: names every file that is going to be asked for, so that a browser asks for all of them at once instead of
 * finding one behind the other, a way to the house and back for each step: in DIR/index.html what the first script leans
 * on, in DIR/app/ahead.js what each screen leans on beside that. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const dir = process.argv[2], FIRST = '/app/main.js';

/* What a file imports at once: `import ... from` and `export ... from`, not import(). */
const leansOn = (name) => [...readFileSync(path.join(dir, name), 'utf8').matchAll(/^(?:import|export|\})[^;]*?\bfrom '([^']+)';/gm)]
  .map(([, other]) => path.posix.resolve(path.posix.dirname(name), other));

/* Nearest first: what is wanted soonest is asked for soonest. */
function allBelow(first) {
  const found = new Set([first]);
  for (const name of found) if (name.startsWith('/app/')) for (const other of leansOn(name)) found.add(other);
  found.delete(first); // who asks for it has its name
  return found;
}

function fillIn(name, mark, lines) {
  const file = path.join(dir, name), text = readFileSync(file, 'utf8');
  if (!text.includes(mark)) throw new Error(`${name} has no line "${mark.trim()}"`);
  writeFileSync(file, text.replace(mark, () => lines.join('')));
}

const first = allBelow(FIRST);
fillIn('index.html', '  <!-- ahead -->\n', [...first].map((name) => `  <link rel="modulepreload" href="${name}">\n`));

const screens = [...readFileSync(path.join(dir, 'app/screens.js'), 'utf8').matchAll(/^ {2}'([^']*)': \{.*import\('\.(\/screens\/[^']+)'\)/gm)];
if (!screens.length) throw new Error('app/screens.js names no screen');
fillIn('app/ahead.js', ']);', [...screens.map(([, name, file]) => `  ['${name}', ${JSON.stringify([...allBelow(`/app${file}`)].filter((one) => !first.has(one)))}],\n`), ']);']);
