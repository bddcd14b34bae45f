#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* words_test.mjs - every word people read stands in the catalogues, in every language, and nowhere else. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const WWW = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../nginx/www');
const read = (language) => JSON.parse(readFileSync(path.join(WWW, 'i18n', `${language}.json`), 'utf8'));
const languages = readdirSync(path.join(WWW, 'i18n')).map((name) => name.replace('.json', ''));
const en = read('en');
const files = [];
(function walk(folder) {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) walk(file);
    else if (name.endsWith('.js')) files.push({ name: path.relative(WWW, file), text: readFileSync(file, 'utf8') });
  }
})(path.join(WWW, 'app'));

const slots = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();
const plain = (key) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const source = files.map((file) => file.text).join('\n');

/* The text of a template literal between its ${} parts, these being gone over as code of their own. */
function templates(text) {
  const found = [];
  const stack = [];
  let i = 0, literal = '';
  while (i < text.length) {
    const inside = stack.at(-1) === '`';
    if (inside && text[i] === '\\') { literal += text[i + 1]; i += 2; continue; }
    if (inside && text.startsWith('${', i)) { literal += '\u0000'; stack.push('{', literal); literal = ''; i += 2; continue; }
    if (inside && text[i] === '`') { found.push(literal); stack.pop(); literal = stack.pop(); i++; continue; }
    if (inside) { literal += text[i++]; continue; }
    if (text.startsWith('/*', i)) { i = text.indexOf('*/', i) + 2; continue; }
    if (text.startsWith('//', i) && text[i - 1] !== ':') { i = text.indexOf('\n', i); continue; }
    if (text[i] === '\'' || text[i] === '"') { const end = text[i]; for (i++; text[i] !== end; i++) if (text[i] === '\\') i++; i++; continue; }
    if (text[i] === '/' && /[(,=:[!&|?]\s*$/.test(text.slice(Math.max(0, i - 3), i))) { let set = false; for (i++; text[i] !== '/' || set; i++) { if (text[i] === '\\') i++; else if (text[i] === '[') set = true; else if (text[i] === ']') set = false; } i++; continue; }
    if (text[i] === '`') { stack.push(literal, '`'); literal = ''; i++; continue; }
    if (text[i] === '{' && stack.length) { stack.push('{', null); i++; continue; }
    if (text[i] === '}' && stack.length) { const kept = stack.pop(); stack.pop(); if (kept !== null) literal = kept; i++; continue; }
    i++;
  }
  return found;
}

/* The names at the top of an object literal that begins at `from`. */
function namesIn(text, from) {
  let depth = 0, top = '';
  for (const letter of text.slice(from)) {
    if ('}])'.includes(letter) && --depth === 0) break;
    if (depth === 1) top += letter;
    if ('{[('.includes(letter)) depth++;
  }
  return top.split(',').map((one) => one.split(':')[0].trim()).filter((one) => /^\w+$/.test(one));
}

const tests = {
  every_language_has_every_key_and_no_other() {
    const wrong = [];
    for (const language of languages) {
      const words = read(language);
      for (const key of Object.keys(en)) if (!(key in words)) wrong.push(`${language} lacks ${key}`);
      for (const key of Object.keys(words)) if (!(key in en) && !(plain(key) !== key && `${plain(key)}_other` in en)) wrong.push(`${language} has ${key} alone`);
      for (const [key, text] of Object.entries(words)) if (typeof text !== 'string' || !text.trim()) wrong.push(`${language}: ${key} says nothing`);
    }
    return wrong;
  },
  a_translation_has_the_slots_of_the_original() {
    const wrong = [];
    for (const language of languages)
      for (const [key, text] of Object.entries(read(language)))
        if (key in en && slots(text) !== slots(en[key])) wrong.push(`${language}: ${key} has {${slots(text)}} for {${slots(en[key])}}`);
    return wrong;
  },
  a_plural_has_the_forms_of_its_language() {
    const wrong = [];
    for (const language of languages) {
      const words = read(language), forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
      for (const key of new Set(Object.keys(words).filter((key) => /_(one|other)$/.test(key)).map(plain)))
        for (const form of forms) if (!(`${key}_${form}` in words)) wrong.push(`${language} lacks ${key}_${form}`);
    }
    return wrong;
  },
  every_key_that_the_page_says_exists() {
    const wrong = [];
    for (const { name, text } of files) {
      for (const [, key] of text.matchAll(/\bt\(\s*'([^']+)'/g)) if (!(key in en) && !(`${key}_other` in en)) wrong.push(`${name}: ${key}`);
      for (const [, start] of text.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)) if (!Object.keys(en).some((key) => key.startsWith(start))) wrong.push(`${name}: ${start}...`);
      for (const [, key] of text.matchAll(/title: '([^']+)'/g)) if (!(key in en)) wrong.push(`${name}: ${key}`);
    }
    return wrong;
  },
  what_the_engine_may_say_has_words_in_the_page() {
    const read = (file) => readFileSync(path.resolve(WWW, '../..', file), 'utf8');
    const list = (file, name) => [...new RegExp(`${name}\\[\\] = \\{([^}]*)\\}`).exec(read(file))[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]);
    const moves = list('core/audio/moves.c', 'move_words'), wrong = [];
    if (moves.length < 15) wrong.push('moves.c is read wrongly');
    for (const id of moves) {
      if (!(`move.${id}` in en)) wrong.push(`no name for the move ${id}`);
      if (!['more', 'less', 'why'].some((way) => `move.${id}.${way}` in en)) wrong.push(`no reason for the move ${id}`);
    }
    for (const code of list('core/audio/report.c', 'loudness_stops')) if (!(`figures.stopped.${code}` in en)) wrong.push(`no sentence for ${code}`);
    for (const style of list('core/audio/recipe.c', 'mastering_style_words')) for (const key of [`style.${style}`, `style.${style}.hint`]) if (!(key in en)) wrong.push(`no ${key}`);
    for (const [, code] of read('core/audio/refusals.h').matchAll(/^ *X\(\w+, *"(\w+)"/gm)) if (!(`refusal.${code}` in en)) wrong.push(`no sentence for the refusal ${code}`);
    return wrong;
  },
  every_door_that_is_knocked_at_is_described() {
    const described = new Set([...readFileSync(path.resolve(WWW, '../../fcgi/routes.def'), 'utf8').matchAll(/^ROUTE\((?:[^,]*,){5}\s*(\w+)/gm)].map((m) => m[1]));
    const wrong = described.size < 50 ? ['routes.def is read wrongly'] : [];
    for (const { name, text } of files) {
      const code = text.replace(/\/\*[\s\S]*?\*\//g, ''), spoken = code.replace(/^import .*$/gm, '').replace(/'[^'\n]*'/g, '');
      const said = (door) => new RegExp(`\\b${door}\\b`).test(spoken);
      const imported = (/^import \{ (.*) \} from '[./]*doors\.js';$/m.exec(code)?.[1] ?? '').split(', ').filter(Boolean);
      for (const door of imported) if (!described.has(door)) wrong.push(`${name}: there is no door ${door}`); else if (!said(door)) wrong.push(`${name}: nobody knocks at ${door}`);
      for (const door of described) if (said(door) && !imported.includes(door)) wrong.push(`${name}: ${door} is not imported`);
      for (const [hand] of code.matchAll(/['"`]\/?api\/|\bfetch\(['\"`].*/g)) if (!/^app\/(i18n|description|components\/docs\/\w+)\.js$/.test(name)) wrong.push(`${name}: a door by its address, ${hand}`);
    }
    return wrong;
  },
  what_a_door_is_given_is_described() {
    const made = readFileSync(path.resolve(WWW, '../../build/www/app/doors.js'), 'utf8'), wrong = [];
    const known = new Map([...made.matchAll(/^export const (\w+) = door\((.*)\);$/gm)].map(([, name, words]) => [name, ['plain', 'signal', 'headers', ...words.split(/\W+/)]]));
    if (known.size < 50) wrong.push('doors.js is read wrongly');
    for (const { name, text } of files)
      for (const call of text.matchAll(/\b(\w+)(?:\.\w+)?\(\{/g))
        for (const given of known.has(call[1]) ? namesIn(text, call.index + call[0].length - 1) : [])
          if (!known.get(call[1]).includes(given)) wrong.push(`${name}: ${call[1]} knows no ${given}`);
    return wrong;
  },
  the_reader_of_calls_sees_a_planted_name() {
    const planted = 'songs_get({ limit: PAGE, q: words.trim({ b: 1 }), ...more, cursor, limt })';
    return namesIn(planted, planted.indexOf('{')).join() === 'limit,q,cursor,limt' ? [] : [namesIn(planted, planted.indexOf('{'))];
  },
  no_key_is_without_use() {
    const starts = [...source.matchAll(/`([\w.]+\.)\$\{/g)].map((m) => m[1]);
    return Object.keys(en).filter((key) => !source.includes(`'${plain(key)}'`) && !source.includes(`'${key}'`) && !starts.some((start) => key.startsWith(start)));
  },
  no_text_is_written_into_a_screen() {
    const wrong = [];
    for (const { name, text } of files)
      for (const literal of templates(text)) {
        if (!/<\w|<\u0000/.test(literal)) continue; // not markup
        const between = literal.replace(/<[^>]*>/g, ' ').replace(/\u0000|&\w+;/g, ' ');
        if (/\p{L}{2,}/u.test(between)) wrong.push(`${name}: ${between.trim().replace(/\s+/g, ' ').slice(0, 80)}`);
        for (const [, attribute, value] of literal.matchAll(/\b(aria-label|aria-valuetext|title|alt|placeholder)="([^"]*\p{L}[^"]*)"/gu)) wrong.push(`${name}: ${attribute}="${value}"`);
      }
    return wrong;
  },
  the_reader_of_templates_sees_a_planted_text() {
    const planted = templates('const a = html`<p title="x">${t(\'k\')} Planted <b>${b ? html`<i>inner</i>` : \'\'}</b></p>`;').join('|');
    return planted.includes('Planted') && planted.includes('inner') && !planted.includes('t(') ? [] : [planted];
  },
};

console.log(`1..${Object.keys(tests).length}`);
let failed = 0;
for (const [i, [name, look]] of Object.entries(tests).entries()) {
  const wrong = look();
  if (wrong.length) failed++;
  console.log(`${wrong.length ? 'not ok' : 'ok'} ${i + 1} ${name}`);
  for (const one of wrong) console.log(`# ${one}`);
}
process.exit(failed ? 1 : 0);
