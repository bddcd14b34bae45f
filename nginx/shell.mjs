#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* shell.mjs DIR: tells DIR/sw.js the files of this build, each with its SHA-256 as the browser checks it. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const dir = process.argv[2], worker = path.join(dir, 'sw.js');
/* Sound and pictures for reading are no part of the shell; nor is the worker itself. */
const left = /^(demo\/|sw\.js$|.*\.gz$|.*\/.*\.png$|\.)/;
const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  .map((one) => path.relative(dir, path.join(one.parentPath ?? one.path, one.name))).filter((name) => !left.test(name)).sort();
const sum = (name) => `sha256-${createHash('sha256').update(readFileSync(path.join(dir, name))).digest('base64')}`;
const lines = files.map((name) => `  '${name === 'index.html' ? '/' : `/${name}`}': '${sum(name)}',`);

const text = readFileSync(worker, 'utf8'), told = text.replace('const FILES = {};', `const FILES = {\n${lines.join('\n')}\n};`);
if (told === text) throw new Error('sw.js has no line "const FILES = {};"');
writeFileSync(worker, told);
