/* SPDX-License-Identifier: ISC */
/* fields.js - parameters, bodies and answers as a table: what it is called, what it is, what it means. */
import { typeText, wordsOf } from '../../description.js';
import { t } from '../../i18n.js';
import { html } from '../../view.js';
import { Name, Said } from './said.js';

/* rows: [{ name, schema, text, required }]; what stands in the description is English. */
export function Fields({ rows, label, must = true }) {
  return html`
    <table class="fields">
      <caption class="unseen">${label}</caption>
      <thead class="unseen"><tr><th scope="col">${t('docs.field')}</th><th scope="col">${t('docs.meaning')}</th></tr></thead>
      <tbody>${rows.map(({ name, schema, text, required }) => html`
        <tr key=${name}>
          <th scope="row"><${Name} text=${name} />${must && required && html` <em>${t('docs.required')}</em>`}</th>
          <td><span class="kind">${typeText(schema)}</span>
            ${text && html`<${Said} text=${text} />`}
            ${wordsOf(schema).length > 0 && html`<span class="words">${wordsOf(schema).map((word) => html`<code key=${word}>${word}</code> `)}</span>`}</td>
        </tr>`)}</tbody>
    </table>`;
}
