/* SPDX-License-Identifier: ISC */
/* i18n.js - every word people read, from i18n/<language>.json.
 *
 * t(key, { n: 3 }) fills {slots}; with an `n`, key_one or key_other is taken as the language counts.
 * A missing key shows itself, so that a test (and everybody) sees it. */
import { set, state } from './store.js';

export const languages = { en: 'English', es: 'Español' };
let words = {};

export async function speak(language) {
  const answer = await fetch(`/i18n/${language}.json`);
  words = await answer.json();
  document.documentElement.lang = language;
  set({ language });
}

/* What the visitor prefers among what we speak: what was chosen here before, then the browser's list. */
export function preferred() {
  const wishes = [localStorage.getItem('language'), ...navigator.languages];
  for (const wish of wishes) {
    const short = wish && wish.slice(0, 2).toLowerCase();
    if (short && short in languages) return short;
  }
  return 'en';
}

export function t(key, slots = {}) {
  let text = words[key];
  if (text === undefined && 'n' in slots) {
    const form = new Intl.PluralRules(state.language).select(slots.n);
    text = words[`${key}_${form}`] ?? words[`${key}_other`];
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = slots[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value, Number.isInteger(value) ? 0 : 1) : value;
  });
}

export const known = (key) => key in words;

export const number = (value, digits = 0) =>
  new Intl.NumberFormat(state.language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
