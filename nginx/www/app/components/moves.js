/* SPDX-License-Identifier: ISC */
/* moves.js - what was done to the mix, by how much and why: each move can be heard alone, and left out. */
import { measure } from '../format.js';
import { known, number, t } from '../i18n.js';
import { useReport } from '../player/report.js';
import { order } from '../recipe.js';
import { set, useStore } from '../store.js';
import { html } from '../view.js';
import { changedIn, useWish } from '../wish.js';
import { Refusal, useForm } from './form.js';
import { Help } from './help.js';
import { Icon } from './icon.js';
import { sayWishes } from './wish/not-made.js';

/* +1.4 dB; a ratio (1.2:1) has neither sign nor gap. */
function amount({ amount: value, unit }) {
  if (!Number.isFinite(value) || Math.abs(value) < 0.05) return ''; // what was done does not show in its figure
  if (unit?.startsWith(':')) return number(value, 1) + unit;
  return (value > 0 ? '+' : '') + measure(value, unit ?? '');
}

/* In the page's language; the engine's own words for a move that the page does not know. */
export const moveName = ({ id, what }) => (known(`move.${id}`) ? t(`move.${id}`) : what);
function where({ what }) {
  const [, digits, unit] = /([\d.]+) (k?Hz)/.exec(what ?? '') ?? [];
  return digits && measure(Number(digits), unit, digits.includes('.') ? 1 : 0);
}

/* Its reason: the same for one direction of a move, unless it follows a reference. */
function reason({ id, amount: value, why }, likeness) {
  const likely = `move.${id.split('.')[0]}.like`;
  if (likeness && known(likely)) return t(likely);
  const key = [`move.${id}.${value > 0 ? 'more' : 'less'}`, `move.${id}.why`].find(known);
  return key ? t(key) : why;
}

/* Whether the equalizer followed a reference. */
const follows = (report) => report?.settings?.some(({ stage, what, values }) => stage === 'eq' && what === 'like' && values[0] > 0);

export function Moves({ song, master, onMade }) {
  const report = useReport(master);
  const listening = useStore((s) => s.listening);
  const { wished, put, drop } = useWish(song);
  /* What is switched here is a wish like those of the form, and is ordered with them. */
  const form = useForm(async () => {
    const { everywhere, ...fields } = wished;
    const made = await order(master.version_id, { ...master.recipe, ...fields });
    drop();
    onMade(made);
  });
  const told = report?.moves ?? [];
  /* Engines before this one did not tell what was left out. */
  const silent = (master.recipe?.off ?? []).filter((id) => !told.some((one) => one.id === id)).map((id) => ({ id, off: true, optional: true }));
  const moves = [...told, ...silent];
  const left = moves.filter((one) => one.off).map(({ id }) => id), off = wished.off ?? left;
  const same = (ids) => [...ids].sort().join() === [...left].sort().join();
  const turn = (id) => {
    const next = off.includes(id) ? off.filter((one) => one !== id) : [...off, id];
    if (same(next)) drop('off');
    else put({ off: next });
  };
  const others = changedIn(wished, master.recipe ?? {}).filter((name) => name !== 'off' && name !== 'everywhere');
  const likeness = follows(report), none = report && moves.length === 0;
  return html`
    <section class=${report ? 'card' : 'card awaited'}>
      <${Help} topic="moves" />
      <h2>${t('moves.title')}</h2>
      <p class="hint">${t(none ? 'moves.none' : 'moves.lead')}</p>
      ${!report && html`<div class="skeleton" aria-hidden="true"><i /></div>`}
      ${report && !none && html`<ul class="moves" data-field="off">${moves.map((move) => {
        const out = off.includes(move.id), heard = listening?.master === master.id && listening.move.id === move.id;
        return html`<li key=${move.id} data-move=${move.id} class=${out ? 'out' : ''}>
          <span class="move-what">${moveName(move)} ${where(move) && html`<span class="hint">${where(move)}</span>`}</span>
          <b>${amount(move)}</b>
          <span class="hint">${move.off ? t('moves.out') : reason(move, likeness)}</span>
          <span class="move-acts">
            ${!move.off && html`<button type="button" class="toggle" aria-pressed=${heard} aria-label=${t('moves.listen', { move: moveName(move) })} title=${t('moves.listen.hint')}
              onClick=${() => set({ listening: heard ? null : { master: master.id, move } })}><${Icon} name="ear" /> <span class="word">${t('moves.hear')}</span></button>`}
            ${move.optional && html`<input type="checkbox" role="switch" class="switch" checked=${!out} aria-label=${t('moves.keep', { move: moveName(move) })} onChange=${() => turn(move.id)} />`}
          </span></li>`;
      })}</ul>`}
      ${report && !same(off) && html`<div class="moves-again"><${Refusal} problem=${form.problem} />
        <button class="primary" disabled=${form.busy} onClick=${form.submit}>${form.busy ? t('busy') : t('moves.again')}</button>
        <button class="plain" onClick=${() => drop('off')}>${t('moves.asbefore')}</button>
        ${others.length > 0 && html`<p class="hint">${t('wish.together', { what: sayWishes(others, wished) })}</p>`}</div>`}
      ${report && html`<p class="hint">${report.engine}</p>`}
    </section>`;
}
