/* SPDX-License-Identifier: ISC */
/* frame.js - what stands around every screen: header, footer, toasts, dialogs; and the screen itself. */
import { t } from '../i18n.js';
import { go } from '../router.js';
import { missing, screens } from '../screens.js';
import { state, toast, useStore } from '../store.js';
import { ofDrop } from '../upload/handles.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { Asking } from './asking.js';
import { Consent } from './consent.js';
import { Footer } from './footer.js';
import { Header } from './header.js';
import { Trouble } from './trouble.js';
import { Toasts } from './toasts.js';

export function Frame() {
  const spoken = useStore((s) => s.spoken); // everything is said again in the new language
  const route = useStore((s) => s.route);
  const session = useStore((s) => s.session);
  const online = useStore((s) => s.online);
  const main = useRef();
  const [shown, setShown] = useState(null);

  const wanted = screens[route.screen] ?? missing;
  const screen = wanted.user && !session ? screens.signin : wanted;
  const place = wanted.place ? wanted.place(route.params) : route.address;

  useEffect(() => {
    let current = true;
    screen.load().then(
      (file) => current && setShown({ screen, View: file.default }),
      () => current && toast(t('problem.offline'), { kind: 'bad' }),
    );
    return () => { current = false; };
  }, [screen]);

  /* A new screen begins at its heading, for eyes and for screen readers. */
  const first = useRef(true);
  useEffect(() => {
    if (!shown) return;
    document.title = `${t(shown.screen.title)} · ${t('brand')}`;
  }, [shown, place, spoken]);
  useEffect(() => {
    if (!shown) return;
    if (first.current) { first.current = false; return; }
    scrollTo(0, 0);
    main.current.querySelector('h1')?.focus({ preventScroll: true });
  }, [shown, place]);

  /* A file dropped anywhere is taken. */
  useEffect(() => dropAnywhere(), []);

  const View = shown?.screen === screen ? shown.View : null;
  return html`
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); main.current.focus(); }}>${t('skip')}</a>
    <${Header} />
    ${!online && html`<p class="band" role="status">${t('offline.band')}</p>`}
    <main id="main" ref=${main} tabindex="-1" aria-busy=${!View}>
      ${View ? html`<${Trouble} key=${place}><${View} route=${route} wanted=${wanted !== screen} /><//>`
    : html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`}
    </main>
    <${Footer} />
    <${Consent} />
    <${Asking} />
    <${Toasts} />`;
}

function dropAnywhere() {
  let depth = 0;
  const hasFiles = (e) => e.dataTransfer?.types.includes('Files');
  const mark = (over) => document.documentElement.classList.toggle('dropping', over);
  const handlers = {
    dragenter: (e) => { if (hasFiles(e)) { depth++; mark(true); } },
    dragleave: (e) => { if (hasFiles(e) && --depth <= 0) { depth = 0; mark(false); } },
    dragover: (e) => { if (hasFiles(e)) e.preventDefault(); },
    drop: async (e) => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      const files = [...e.dataTransfer.files]; // gone after the first await
      depth = 0;
      mark(false);
      const handleOf = await ofDrop(e.dataTransfer);
      const list = handleOf.size ? [...handleOf.keys()] : files;
      const { addFiles } = await import('../upload/queue.js');
      addFiles(list, { song: state.dropSong, handleOf });
      if (!state.dropSong) go();
    },
  };
  for (const [name, handler] of Object.entries(handlers)) addEventListener(name, handler);
  return () => { for (const [name, handler] of Object.entries(handlers)) removeEventListener(name, handler); };
}
