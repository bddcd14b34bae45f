/* SPDX-License-Identifier: ISC */
/* words.js - the texts of the help, and what stands in their slots.
 *
 * A text is a string; an array of strings is a list, { steps } are steps to follow one after the other.  In a string
 *   {recipe.style}      is what the page calls it: a key of the catalogue,
 *   {song_minutes_max}  is a figure of this house or of the engine,
 *   **so** is strong, `so` is typed, and
 *   [this](loudness/curve) leads to another part of the help; with /account it leads to a screen. */
import { limits_get } from '../../doors.js';
import { bytes, measure } from '../../format.js';
import { known, number, shelf, t } from '../../i18n.js';
import { useOnce } from '../../player/report.js';
import { useRecipeFields } from '../../recipe.js';
import { link } from '../../router.js';
import { useStore } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';

/* [texts of the language that is spoken, problem] */
export function useTexts() {
  const language = useStore((s) => s.language);
  const [come, setCome] = useState({});
  useEffect(() => {
    let current = true;
    shelf('help', language).then((texts) => current && setCome({ language, texts }), () => current && setCome({ language, problem: { title: t('problem.offline'), detail: t('problem.offline.detail') } }));
    return () => { current = false; };
  }, [language]);
  return come.language === language ? [come.texts ?? null, come.problem ?? null] : [null, null];
}

const sizes = ['file_bytes_max', 'account_bytes_max'];
const wished = ['loudness', 'ceiling', 'intensity', 'dynamics', 'mono_below'];

/* What fills the slots; a dash as long as it has not come. */
export function useSlots() {
  const [limits] = useOnce(limits_get), [fields] = useRecipeFields();
  return (name) => {
    const [, field, edge] = /^(\w+?)_(least|most|usual)$/.exec(name) ?? [];
    if (wished.includes(field)) return fields ? inUnit(fields[field], edge) : '–';
    if (name === 'site') return location.host;
    const value = limits?.[name];
    if (value === undefined || value === null) return limits ? `{${name}}` : '–';
    return sizes.includes(name) ? bytes(value) : typeof value === 'number' ? number(value) : value;
  };
}

function inUnit({ unit, ...field }, edge) {
  const value = field[{ least: 'min', most: 'max', usual: 'standard' }[edge]];
  return unit && unit !== '%' ? measure(value, unit, value % 1 ? 1 : 0) : number(value);
}

const marks = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)]+)\)|\{([\w.]+)\}/g;
const address = (to) => link(...(to.startsWith('/') ? to.slice(1) : `help/${to}`).split('/'));

/* As it is read: pieces of text, some of them marked. */
export function said(text, slots) {
  const pieces = [];
  let from = 0;
  for (const found of text.matchAll(marks)) {
    const [all, strong, code, words, to, name] = found;
    pieces.push(text.slice(from, found.index));
    from = found.index + all.length;
    if (strong) pieces.push(html`<strong>${strong}</strong>`);
    else if (code) pieces.push(html`<code>${code}</code>`);
    else if (words) pieces.push(html`<a href=${address(to)}>${words}</a>`);
    else pieces.push(known(name) ? html`<b>${t(name)}</b>` : slots(name));
  }
  return [...pieces, text.slice(from)];
}

/* As it is looked for: letters alone. */
export const plainly = (text, slots) => text.replace(marks, (all, strong, code, words, to, name) => strong ?? code ?? words ?? (known(name) ? t(name) : slots(name)));

export function Block({ block, slots }) {
  if (typeof block === 'string') return html`<p>${said(block, slots)}</p>`;
  const items = (block.steps ?? block).map((one, i) => html`<li key=${i}>${said(one, slots)}</li>`);
  return block.steps ? html`<ol class="steps">${items}</ol>` : html`<ul>${items}</ul>`;
}
