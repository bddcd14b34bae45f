/* SPDX-License-Identifier: ISC */
/* consent.js - may the use of this service be measured?  Two equal buttons, no wrong one. */
import { me_consents_put } from '../doors.js';
import { now } from '../clock.js';
import { t } from '../i18n.js';
import { device, read } from '../keep.js';
import { link } from '../router.js';
import { state, useStore } from '../store.js';
import { html, useState } from '../view.js';

/* The version of the question: asked again only when it changes. */
const QUESTION = '1';

export async function answer(measurement) {
  device.put('consent', JSON.stringify({ question: QUESTION, measurement, at: new Date(now()).toISOString() }));
  if (state.session) await me_consents_put({ body: { measurement } });
}

const answered = () => read(device, 'consent')?.question === QUESTION;

export function ConsentChoice({ onDone }) {
  const choose = (measurement) => async () => {
    onDone();
    await answer(measurement);
  };
  return html`
    <div class="choice">
      <p>${t('consent.text')} <a href=${link('policy', 'cookies')}>${t('consent.more')}</a></p>
      <div class="actions equal">
        <button onClick=${choose(false)}>${t('consent.no')}</button>
        <button onClick=${choose(true)}>${t('consent.yes')}</button>
      </div>
    </div>`;
}

export function Consent() {
  const [open, setOpen] = useState(!answered());
  useStore((s) => s.session);
  if (!open || answered()) return null;
  return html`<aside class="consent" aria-label=${t('consent.title')}>
    <h2>${t('consent.title')}</h2>
    <${ConsentChoice} onDone=${() => setOpen(false)} /></aside>`;
}
