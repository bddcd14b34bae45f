/* SPDX-License-Identifier: ISC */
/* frame.js - what stands around every screen: header, footer, toasts, dialogs; and the screen itself. */
import { t } from '../i18n.js';
import { arrived } from '../places.js';
import { screenOf, screens } from '../screens.js';
import { set, useStore } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { Bands } from './bands.js';
import { Consent } from './consent.js';
import { Footer } from './footer.js';
import { Header } from './header.js';
import { lazy } from './lazy.js';
import { Said } from './said.js';
import { Trouble } from './trouble.js';
import { Toasts } from './toasts.js';
import { NotLoaded, Waiting } from './waiting.js';

const Asking = lazy(() => import('./asking.js'), 'Asking');

/* The file of a screen.  One that did not come is tried again by a click and when the line is back; the second time
 * the whole page is loaded, so that it is of one version. */
function useFile(screen) {
  const online = useStore((s) => s.online);
  const [came, setCame] = useState({ screen: null, View: null, failures: 0 });
  const failures = came.screen === screen ? came.failures : 0;
  const wanted = useRef();
  wanted.current = screen;
  const load = () => screen.load().then(
    (file) => wanted.current === screen && setCame({ screen, View: file.default, failures: 0 }),
    () => wanted.current === screen && setCame({ screen, View: null, failures: failures + 1 }),
  );
  useEffect(() => { load(); }, [screen]);
  useEffect(() => { if (online && failures > 0) load(); }, [online]);
  return [came.screen === screen ? came.View : null, failures, () => (failures > 1 ? location.reload() : load())];
}

export function Frame() {
  const spoken = useStore((s) => s.spoken); // everything is said again in the new language
  const route = useStore((s) => s.route);
  const session = useStore((s) => s.session);
  const named = useStore((s) => s.named);
  const asking = useStore((s) => s.asking !== null);
  const main = useRef();

  const wanted = screenOf(route);
  const screen = wanted.user && !session ? screens.signin : wanted;
  const place = wanted.place ? wanted.place(route.params) : route.address;
  const [View, failures, again] = useFile(screen);
  const here = View && `${screen.title} ${place}`;

  useEffect(() => {
    document.title = `${(named?.place === place && named.name) || t(screen.title)} · ${t('brand')}`;
  }, [screen, place, named, spoken]);
  useEffect(() => { if (here) return arrived(main.current); }, [here]);
  useEffect(() => { import('../upload/drop.js').then(({ dropAnywhere }) => dropAnywhere(), () => { /* the button is there */ }); }, []);

  return html`
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); main.current.focus(); }}>${t('skip')}</a>
    <${Header} />
    <${Bands} />
    <main id="main" ref=${main} tabindex="-1" aria-busy=${!View && failures === 0}>
      ${View ? html`<${Trouble} key=${place}><${View} route=${route} wanted=${wanted !== screen} onName=${(name) => set({ named: { place, name } })} /><//>`
    : failures > 0 ? html`<${NotLoaded} onAgain=${again} />` : html`<${Waiting} />`}
    </main>
    <${Footer} />
    <${Consent} />
    ${asking && html`<${Asking} />`}
    <${Toasts} />
    <${Said} />`;
}
