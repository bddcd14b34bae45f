/* SPDX-License-Identifier: ISC */
/* next.js - under each topic: what one reads next, where one goes then, and whom one asks when it was not this. */
import { t } from '../../i18n.js';
import { link } from '../../router.js';
import { html } from '../../view.js';
import { Icon } from '../icon.js';
import { topicOf } from './topics.js';

export function Ask({ slots }) {
  const email = slots('support_email');
  const [before, behind] = t('help.ask').split('{email}');
  return email.includes('@') && html`<p class="hint">${before}<a href=${`mailto:${email}`}>${email}</a>${behind}</p>`;
}

export function Next({ topic, texts, slots }) {
  const { next, to } = topicOf(topic);
  return html`
    <aside class="help-next" aria-labelledby="help-next">
      <h2 id="help-next">${t('help.next')}</h2>
      <ul>${next.map((name) => html`<li key=${name}><a href=${link('help', name)}><${Icon} name=${topicOf(name).icon} /> <span><b>${t(`help.topic.${name}`)}</b> <span class="hint">${texts[name].summary}</span></span></a></li>`)}
        ${to && html`<li><a href=${link(...to[0])}><${Icon} name="next" /> <span><b>${t(to[1])}</b> <span class="hint">${t('help.go')}</span></span></a></li>`}</ul>
      <${Ask} slots=${slots} />
    </aside>`;
}
