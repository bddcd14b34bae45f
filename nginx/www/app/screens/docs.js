/* SPDX-License-Identifier: ISC */
/* docs.js - the API as its own description tells it: #/docs, #/docs/songs_get, #/docs/problems/too_big. */
import { Door } from '../components/docs/door.js';
import { DocsNav } from '../components/docs/nav.js';
import { Problems } from '../components/docs/problems.js';
import { Start, Top } from '../components/docs/start.js';
import { Refusal } from '../components/form.js';
import { doorsOf } from '../description.js';
import { openapi_get } from '../doors.js';
import { t } from '../i18n.js';
import { useOnce } from '../player/report.js';
import { useStore } from '../store.js';
import { html, useEffect, useMemo, useRef } from '../view.js';

export default function Docs({ route, onName }) {
  useStore((s) => s.language);
  const [description, problem] = useOnce(openapi_get);
  const groups = useMemo(() => (description ? doorsOf(description) : []), [description]);
  const [here = '', code] = route.params, self = useRef();
  const doors = groups.flatMap((group) => group.doors), door = doors.find((one) => one.id === here);
  const title = here === 'problems' ? t('docs.problems') : door ? `${door.method} ${door.path}` : t('docs.title');
  useEffect(() => { onName(title); }, [title]);

  /* Another door begins at its heading, while the list stays where it was. */
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    if (code) return;
    scrollTo(0, 0);
    self.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [here]);

  if (!description) return html`<div class="narrow"><h1 tabindex="-1">${t('docs.title')}</h1><${Refusal} problem=${problem} />${!problem && html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`}</div>`;
  return html`
    <div class=${`docs ${here ? 'docs-inside' : ''}`} ref=${self}>
      ${!here && html`<${Top} count=${doors.length} />`}
      <${DocsNav} groups=${groups} here=${here} />
      <div class="docs-main">
        ${here && here !== 'problems' && !door && html`<p class="note">${t('docs.missing', { name: here })}</p>`}
        ${here === 'problems' ? html`<${Problems} code=${code} />` : door ? html`<${Door} door=${door} />` : html`<${Start} />`}
      </div>
    </div>`;
}
