/* SPDX-License-Identifier: ISC */
/* problems.js - every code a refusal may have, with its sentence and the next step; each has an address of its own. */
import { problems_get } from '../../doors.js';
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { useStore } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';
import { Refusal } from '../form.js';
import { Icon } from '../icon.js';

/* code: the one that was asked for, or nothing. */
export function Problems({ code }) {
  const language = useStore((s) => s.language);
  const [items, setItems] = useState(null), [problem, setProblem] = useState(null), [words, setWords] = useState('');
  useEffect(() => {
    let current = true;
    problems_get().then((page) => current && setItems(page.items), (refused) => current && setProblem(refused));
    return () => { current = false; };
  }, [language]);
  useEffect(() => {
    const there = items && code && document.getElementById(code);
    if (!there) return;
    there.scrollIntoView({ block: 'center' });
    there.querySelector('h2').focus({ preventScroll: true });
  }, [Boolean(items), code]);
  const found = (items ?? []).filter((one) => words.toLowerCase().split(/\s+/).every((word) => `${one.code} ${one.title} ${one.next}`.toLowerCase().includes(word)));
  return html`
    <article class="docs-problems">
      <header><p class="hint docs-up"><a class="docs-back" href=${link('docs')}><${Icon} name="back" /> ${t('docs.all')}</a></p>
        <h1 tabindex="-1">${t('docs.problems')}</h1><p class="lead">${t('docs.problems.lead')}</p></header>
      <${Refusal} problem=${problem} />
      ${items && code && !items.some((one) => one.code === code) && html`<p class="note" role="status">${t('docs.problems.none', { code })}</p>`}
      ${items && html`<label class="search"><${Icon} name="search" /><span class="unseen">${t('docs.problems.search')}</span>
        <input type="search" placeholder=${t('docs.problems.search')} value=${words} onInput=${(e) => setWords(e.target.value)} /></label>
        <p class="hint" role="status">${t('docs.problems.count', { n: found.length })}</p>`}
      ${!items && !problem && html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`}
      <ul>${found.map((one) => html`
        <li key=${one.code} id=${one.code} aria-current=${one.code === code ? 'true' : undefined}>
          <h2 tabindex="-1">${one.title}</h2><a href=${link('docs', 'problems', one.code)} aria-label=${t('docs.problems.link', { code: one.code })}><code>${one.code}</code></a>
          ${one.next && html`<p>${one.next}</p>`}</li>`)}</ul>
    </article>`;
}
