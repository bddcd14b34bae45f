/* SPDX-License-Identifier: ISC */
/* icon.js - our own small drawings, 24 x 24, stroked with the colour of the text beside them. */
import { html } from '../view.js';

const drawings = {
  play: 'M8 5.5v13l10.500-6.500z',
  pause: 'M8.500 5.500v13M15.500 5.500v13',
  loop: 'M4 12a6 6 0 0 1 6-6h8m-3-3 3 3-3 3M20 12a6 6 0 0 1-6 6H6m3 3-3-3 3-3',
  download: 'M12 4v11m-4.500-4 4.500 4.500L16.500 11M5 19.500h14',
  upload: 'M12 16V5m-4.500 4L12 4.500 16.500 9M5 19.500h14',
  trash: 'M5 7h14M10 7V4.500h4V7m-7.500 0 1 12.500h9L17.500 7M10.500 10.500v6m3-6v6',
  search: 'M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  retry: 'M19 12a7 7 0 1 1-2.200-5.100M19 4v4.500h-4.500',
  back: 'M14.500 5.500 8 12l6.500 6.500',
  next: 'M9.500 5.500 16 12l-6.500 6.500',
  up: 'M5.500 14.500 12 8l6.500 6.500',
  grip: 'M9 6.500v.1M15 6.500v.1M9 12v.1M15 12v.1M9 17.500v.1M15 17.500v.1',
  seal: 'M12 3.500 14 6l3-.5.5 3 2.500 2-2 2.500.5 3-3 .5-1.500 3-2-1.500-2 1.500-1.500-3-3-.5.5-3-2-2.500 2.500-2 .5-3L10 6zM9 11.500l2 2 4-4',
  down: 'M5.500 9.500 12 16l6.500-6.500',
  help: 'M9 9a3 3 0 1 1 4.200 2.800c-.8.4-1.200 1-1.200 2.200M12 17.500v.3',
  warn: 'M12 4 2.800 19.500h18.400zM12 10v4.500m0 2.500v.2',
  key: 'M14.500 4.500a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 13l-6.500 6.500m2-2 2 2',
  scales: 'M12 4v16m-4 0h8M5 7h14M5 7l-2.500 6.500a2.600 2.600 0 0 0 5 0zM19 7l-2.500 6.500a2.600 2.600 0 0 0 5 0z',
  note: 'M9 18V5.500l10-2V16M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zm10-2a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z',
  person: 'M12 4.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500',
  ear: 'M7.500 9.500a5 5 0 0 1 10 0c0 3.500-3 4-3.500 7-.3 2-1.500 3-3 3a3 3 0 0 1-2.800-2M10 10a2.500 2.500 0 0 1 5 0c0 1.500-1.500 2-1.500 3.500',
  curve: 'M4 4v16h16M7 15.500c5 0 6-1 8-4.500 1.200-2.200 1.800-4 2-6',
  lanes: 'M3.500 8c2 0 2.500-3 4.500-3s2.500 4 4.500 4 2.500-2 4-2 2 1.500 4 1.500M3.500 14h17M6 14v3m4-3v5m4-5v2m4-2v4',
  scope: 'M12 3.500v17M12 5c4 3 6 5 6 7s-2 4-6 7c-4-3-6-5-6-7s2-4 6-7zM3.500 12h17',
  blind: 'M3 12c2.500-4.500 5.500-6.500 9-6.500s6.500 2 9 6.500c-2.500 4.500-5.500 6.500-9 6.500S5.500 16.500 3 12zM4.500 20 19.500 4',
  closer: 'M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5M10.500 8v5M8 10.500h5',
  wider: 'M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5M8 10.500h5',
  whole: 'M4 6v12M20 6v12M7.500 12h9M10 9l-3 3 3 3M14 9l3 3-3 3',
  disc: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6.500 12a5.500 5.500 0 0 1 2.500-4.600',
  wave: 'M3 13c1.500 0 2-7.500 4.500-7.500S11 19 13.500 19s2.500-10 4.500-10 2 4 3.500 4',
  turn: 'M8 19V5m-3.500 3.500L8 5l3.500 3.500M16 5v14m-3.500-3.500L16 19l3.500-3.500',
  cards: 'M4.500 5.500h6v5.500h-6zM13.500 5.500h6v5.500h-6zM4.500 13.500h6v5.500h-6zM13.500 13.500h6v5.500h-6z',
  table: 'M4.500 6.500h15M4.500 12h15M4.500 17.500h15',
  pencil: 'M5 19l1-4L16 5l3 3L9 18z',
};

export const names = Object.keys(drawings);

export function Icon({ name, filled = false }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"
    fill=${filled ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round">
    <path d=${drawings[name]} /></svg>`;
}

/* A wave that turns from a mix into a master: our mark. */
export function Mark() {
  const bars = [3, 6, 4, 8, 11, 9, 7];
  return html`<svg class="mark" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
    ${bars.map((tall, i) => html`<rect key=${i} class=${i < 3 ? 'mix' : 'master'} x=${1 + i * 3.9} y=${14 - tall} width="2.400" height=${2 * tall} rx="1.200" />`)}
  </svg>`;
}
