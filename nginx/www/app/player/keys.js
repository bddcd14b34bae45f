/* SPDX-License-Identifier: ISC */
/* keys.js - one key, one act; never while something is typed, and switched off by whoever wants (WCAG 2.1.4). */
import { device } from '../keep.js';

const acts = {
  ' ': 'play', k: 'play', x: 'toggle', a: 'mix', b: 'master', m: 'match', l: 'loop', '?': 'help',
  i: 'begin', o: 'end', ArrowLeft: 'back', ArrowRight: 'on', '+': 'closer', '=': 'closer', '-': 'wider', f: 'whole', z: 'region',
};
const OWN_KEYS = 'input, textarea, select, [contenteditable], dialog';
const OWN_SPACE = 'button, a, summary, [role=button], label';

export const keysOn = () => device.get('keys') !== 'off';
export const setKeys = (on) => device.put('keys', on ? null : 'off');

/* table: a ref of { act name: function } -> a function that stops listening. */
export function listen(table) {
  const hear = (e) => {
    if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey || !keysOn()) return;
    if (e.target.closest?.(OWN_KEYS) || document.querySelector('dialog[open]')) return;
    if (e.key === ' ' && e.target.closest?.(OWN_SPACE)) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (/^[0-9]$/.test(key)) table.current.jump(Number(key));
    else if (acts[key]) table.current[acts[key]](e.shiftKey);
    else return;
    e.preventDefault();
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}
