/* SPDX-License-Identifier: ISC */
/* format.js - numbers as people write them, in the language of the page. */
import { now } from './clock.js';
import { number, t, tool } from './i18n.js';

export function bytes(n) {
  const units = ['unit.b', 'unit.kb', 'unit.mb', 'unit.gb', 'unit.tb'];
  let i = 0;
  for (; n >= 1000 && i < units.length - 1; i++) n /= 1000;
  return t(units[i], { amount: number(n, i > 1 && n < 100 ? 1 : 0) });
}

/* 3:07, or 1:02:07. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const pad = (n) => String(n).padStart(2, '0');
  const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/* 3:07.42, for what is set to the hundredth of a second. */
export function clockFine(seconds) {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  return clock(hundredths / 100) + number((hundredths % 100) / 100, 2).slice(1);
}

/* 1 minute 12 seconds: as it is read aloud. */
export function spoken(seconds, digits = 0) {
  const fine = 10 ** digits, whole = Math.floor(Math.max(0, seconds) * fine + 1e-6) / fine;
  const parts = [[Math.floor(whole / 3600), 'hour'], [Math.floor(whole / 60) % 60, 'minute'], [whole % 60, 'second']];
  const said = parts.filter(([n, unit]) => n > 0 || (unit === 'second' && whole === 0))
    .map(([n, unit]) => tool(Intl.NumberFormat, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: digits }).format(n));
  return tool(Intl.ListFormat, { type: 'unit', style: 'narrow' }).format(said);
}

/* How long something still takes, said roughly, as a person would. */
export function remaining(seconds) {
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 60) return t('time.seconds', { n: Math.max(1, Math.round(seconds)) });
  if (seconds < 3600) return t('time.minutes', { n: Math.round(seconds / 60) });
  return t('time.hours', { n: Math.round(seconds / 3600) });
}

const present = (value) => value !== null && value !== undefined && Number.isFinite(value);
export const db = (value, digits = 1) =>
  present(value) ? t('unit.db', { amount: number(value, digits) }) : '–';
export const signedDb = (value, digits = 1) =>
  present(value) ? t('unit.db', { amount: (value > 0 ? '+' : '') + number(value, digits).replace('-', '−') }) : '–';
export const measure = (value, unit, digits = 1) =>
  present(value) ? number(value, digits).replace('-', '−') + (unit && `\u00a0${unit}`) : '–'; // no line ends before a unit

/* The API says ISO 8601 or whole seconds or microseconds; a Date is made of any of them. */
export function moment(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return new Date(value > 1e14 ? value / 1000 : value > 1e11 ? value : value * 1000);
  return new Date(value);
}

export function day(value) {
  const at = moment(value);
  return at ? tool(Intl.DateTimeFormat, { dateStyle: 'medium' }).format(at) : '';
}

export function dayAndTime(value) {
  const at = moment(value);
  return at ? tool(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short' }).format(at) : '';
}

/* "3 minutes ago"; what is longer ago than a month has a date. */
export function since(value) {
  const at = moment(value);
  if (!at) return '';
  const seconds = (at - now()) / 1000;
  if (seconds < -31 * 86400) return day(value);
  const say = tool(Intl.RelativeTimeFormat, { numeric: 'auto' });
  for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]])
    if (Math.abs(seconds) >= size) return say.format(Math.round(seconds / size), unit);
  return t('time.now');
}
