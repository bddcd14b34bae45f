/* SPDX-License-Identifier: ISC */
/* topic.js - one topic: its parts, each with an address of its own, and what goes with some of them. */
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { html, useEffect } from '../../view.js';
import { KeyList } from '../keys-help.js';
import { Next } from './next.js';
import { pictures } from './pictures.js';
import { Places } from './places.js';
import { Block } from './words.js';

/* Beside the words of a part: what the page or the house knows by itself. */
const besides = { 'listening/keys': KeyList, 'loudness/places': Places };

function Part({ topic, parts, at, slots }) {
  const part = parts[at];
  const Beside = besides[`${topic}/${at}`], Picture = pictures[`${topic}/${at}`];
  return html`
    <section class="help-part" aria-labelledby=${`help-${at}`}>
      <h2 id=${`help-${at}`} tabindex="-1">${part.title}</h2>
      ${Picture && html`<figure><${Picture} parts=${parts} /><figcaption class="hint">${part.picture}</figcaption></figure>`}
      ${part.text.map((block, i) => html`<${Block} key=${i} block=${block} slots=${slots} />`)}
      ${Beside && html`<${Beside} />`}
    </section>`;
}

export function Topic({ topic, texts, slots, at }) {
  const { summary, parts } = texts[topic];
  /* Whoever asked for a part begins there: after the screen has led to its heading. */
  useEffect(() => {
    if (!at) return undefined;
    const soon = setTimeout(() => {
      const heading = document.getElementById(`help-${at}`);
      heading?.scrollIntoView({ block: 'start' });
      heading?.focus({ preventScroll: true });
    });
    return () => clearTimeout(soon);
  }, [at]);
  return html`
    <article class="help-topic">
      <p class="lead">${summary}</p>
      <nav class="help-parts" aria-label=${t('help.parts')}><ul>${Object.entries(parts).map(([name, part]) => html`<li key=${name}><a href=${link('help', topic, name)} aria-current=${name === at ? 'location' : undefined}>${part.title}</a></li>`)}</ul></nav>
      ${Object.keys(parts).map((name) => html`<${Part} key=${name} topic=${topic} parts=${parts} at=${name} slots=${slots} />`)}
      <${Next} topic=${topic} texts=${texts} slots=${slots} />
    </article>`;
}
