/* SPDX-License-Identifier: ISC */
/* home.js - the first thing seen: for a visitor what this is, for a musician the songs; a place to drop a mix for both. */
import { t } from '../i18n.js';
import { link } from '../router.js';
import { useStore } from '../store.js';
import { html } from '../view.js';
import { DropZone } from '../components/dropzone.js';
import { Library } from '../components/library.js';
import { Queue } from '../components/queue.js';

export default function Home() {
  const session = useStore((s) => s.session);
  if (session) return html`
    <div class="page">
      <h1 tabindex="-1" class="unseen">${t('nav.songs')}</h1>
      <${DropZone} />
      <${Queue} />
      <${Library} />
    </div>`;
  return html`
    <div class="page welcome">
      <section class="hero">
        <h1 tabindex="-1"><span>${t('home.headline')}</span> <span>${t('home.headline.second')}</span></h1>
        <p class="lead">${t('home.lead')}</p>
        <${Wave} />
      </section>
      <${DropZone} />
      <${Queue} />
      <ul class="points">
        ${['equal', 'yours', 'open'].map((point) => html`<li key=${point}><h2>${t(`home.${point}`)}</h2><p>${t(`home.${point}.text`)}</p></li>`)}
      </ul>
      <p class="centre"><a class="button primary" href=${link('signup')}>${t('nav.signup')}</a></p>
    </div>`;
}

/* A picture of what happens: a mix on the left becomes a master on the right. */
function Wave() {
  const bars = Array.from({ length: 96 }, (_, i) => {
    const phrase = 0.62 + 0.38 * Math.sin(i / 9.3 + 0.6);
    const beat = 0.35 + 0.65 * Math.abs(Math.sin(i * 1.37) * Math.cos(i * 0.47)) ** 0.7;
    const mix = 4 + 34 * phrase * beat;
    const turn = 1 / (1 + Math.exp(-(i - 46) / 4));
    return { mix, master: mix + turn * (5 + 0.5 * mix), turn };
  });
  return html`
    <svg class="wave" viewBox="0 0 960 120" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      ${bars.map(({ mix, master, turn }, i) => html`
        <rect key=${`m${i}`} class="master" x=${i * 10 + 1} y=${60 - master} width="7" height=${2 * master} rx="3.500" opacity=${turn.toFixed(3)} />
        <rect key=${`x${i}`} class="mix" x=${i * 10 + 1} y=${60 - mix} width="7" height=${2 * mix} rx="3.500" opacity=${(1 - 0.75 * turn).toFixed(3)} />`)}
    </svg>`;
}
