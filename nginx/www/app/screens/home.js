/* SPDX-License-Identifier: ISC */
/* home.js - the first thing seen: for a visitor what this is, for a musician the songs; a place to drop a mix for both. */
import { t } from '../i18n.js';
import { link } from '../router.js';
import { toast, useStore } from '../store.js';
import { html, useEffect, useState } from '../view.js';
import { Demo } from '../components/demo.js';
import { DropZone } from '../components/dropzone.js';
import { Queue } from '../components/queue.js';

/* Visitors need none of it. */
function Songs() {
  const [Library, setLibrary] = useState(null);
  useEffect(() => { import('../components/library.js').then((file) => setLibrary(() => file.Library), () => toast(t('problem.offline'), { kind: 'bad' })); }, []);
  return Library ? html`<${Library} />` : html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`;
}

export default function Home() {
  const session = useStore((s) => s.session), none = useStore((s) => s.library?.counts?.total === 0);
  if (session) return html`
    <div class=${none ? 'page' : 'page has-songs'}>
      <h1 tabindex="-1" class="unseen">${t('nav.songs')}</h1>
      <${DropZone} />
      <${Queue} />
      <${Songs} />
    </div>`;
  return html`
    <div class="page welcome">
      <section class="hero">
        <h1 tabindex="-1"><span>${t('home.headline')}</span> <span class="second">${t('home.headline.second')}</span></h1>
        <p class="lead">${t('home.lead')}</p>
      </section>
      <${Demo} />
      <${DropZone} />
      <${Queue} />
      <ul class="points">
        ${['equal', 'yours', 'open'].map((point) => html`<li key=${point}><h2>${t(`home.${point}`)}</h2><p>${t(`home.${point}.text`)}</p></li>`)}
      </ul>
      <p class="centre"><a class="button primary" href=${link('signup')}>${t('nav.signup')}</a></p>
    </div>`;
}
