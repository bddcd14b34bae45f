/* SPDX-License-Identifier: ISC */
/* search.js - every word of the help, found while one types: all words must be there, capitals and accents or not. */
import { t } from '../../i18n.js';
import { topics } from './topics.js';
import { plainly } from './words.js';

const BEFORE = 40, BEHIND = 110, SHOWN = 12;
const bare = (letter) => letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const fold = (text) => [...text].map(bare).join('');

/* Everything there is to find: each topic by what it is about, and each of its parts. */
export function shelfOf(texts, slots) {
  const flat = (blocks) => blocks.flatMap((block) => (typeof block === 'string' ? block : block.steps ?? block)).map((text) => plainly(text, slots)).join(' ');
  return topics.flatMap(({ name, icon }) => {
    const topic = texts[name], title = t(`help.topic.${name}`);
    const entry = (at, heading, text, more = '') => ({ topic: name, icon, at, title, heading, text, folded: { title: fold(title), heading: fold(heading), text: fold(text), more: fold(more) } });
    return [entry('', title, topic.summary, topic.words), ...Object.entries(topic.parts).map(([at, part]) => entry(at, part.title, [flat(part.text), part.picture ?? ''].join(' ')))];
  });
}

const worth = { heading: 8, title: 4, more: 3, text: 1 };
const letter = /[\p{L}\p{N}]/u, han = /\p{Script=Han}/u;

/* The beginning of a word counts twice what its middle does: "peak" is in every loudspeaker.  Chinese has no gaps. */
function hit(text, word) {
  let best = 0;
  for (let i = text.indexOf(word); i >= 0 && best < 2; i = text.indexOf(word, i + 1)) best = Math.max(best, i > 0 && letter.test(text[i - 1]) && !han.test(word[0]) ? 1 : 2);
  return best;
}

/* The best first. */
export function find(shelf, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const value = ({ folded }) => {
    const each = words.map((word) => Object.entries(worth).reduce((sum, [where, much]) => sum + much * hit(folded[where], word), 0));
    return each.every(Boolean) ? each.reduce((a, b) => a + b) : 0;
  };
  return shelf.map((entry) => ({ entry, value: value(entry) })).filter((one) => one.value > 0).sort((a, b) => b.value - a.value).slice(0, SHOWN).map(({ entry }) => ({ ...entry, words }));
}

/* Where a folded letter stands in the text it was made from. */
function places(text) {
  const at = [];
  let i = 0;
  for (const letter of text) {
    for (let n = bare(letter).length; n > 0; n--) at.push(i);
    i += letter.length;
  }
  return [...at, i];
}

/* The pieces of a text in turn, every second one being what was looked for. */
export function parted(text, words) {
  const folded = fold(text), at = places(text), hits = [];
  for (const word of words) for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + word.length)) hits.push([at[i], at[i + word.length]]);
  const pieces = [];
  let from = 0;
  for (const [begin, end] of hits.sort((a, b) => a[0] - b[0])) {
    if (begin < from) continue;
    pieces.push(text.slice(from, begin), text.slice(begin, end));
    from = end;
  }
  return [...pieces, text.slice(from)];
}

/* The neighbourhood of the first word that was found. */
export function excerpt(text, words) {
  const folded = fold(text), at = places(text);
  const first = Math.min(...words.map((word) => folded.indexOf(word)).filter((i) => i >= 0), folded.length);
  if (first === folded.length) return text.slice(0, BEFORE + BEHIND) + (text.length > BEFORE + BEHIND ? '…' : '');
  const begin = Math.max(0, at[first] - BEFORE), end = Math.min(text.length, at[first] + BEHIND);
  const cut = text.slice(begin, end);
  const from = begin > 0 ? cut.indexOf(' ') + 1 : 0, to = end < text.length ? cut.lastIndexOf(' ') : cut.length;
  return (begin > 0 ? '…' : '') + cut.slice(from < BEFORE ? from : 0, to > BEFORE ? to : cut.length).replace(/[\s.,;:]+$/, end < text.length ? '' : '$&') + (end < text.length ? '…' : '');
}
