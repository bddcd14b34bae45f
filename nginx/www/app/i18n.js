/* SPDX-License-Identifier: ISC */
/* i18n.js - every word people read, from i18n/<language>.json.
 *
 * t(key, { n: 3 }) fills {slots}; with an `n`, the form of the key is taken that the language counts with
 * (Intl.PluralRules), or key_other where a catalogue does without that form: nobody here counts to a million,
 * where French, Spanish and Portuguese have one of their own.
 * A key that a language lacks is said in English, and the house is told, once; one that English lacks shows
 * itself, so that a test (and everybody) sees it. */
import { device } from './keep.js';
import { set, state } from './store.js';

/* As core/base/language.h has them, each in its own words. */
export const languages = { en: 'English', es: 'Español', fr: 'Français', de: 'Deutsch', 'pt-BR': 'Português (Brasil)', 'zh-Hans': '简体中文' };
let words = {}, english = null, asked = 0, answered = 0, begun;
/* Nothing is said before there are words. */
export const spoken = new Promise((resolve) => { begun = resolve; });
const missed = new Set();

/* The words of a language; those of the help stand on a shelf of their own. */
export const shelf = async (name, language) => (await fetch(`/${name}/${language}.json`)).json();
const catalogue = (language) => shelf('i18n', language);

/* The language that was asked for last is spoken, in whatever order they come. */
export async function speak(language) {
  const mine = ++asked, all = await catalogue(language);
  if (mine < answered) return;
  answered = mine;
  words = all;
  missed.clear();
  document.documentElement.lang = language;
  set({ language, spoken: state.spoken + 1 });
  begun();
}

/* The nearest of our languages to a tag such as "es-MX", "pt" or "zh-TW": the first part decides, as in
 * core/base/language.c. */
export const nearest = (tag) => Object.keys(languages).find((one) => one.split('-')[0] === tag?.split(/[-_]/)[0].toLowerCase());

/* What the visitor prefers among what we speak: what was chosen here before, then the browser's list. */
export const preferred = () => [device.get('language'), ...navigator.languages].map(nearest).find(Boolean) ?? 'en';

/* What a language is called in the language of the page. */
export const nameOf = (language) => new Intl.DisplayNames(state.language, { type: 'language' }).of(language);

const find = (from, language, key, slots) =>
  from[key] ?? ('n' in slots ? from[`${key}_${new Intl.PluralRules(language).select(slots.n)}`] ?? from[`${key}_other`] : undefined);

function miss(key) {
  if (state.language === 'en' || missed.has(key)) return;
  missed.add(key);
  english ??= catalogue('en').then((all) => { english = all; set({ spoken: state.spoken + 1 }); }, () => { english = null; });
  fetch('/api/v1/words/missed', {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'mastering' },
    body: JSON.stringify({ language: state.language, key }),
  }).catch(() => { /* it is only a note */ });
}

export function t(key, slots = {}) {
  let text = find(words, state.language, key, slots);
  if (text === undefined) {
    miss(key);
    text = find(english ?? {}, 'en', key, slots);
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = slots[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value, Number.isInteger(value) ? 0 : 1) : value;
  });
}

export const known = (key) => key in words;

/* One of Intl's tools in the language of the page: each takes longer to make than to use a hundred times. */
const tools = new Map();
export function tool(Kind, options) {
  const name = `${Kind.name} ${state.language} ${JSON.stringify(options)}`;
  if (!tools.has(name)) tools.set(name, new Kind(state.language, options));
  return tools.get(name);
}

export const number = (value, digits = 0) => tool(Intl.NumberFormat, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
