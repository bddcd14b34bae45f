/* SPDX-License-Identifier: ISC */
/* policy.js - a policy as it stands today, whole, in plain text. */
import { Refusal } from '../components/form.js';
import { policy_get_kind } from '../doors.js';
import { day } from '../format.js';
import { nameOf, t } from '../i18n.js';
import { state } from '../store.js';
import { html, useEffect, useState } from '../view.js';

export default function Policy({ route }) {
  const kind = route.params[0] || 'terms';
  const [policy, setPolicy] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    setPolicy(null);
    policy_get_kind({ kind, plain: true }).then(setPolicy, setProblem);
  }, [kind, state.language]);
  const since = policy && (policy.effective_at || policy.valid_from || policy.published_at || policy.created_at);
  return html`<article class="narrow wide policy">
    <h1 tabindex="-1">${policy?.title || t(`policy.${kind}`)}</h1>
    <${Refusal} problem=${problem} />
    ${since && html`<p class="hint">${t('policy.since', { date: day(since) })}</p>`}
    ${policy && binding(policy)}
    ${policy && html`<div lang=${policy.language}>${paragraphs(policy.text || policy.body || '')}</div>`}
  </article>`;
}

/* Which language binds is said to whoever reads another one, in theirs. */
function binding({ language, binding }) {
  if (language === binding && language === state.language) return null;
  return html`<p class="note">${t(language === binding ? 'policy.binding' : 'policy.translated', { language: nameOf(binding) })}</p>`;
}

/* Lines that begin with # are headings, with - items of a list; blank lines part paragraphs.  The first
 * heading is the title, which stands above already. */
function paragraphs(text) {
  const blocks = [];
  for (const line of text.split('\n')) {
    const heading = /^#+\s+(.*)/.exec(line), item = /^[-*]\s+(.*)/.exec(line), last = blocks.at(-1);
    if (heading) blocks.push({ kind: 'heading', text: heading[1] });
    else if (item && last?.kind === 'list') last.items.push(item[1]);
    else if (item) blocks.push({ kind: 'list', items: [item[1]] });
    else if (!line.trim()) blocks.push({ kind: 'gap' });
    else if (last?.kind === 'list') last.items.push(`${last.items.pop()} ${line.trim()}`);
    else if (last?.kind === 'text') last.text += ` ${line.trim()}`;
    else blocks.push({ kind: 'text', text: line.trim() });
  }
  const title = blocks.findIndex((block) => block.kind === 'heading');
  return blocks.filter((block, i) => block.kind !== 'gap' && i !== title).map((block, i) => {
    if (block.kind === 'heading') return html`<h2 key=${i}>${block.text}</h2>`;
    if (block.kind === 'list') return html`<ul key=${i}>${block.items.map((item, n) => html`<li key=${n}>${item}</li>`)}</ul>`;
    return html`<p key=${i}>${block.text}</p>`;
  });
}
