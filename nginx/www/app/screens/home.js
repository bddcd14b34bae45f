/* SPDX-License-Identifier: ISC */
/* home.js - the first thing seen: for a visitor what this is, for a musician the songs; a place to drop a mix for both. */
import { t } from '../i18n.js';
import { link } from '../router.js';
import { useStore } from '../store.js';
import { html } from '../view.js';
import { Demo } from '../components/demo.js';
import { DropZone } from '../components/dropzone.js';
import { lazy } from '../components/lazy.js';
import { Uploads } from '../components/uploads.js';
import { Waiting } from '../components/waiting.js';

const Library = lazy(() => import('../components/library.js'), 'Library', html`<${Waiting} />`);

export default function Home() {
  const session = useStore((s) => s.session), none = useStore((s) => s.library?.counts?.total === 0);
  if (session) return html`
    <div class=${none ? 'page' : 'page has-songs'}>
      <h1 tabindex="-1" class="unseen">${t('nav.songs')}</h1>
      <${DropZone} />
      <${Uploads} />
      <${Library} />
    </div>`;
  return html`
    <div class="page welcome">
      <section class="hero">
        <h1 tabindex="-1">${t('home.headline')}</h1>
        <p class="lead">${t('home.lead')}</p>
      </section>
      <${Demo} />
      <${DropZone} />
      <${Uploads} />
      <ul class="points">
        ${['equal', 'yours', 'open'].map((point) => html`<li key=${point}><h2>${t(`home.${point}`)}</h2><p>${t(`home.${point}.text`)}</p></li>`)}
      </ul>
      <p class="centre"><a class="button primary" href=${link('signup')}>${t('nav.signup')}</a></p>
    </div>`;
}
