/* SPDX-License-Identifier: ISC */
/* policy.js - a policy as it stands today, whole, in plain text. */
import { get } from '../api.js';
import { Refusal } from '../components/form.js';
import { day } from '../format.js';
import { t } from '../i18n.js';
import { html, useEffect, useState } from '../view.js';

export default function Policy({ route }) {
  const kind = route.params[0] || 'terms';
  const [policy, setPolicy] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    setPolicy(null);
    get(`policies/${encodeURIComponent(kind)}`, { plain: true }).then(setPolicy, setProblem);
  }, [kind]);
  const since = policy && (policy.effective_at || policy.valid_from || policy.published_at || policy.created_at);
  return html`<article class="narrow wide policy">
    <h1 tabindex="-1">${policy?.title || t(`policy.${kind}`)}</h1>
    <${Refusal} problem=${problem} />
    ${since && html`<p class="hint">${t('policy.since', { date: day(since) })}</p>`}
    ${policy && paragraphs(policy.text || policy.body || '')}
  </article>`;
}

/* Blank lines part paragraphs; a line that begins with # is a heading. */
function paragraphs(text) {
  return text.split(/\n\s*\n/).map((piece, i) => {
    const heading = piece.match(/^#+\s*(.*)$/m);
    if (heading && !piece.includes('\n')) return html`<h2 key=${i}>${heading[1]}</h2>`;
    return html`<p key=${i}>${piece}</p>`;
  });
}
