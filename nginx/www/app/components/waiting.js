/* SPDX-License-Identifier: ISC */
/* waiting.js - a screen that is not there yet, and one whose file did not come. */
import { t } from '../i18n.js';
import { html, useEffect, useState } from '../view.js';

const CALM_MS = 2000;

export function Waiting() {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), CALM_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>
    <p class="centre hint" role="status">${long && t('slow')}</p>`;
}

/* onAgain: the first try asks for the file alone; a second one loads the page, which then is of one version. */
export function NotLoaded({ onAgain }) {
  return html`<section class="narrow" role="alert">
    <h1 tabindex="-1">${t('screen.missing')}</h1>
    <p>${t(navigator.onLine ? 'screen.missing.text' : 'screen.missing.offline')}</p>
    <p><button class="primary" onClick=${onAgain}>${t('trouble.again')}</button></p>
  </section>`;
}
