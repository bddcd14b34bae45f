/* SPDX-License-Identifier: ISC */
/* door.js - one door: who may knock, what it takes, what it answers, and beside it a request to try. */
import { rowsOf } from '../../description.js';
import { known, t } from '../../i18n.js';
import { link } from '../../router.js';
import { html } from '../../view.js';
import { Icon } from '../icon.js';
import { Fields } from './fields.js';
import { nounName } from './nav.js';
import { Method, Name, Said } from './said.js';
import { Try } from './try.js';

/* An answer this long is opened by who wants it. */
const LONG = 12;

export function Door({ door }) {
  const named = [...door.inPath, ...door.query, ...door.headers].map((one) => ({ name: one.name, schema: one.schema, text: one.description ?? pathText(one.name), required: one.required }));
  return html`
    <article class="door" key=${door.id}>
      <header>
        <p class="hint"><a class="docs-back" href=${link('docs')}><${Icon} name="back" /> ${t('docs.all')}</a> <span>${nounName(door.noun)}</span> <code>${door.id}</code></p>
        <h1 tabindex="-1"><${Method} name=${door.method} /> <${Name} text=${door.path} /></h1>
        <p class="lead"><${Said} text=${door.summary} /></p>
        <p class="who"><${Icon} name="key" /> <span>${whoText(door)}</span></p>
      </header>
      <div class="door-columns">
        <div class="door-says">
          ${named.length > 0 && html`<section><h2>${t('docs.parameters')}</h2><${Fields} rows=${named} label=${t('docs.parameters')} /></section>`}
          ${(door.json || door.bytes) && html`<section><h2>${t('docs.body')}</h2>
            ${door.json ? html`<p class="hint"><code>${'application/json'}</code></p><${Fields} rows=${rowsOf(door.json)} label=${t('docs.body')} />` : html`<p>${t('docs.body.bytes')}</p>`}</section>`}
          <section><h2>${t('docs.answers')}</h2>${door.answers.filter((one) => !one.problem).map((one) => html`<${Answer} key=${one.status} answer=${one} />`)}
            <p class="answer"><b>${'4XX, 5XX'}</b> <span>${t('docs.refused')} <a href=${link('docs', 'problems')}>${t('docs.problems')}</a></span></p></section>
        </div>
        <div class="door-tries"><${Try} key=${door.id} door=${door} /></div>
      </div>
    </article>`;
}

const pathText = (name) => (known(`docs.path.${name}`) ? t(`docs.path.${name}`) : '');

function whoText({ who, key, fresh, method }) {
  return [t(`docs.who.${who}`), key && t(`docs.who.key.${['GET', 'HEAD'].includes(method) ? 'read' : 'write'}`), fresh && t('docs.who.fresh')].filter(Boolean).join(' ');
}

function Answer({ answer: { status, text, media, schema, headers } }) {
  const rows = schema ? rowsOf(schema) : [];
  return html`
    <div class="answer"><b>${status}</b> <span lang="en">${text}</span> ${media && html`<code>${media}</code>`}</div>
    ${rows.length > 0 && html`<${Long} rows=${rows} label=${t('docs.answer.of', { status })} />`}
    ${headers.length > 0 && html`<details class="more"><summary><${Icon} name="down" /> ${t('docs.headers', { n: headers.length })}</summary>
      <table class="fields"><caption class="unseen">${t('docs.headers', { n: headers.length })}</caption><tbody>${headers.map((one) => html`<tr key=${one.name}><th scope="row"><code>${one.name}</code></th><td lang="en">${one.text}</td></tr>`)}</tbody></table></details>`}`;
}

function Long({ rows, label }) {
  const table = html`<${Fields} rows=${rows} label=${label} must=${false} />`;
  return rows.length <= LONG ? table : html`<details class="more"><summary><${Icon} name="down" /> ${t('docs.fields', { n: rows.length })}</summary>${table}</details>`;
}
