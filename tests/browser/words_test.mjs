#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* words_test.mjs - every word people read stands in the catalogues, in every language, and nowhere else.
 *
 *   node tests/browser/words_test.mjs missing [LANGUAGE]
 *
 * lists what a translator has still to do, one line each: language, where, key, English. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const WWW = path.join(ROOT, 'nginx/www');
const told = (file) => readFileSync(path.join(ROOT, file), 'utf8');
const names = (folder, end) => readdirSync(path.join(ROOT, folder)).filter((name) => name.endsWith(end)).map((name) => name.slice(0, name.length - end.length)).sort();
/* The list of the programs is the one that counts. */
const languages = [.../languages\[\] = \{([^}]*)\}/.exec(told('core/base/language.c'))[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]);
const foreign = languages.filter((language) => language !== 'en');
const catalogues = Object.fromEntries(languages.map((language) => [language, existsSync(path.join(WWW, 'i18n', `${language}.json`)) ? JSON.parse(told(`nginx/www/i18n/${language}.json`)) : {}]));
const read = (language) => catalogues[language];
const problems = (language) => (existsSync(path.join(ROOT, `fcgi/problems/${language}.txt`)) ? Object.fromEntries([...told(`fcgi/problems/${language}.txt`).matchAll(/^(\w+): (.*)$/gm)].map((m) => [m[1], m[2]])) : {});
/* What a refusal tells people to do next: English -> translation. */
const details = (language) => (existsSync(path.join(ROOT, `fcgi/details/${language}.txt`)) ? Object.fromEntries([...told(`fcgi/details/${language}.txt`).matchAll(/^([^#\n].*?) = (.*)$/gm)].map((m) => [m[1], m[2]])) : {});
const letter = (language, name) => (existsSync(path.join(ROOT, `core/mail/letters/${language}/${name}.txt`)) ? told(`core/mail/letters/${language}/${name}.txt`) : null);
/* Every string of the help by the way to it: topic, part, paragraph. */
const help = (language) => {
  const found = {};
  (function walk(what, way) {
    if (typeof what === 'string') found[`help ${way.join('/')}`] = what;
    else for (const [name, one] of Object.entries(what)) walk(one, [...way, name]);
  })(JSON.parse(told(`nginx/www/help/${language}.json`)), []);
  return found;
};
const en = read('en');
const everyLetter = (language) => names(`core/mail/letters/${language}`, '.txt').map((name) => [`letter ${name}`, letter(language, name)]);
const files = [];
(function walk(folder) {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) walk(file);
    else if (name.endsWith('.js')) files.push({ name: path.relative(WWW, file), text: readFileSync(file, 'utf8') });
  }
})(path.join(WWW, 'app'));

const marked = /[{}`*\][]/;
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

/* ---- what the house may refuse, from its sources ---------------------------------------------- */

/* Said to programs, to operators, or about what the page never sends. */
const untold = [/Idempotency|X-HTTP|X-Requested|Upload-|Tus|clean JSON|JSON list|If-Match|hexadecimal|API keys|this key|a scope is|header|body ends|no path|per_pixel|cursor|\btus\b|sha1/,
  /SMTP|MAIL_DIR|masteringctl|socket|sweep|credential|this worker|profile|Ed25519|sealed|note needs|has no slot|no letter|letter needs|case does|a role is|has no role|was written|given up|stopped|the work/,
  /must be a (list|text|time)|must be an (id|object)|must be text|is wanted here$|stands here twice|512 or 4096|a time looks|^send |that method|yes or no|must be the id|number of bytes|may not \{1\}|no such segment|a key has/,
  /^"\{1\}" is|the excerpt|an excerpt cannot|^\{1\} bytes are the most$|no such file/];

/* The sentences of fail, refuse and blame that people may read, with {1} and {2} for what they are filled with; those
 * that have words in the page's catalogue, and what is told of every fault, apart. */
const everySentence = new Set();
function refusals() {
  const found = new Set(['this is our fault and has been noted; please try again in a moment']);
  const files = ['core/app', 'fcgi', 'core/json'].flatMap((room) => names(room, '.c').map((name) => `${room}/${name}.c`));
  files.push(...['field', 'text'].map((name) => `core/base/${name}.c`), ...['recipe', 'tags', 'delivery', 'moves', 'curve', 'album', 'remix', 'render'].map((name) => `core/audio/${name}.c`), 'core/mail/address.c', 'core/store/file.c', 'core/db/codec.c', 'core/db/db.c');
  for (const file of files) {
    for (const [statement] of told(file).matchAll(/\b(?:fail|refuse|blame|fail_at)\((?:"(?:[^"\\]|\\.)*"|[^";])*;/g)) {
      if (/ERR_FAULT|ERR_BUSY/.test(statement)) continue;
      const texts = [...statement.matchAll(/(?:"(?:[^"\\]|\\.)*"(?:\s*PRI\w+)?\s*)+/g)] // neighbours are one
        .map(([text]) => text.replace(/PRI\w+/g, '"d"').replace(/(?<!\\)"\s*"/g, '').trim().slice(1, -1).replace(/\\"/g, '"'));
      if (statement.startsWith('refuse') && `refusal.${texts[0]}` in en) continue;
      for (const text of texts.filter((one) => / /.test(one))) {
        let n = 0;
        const sentence = text.replace(/%[-+ #0]*[\d.*]*(?:ll|l|z)?[a-zA-Z]/g, () => `{${++n}}`);
        everySentence.add(sentence);
        if (!untold.some((kind) => kind.test(sentence)) && /\p{L}{2}/u.test(sentence.replace(/\{\d\}/g, ''))) found.add(sentence);
      }
    }
  }
  /* field.c says of what there are too many. */
  for (const one of ['must have at least {1} {2}', 'must have at most {1} {2}']) found.delete(one);
  for (const one of ['must have at least {1} characters', 'must have at most {1} characters', 'must have at most {1} entries']) found.add(one);
  for (const one of found) everySentence.add(one);
  return found;
}

const sentences = refusals();

/* The keys of a language: a plural has the forms that the language counts with.  The form for millions, `many`,
 * may stand or not (i18n.js). */
function wantedKeys(language) {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
  return new Set(Object.keys(en).flatMap((key) => (`${plain(key)}_other` in en ? forms.map((form) => `${plain(key)}_${form}`) : [key])));
}

function missing(only = languages) {
  const lines = [];
  for (const language of languages.filter((one) => only.includes(one))) {
    for (const key of wantedKeys(language)) if (!(key in read(language))) lines.push([language, 'page', key, en[key] ?? en[`${plain(key)}_other`]]);
    for (const [code, title] of Object.entries(problems('en'))) if (!(code in problems(language))) lines.push([language, 'problem', code, title]);
    if (language !== 'en') for (const english of sentences) if (!(english in details(language))) lines.push([language, 'detail', '', english]);
    for (const name of names('core/mail/letters/en', '.txt')) if (letter(language, name) === null) lines.push([language, 'letter', name, letter('en', name).split('\n')[0]]);
  }
  return lines.map((line) => line.join('\t'));
}

if (process.argv[2] === 'missing') {
  for (const line of missing(process.argv[3] ? [process.argv[3]] : languages)) console.log(line);
  process.exit(0);
}

/* What is written alike in every language, and what happens to be in one. */
const everywhere = new Set(['mastering', 'Podcast', 'Club', 'API', 'Cookies', 'FLAC', 'MP3', 'Opus', 'ISRC', '{amount} kB', '{amount} MB', '{amount} GB', '{amount} TB', '{amount} dB', '{amount} Hz', '{rate} kHz',
  'MP3, 320 kbit/s', 'MP3, 128 kbit/s', 'Opus, 128 kbit/s', 'Vorbis, 160 kbit/s']);
const alike = {
  es: new Set(['Error']),
  fr: new Set(['E-mail', 'Code', 'Pause', 'Mix', 'mix {n}', 'Master', 'Master {n}', 'Loudness', 'Style', 'Instruments', 'Notes', 'Air', 'Codecs', 'Albums', 'Album', 'True Peak', 'Codes']),
  de: new Set(['Song', 'Code', 'Pause', 'Mix', 'Master', 'Master {n}', 'Balance', 'Limiter', 'Stereo', 'Ceiling', 'True Peak', 'Warm', 'Bass', 'Codecs', 'Codes', 'Album']),
  'pt-BR': new Set(['E-mail', 'Loop', 'Mix', 'mix {n}', 'Master', 'Master {n}', 'Loudness', 'Vocal', 'WAV 32 float', 'Codecs', 'True Peak']),
};

const tests = {
  the_lists_of_languages_are_one() {
    const wrong = [], list = [...languages].sort().join();
    const lists = {
      'catalogues of the page': names('nginx/www/i18n', '.json'),
      'i18n.js': [.../languages = \{([^}]*)\}/.exec(told('nginx/www/app/i18n.js'))[1].matchAll(/(?:^|, )\s*'?([\w-]+)'?: '/g)].map((m) => m[1]).sort(),
      help: names('nginx/www/help', '.json'),
      letters: readdirSync(path.join(ROOT, 'core/mail/letters')).sort(),
      problems: names('fcgi/problems', '.txt'),
      details: ['en', ...names('fcgi/details', '.txt')].sort(),
      'security.txt': /Preferred-Languages: ([\w, -]+)/.exec(told('nginx/service.conf.in'))[1].split(', ').sort(),
    };
    for (const page of ['nginx/www/index.html', ...names('nginx/pages', '.html').map((name) => `nginx/pages/${name}.html`)])
      lists[page] = ['en', ...new Set([...told(page).matchAll(/<(?:p|div|h2)[^>]* lang="([^"]+)"/g)].map((m) => m[1]))].sort();
    for (const [name, one] of Object.entries(lists)) if (one.join() !== list) wrong.push(`${name}: ${one.join()} for ${list}`);
    return wrong;
  },
  every_language_has_every_key_and_no_other() {
    const wrong = missing();
    if (sentences.size < 100) wrong.push('the sources are read wrongly');
    for (const language of languages) {
      const wanted = wantedKeys(language), many = (key) => key.endsWith('_many') && `${plain(key)}_other` in en;
      for (const [key, text] of Object.entries(read(language))) {
        if (!wanted.has(key) && !many(key)) wrong.push(`${language} has ${key} alone`);
        if (typeof text !== 'string' || !text.trim()) wrong.push(`${language}: ${key} says nothing`);
      }
      for (const english of Object.keys(details(language))) if (!everySentence.has(english)) wrong.push(`${language} has the detail "${english}", which nothing says`);
      for (const code of Object.keys(problems(language))) if (!(code in problems('en'))) wrong.push(`${language} has the problem ${code} alone`);
      for (const name of names(`core/mail/letters/${language}`, '.txt')) if (letter('en', name) === null) wrong.push(`${language} has the letter ${name} alone`);
    }
    return wrong;
  },
  a_translation_has_the_slots_of_the_original() {
    const wrong = [];
    for (const language of languages)
      for (const [key, text] of Object.entries(read(language))) {
        const original = en[key] ?? en[`${plain(key)}_other`];
        if (original && slots(text) !== slots(original)) wrong.push(`${language}: ${key} has {${slots(text)}} for {${slots(original)}}`);
      }
    return wrong;
  },
  no_english_is_left_by_mistake() {
    const wrong = [];
    for (const language of foreign) {
      const said = Object.entries(read(language));
      for (const [code, title] of Object.entries(problems(language))) said.push([`problem ${code}`, title]);
      for (const [english, text] of Object.entries(details(language))) said.push([`detail ${english}`, text]);
      said.push(...everyLetter(language), ...Object.entries(help(language)));
      for (const [key, text] of said) {
        const words = text.replace(/\{[\w.]+\}|X-Requested-With/g, ' ');
        if (text === en[key] && /\p{L}{2,}/u.test(words) && !everywhere.has(text) && !alike[language]?.has(text)) wrong.push(`${language}: ${key} is "${text}"`);
        const english = /(?<!\p{L})(the|and|of|your|with|is|are|this|not|from|you|will|here)(?!\p{L})/iu.exec(words);
        if (english) wrong.push(`${language}: ${key} says "${english[0]}"`);
      }
    }
    return wrong;
  },
  the_signs_are_those_of_the_language() {
    const wrong = [];
    const rules = {
      es: [[/"/, 'a straight quotation mark'], [/(?<![¿\p{L}\d ,;:.–-][^¿]*)\?/u, 'a ? without ¿']],
      fr: [[/"/, 'a straight quotation mark'], [/[ \u00a0][;:!?%»]|[\p{L}\d)}][;!?»]|[\p{L})}]:(?!\/\/|\.\.\.)|«[^\u202f]/u, 'no narrow no-break space beside a sign'], [/\p{L}'\p{L}/u, 'a typewriter apostrophe']],
      de: [[/"|[“«»](?=\p{L})/u, 'quotation marks that are not „ and “']],
      'pt-BR': [[/"/, 'a straight quotation mark'], [/\s[;:!?]/, 'a blank before a sign']],
      'zh-Hans': [[/\p{Script=Han}[,;:?!.()]|[,;:?!(]\p{Script=Han}/u, 'a sign of half width beside a character'], [/"/, 'a straight quotation mark']],
    };
    for (const language of foreign) {
      const said = [...Object.entries(read(language)), ...Object.entries(problems(language)), ...Object.entries(details(language)), ...everyLetter(language), ...Object.entries(help(language))];
      for (const [key, text] of said) for (const [sign, what] of rules[language] ?? []) if (sign.test(text)) wrong.push(`${language}: ${key} has ${what}: ${text.slice(0, 90)}`);
    }
    return wrong;
  },
  the_letters_call_things_what_the_page_calls_them() {
    const wrong = [];
    for (const language of languages)
      for (const [name, key] of [['master_ready', 'figures.lufs'], ['master_ready', 'figures.true_peak_db'], ['master_ready', 'chip.mix'], ['album_ready', 'figures.lufs'], ['album_ready', 'album.title'], ['welcome', 'chip.mix']])
        if (!letter(language, name)?.toLowerCase().includes(read(language)[key]?.toLowerCase())) wrong.push(`${language}: ${name} does not say "${read(language)[key]}"`);
    return wrong;
  },
  a_thing_has_one_name_in_a_language() {
    /* What somebody might call it, and what it is called here: in page, help, letters and refusals alike. */
    const names = {
      es: [[/(?<!\p{L})cartas?(?!\p{L})/iu, 'correo'], [/(?<!\p{L})limiter(?!\p{L})/iu, 'limitador'], [/true peak/iu, 'pico real'], [/(?<!\p{L})(la|una|tu propia) máster/iu, 'el máster']],
      fr: [[/(?<!\p{L})(courriels?|courriers?)(?!\p{L})/iu, 'e-mail'], [/(?<!\p{L})limiter (?=d)/iu, 'limiteur'], [/sibilante/iu, 'sifflante'], [/(?<!\p{L})(la|une) loudness/iu, 'le loudness'], [/(?<!\p{L})mixes(?!\p{L})/iu, 'mix']],
      de: [[/(?<!\p{L})Briefe?(?!\p{L})/u, 'E-Mail'], [/Begrenzer/u, 'Limiter'], [/Lautheitsumfang/u, 'Lautheitsbereich'], [/(?<!\p{L})das (Mix|Master)(?!\p{L})/u, 'der Mix, der Master'], [/Abtastrate/u, 'Samplerate']],
      'pt-BR': [[/(?<!\p{L})cartas?(?!\p{L})/iu, 'e-mail'], [/(?<!\p{L})limiter(?!\p{L})/iu, 'limitador'], [/(?<!\p{L})(o|um|seu|do|no|este|novo) (mix|master)(?!\p{L})/iu, 'a mix, a master']],
      'zh-Hans': [[/限幅器/u, '限制器'], [/母版/u, '母带'], [/信件/u, '邮件'], [/帐户|帐号|账号/u, '账户'], [/[一这那两各]个母带/u, '份母带'], [/实际峰值/u, '真峰值']],
    };
    const wrong = [];
    for (const language of foreign) {
      const said = [...Object.entries(read(language)), ...Object.entries(problems(language)), ...Object.entries(details(language)), ...everyLetter(language), ...Object.entries(help(language)).filter(([way]) => !way.endsWith('/words'))];
      for (const [key, text] of said) for (const [other, name] of names[language] ?? []) if (other.test(text.replace(/\{[\w.]+\}|\]\([^)]+\)/g, ' '))) wrong.push(`${language}: ${key} calls it otherwise than ${name}: ${text.slice(0, 80)}`);
    }
    return wrong;
  },
  the_help_has_the_same_parts_and_marks_in_every_language() {
    const wrong = [], english = help('en');
    const marks = (text) => [...text.matchAll(/\{[\w.]+\}|`[^`]+`|\]\([^)]+\)|\*\*/g)].map((m) => m[0]).sort().join(' ');
    if (Object.keys(english).length < 200) wrong.push('the help is read wrongly');
    for (const language of foreign) {
      const said = help(language);
      for (const way of new Set([...Object.keys(english), ...Object.keys(said)])) {
        if (!(way in said) || !(way in english)) wrong.push(`${way} is not in both, ${language} and English`);
        else if (marks(said[way]) !== marks(english[way])) wrong.push(`${language}: ${way} has ${marks(said[way])} for ${marks(english[way])}`);
        else if (said[way] === english[way] && !/^`[^`]+`$/.test(english[way]) && !alike[language]?.has(english[way])) wrong.push(`${language}: ${way} is "${said[way]}"`);
      }
    }
    return wrong;
  },
  the_help_leads_to_what_there_is_and_calls_it_by_its_name() {
    const wrong = [], texts = JSON.parse(told('nginx/www/help/en.json'));
    const listed = [...told('nginx/www/app/components/help/topics.js').matchAll(/name: '(\w+)'/g)].map((m) => m[1]);
    const screens = [...told('nginx/www/app/screens.js').matchAll(/^  '(\w*)': /gm)].map((m) => m[1]);
    if (listed.join() !== Object.keys(texts).join()) wrong.push(`listed: ${listed.join()}; written: ${Object.keys(texts).join()}`);
    for (const name of listed) if (!(`help.topic.${name}` in en)) wrong.push(`${name} has no name`);
    const there = (to) => { const [topic, at] = to.split('/'); return to.startsWith('/') ? screens.includes(to.split('/')[1]) : topic in texts && (!at || at in texts[topic].parts); };
    for (const [way, text] of Object.entries(help('en'))) {
      for (const [, to] of text.matchAll(/\]\(([^)]+)\)/g)) if (!there(to)) wrong.push(`${way} leads to ${to}`);
      for (const [, key] of text.matchAll(/\{([\w]+\.[\w.]+)\}/g)) if (!(key in en) || slots(en[key])) wrong.push(`${way} calls something ${key}`);
      if (/\/(summary|title|words|picture)$/.test(way) && marked.test(text)) wrong.push(`${way} is plain text, without marks`);
    }
    for (const { name, text } of files) {
      for (const [, topic, at] of text.matchAll(/<\$\{Help\} topic="(\w+)"(?: at="(\w+)")?/g)) if (!there([topic, at].filter(Boolean).join('/'))) wrong.push(`${name} asks for help about ${topic} ${at ?? ''}`);
      if (/components\/help\/(pictures|topic)\.js$/.test(name)) for (const [, to] of text.matchAll(/'(\w+\/\w+)': /g)) if (!there(to)) wrong.push(`${name} has something for ${to}`);
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
    const list = (file, name) => [...new RegExp(`${name}\\[\\] = \\{([^}]*)\\}`).exec(told(file))[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]);
    const moves = list('core/audio/moves.c', 'move_words'), wrong = [];
    if (moves.length < 15) wrong.push('moves.c is read wrongly');
    for (const id of moves) {
      if (!(`move.${id}` in en)) wrong.push(`no name for the move ${id}`);
      if (!['more', 'less', 'why'].some((way) => `move.${id}.${way}` in en)) wrong.push(`no reason for the move ${id}`);
    }
    for (const code of list('core/audio/report.c', 'loudness_stops')) if (!(`figures.stopped.${code}` in en)) wrong.push(`no sentence for ${code}`);
    for (const style of list('core/audio/recipe.c', 'mastering_style_words')) for (const key of [`style.${style}`, `style.${style}.hint`]) if (!(key in en)) wrong.push(`no ${key}`);
    for (const [, code] of told('core/audio/refusals.h').matchAll(/^ *X\(\w+, *"(\w+)"/gm)) if (!(`refusal.${code}` in en)) wrong.push(`no sentence for the refusal ${code}`);
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
  no_sentence_stands_in_the_code() {
    const sentence = /(['"`])(\p{Lu}\p{Ll}+(?: [\p{L}\d’',;-]+)+[.!?…]?)\1/u;
    if (!sentence.test("toast('Something went wrong.')")) return ['the check sees nothing'];
    return files.flatMap(({ name, text }) => text.replace(/\/\*[\s\S]*?\*\/|\/\/ .*/g, '').split('\n').flatMap((line) => { const found = sentence.exec(line); return found ? [`${name}: ${found[2]}`] : []; }));
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
