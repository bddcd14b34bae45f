/* SPDX-License-Identifier: ISC */
/* help.js - what a musician may want to know, without an account: #/help, #/help/loudness, #/help/loudness/curve,
 * #/help?q=dither. */
import { Refusal } from '../components/form.js';
import { Found } from '../components/help/found.js';
import { find, shelfOf } from '../components/help/search.js';
import { Topic } from '../components/help/topic.js';
import { topicOf, topics } from '../components/help/topics.js';
import { useSlots, useTexts } from '../components/help/words.js';
import { Icon } from '../components/icon.js';
import { t } from '../i18n.js';
import { link } from '../router.js';
import { html, useEffect, useRef, useState } from '../view.js';

export default function Help({ route }) {
  const [texts, problem] = useTexts(), slots = useSlots();
  const [words, setWords] = useState('');
  const [name = '', at] = route.params, here = topicOf(name), typed = words.trim();
  const title = here ? t(`help.topic.${name}`) : t('help.title'), self = useRef();
  useEffect(() => { document.title = `${title} · ${t('brand')}`; }, [title, texts]);
  /* Whoever goes somewhere reads what is there, not the list it stood in. */
  useEffect(() => setWords(route.query.get('q') ?? ''), [route.address]);

  /* Another topic begins at its heading. */
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    scrollTo(0, 0);
    self.current.querySelector('h1').focus({ preventScroll: true });
  }, [name]);

  const found = texts && typed ? find(shelfOf(texts, slots), typed) : null;
  const search = html`
    <label class="search"><${Icon} name="search" /><span class="unseen">${t('help.search')}</span>
      <input type="search" placeholder=${t('help.search')} value=${words} onInput=${(e) => setWords(e.target.value)} maxlength="100" /></label>
    <p class=${found ? 'hint' : 'unseen'} role="status">${found ? t('help.found', { n: found.length }) : ''}</p>`;
  const waiting = !texts && html`<${Refusal} problem=${problem} />${!problem && html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`}`;
  if (!here) return html`
    <div class="page help" ref=${self}>
      <header class="help-top"><h1 tabindex="-1">${title}</h1><p class="lead">${t('help.lead')}</p>${search}
        ${name && html`<p class="note">${t('help.missing', { name })}</p>`}</header>
      ${waiting || (found ? html`<${Found} found=${found} slots=${slots} />` : html`
        <ul class="help-topics">${topics.map((one) => html`
          <li key=${one.name}><a class="card" href=${link('help', one.name)}><${Icon} name=${one.icon} /> <b>${t(`help.topic.${one.name}`)}</b> <span class="hint">${texts[one.name].summary}</span></a></li>`)}</ul>`)}
    </div>`;
  return html`
    <div class="help-inside" ref=${self}>
      <div class="help-side"><a class="back" href=${link('help')}><${Icon} name="back" /> ${t('help.all')}</a>${search}
        <nav aria-label=${t('help.topics')}><ul>${topics.map((one) => html`<li key=${one.name}><a href=${link('help', one.name)} aria-current=${one.name === name ? 'page' : undefined}><${Icon} name=${one.icon} /> ${t(`help.topic.${one.name}`)}</a></li>`)}</ul></nav></div>
      <div class="help-main"><h1 tabindex="-1">${title}</h1>
        ${waiting || (found ? html`<${Found} found=${found} slots=${slots} />` : html`<${Topic} key=${name} topic=${name} texts=${texts} slots=${slots} at=${at} />`)}</div>
    </div>`;
}
