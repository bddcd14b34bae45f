/* SPDX-License-Identifier: ISC */
/* header.js - name of the house, the way to the songs, and the person with Exit directly below. */
import { t } from '../i18n.js';
import { link } from '../router.js';
import { exit } from '../session.js';
import { toast, useStore } from '../store.js';
import { html, useState } from '../view.js';
import { Avatar } from './avatar.js';
import { Mark } from './icon.js';

export function Header() {
  const session = useStore((s) => s.session);
  const screen = useStore((s) => s.route.screen);
  const here = (name) => (screen === name ? 'page' : undefined);
  return html`
    <header class="top">
      <a class="brand" href="#/" aria-label=${t('brand.home')}><${Mark} /><span>${t('brand')}</span></a>
      <nav aria-label=${t('nav')}>
        ${session && html`<a href="#/" aria-current=${here('')}>${t('nav.songs')}</a>
          <a href=${link('albums')} aria-current=${here('albums')}>${t('albums.title')}</a>`}
        ${session === null && html`
          <a href=${link('signin')} aria-current=${here('signin')}>${t('signin.title')}</a>
          <a class="button primary small" href=${link('signup')}>${t('nav.signup.short')}</a>`}
      </nav>
      ${session && html`<${Person} session=${session} here=${here('account')} />`}
    </header>`;
}

function Person({ session, here }) {
  const [busy, setBusy] = useState(false);
  async function leave() {
    setBusy(true);
    try {
      await exit();
      toast(t('exit.done'));
    } catch (problem) {
      toast(problem.title, { kind: 'bad' });
    }
    setBusy(false);
  }
  return html`
    <div class="person">
      <a href=${link('account')} aria-current=${here} aria-label=${t('nav.account', { name: session.given_name })}
        title=${session.given_name}><${Avatar} session=${session} /></a>
      <button class="exit" disabled=${busy} onClick=${leave}>${t('exit')}</button>
    </div>`;
}
