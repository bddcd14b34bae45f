/* SPDX-License-Identifier: ISC */
/* newer.js - an engine has come since this master was made: the same wish once more, the old master stays. */
import { t } from '../i18n.js';
import { order } from '../recipe.js';
import { html } from '../view.js';
import { Refusal, useForm } from './form.js';

export function Newer({ master, onMade }) {
  const form = useForm(async () => onMade(await order(master.version_id, master.recipe)));
  return html`
    <section class="note newer"><${Refusal} problem=${form.problem} />
      <p>${t('newer.text', { engine: master.engine })}</p>
      <button class="small" disabled=${form.busy} onClick=${form.submit}>${form.busy ? t('busy') : t('newer.make')}</button></section>`;
}
