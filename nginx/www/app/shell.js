/* SPDX-License-Identifier: ISC */
/* shell.js - the page without a line: sw.js is asked to keep this page's files, and a newer build is offered. */
import { set, state, subscribe } from './store.js';

const LOOK_MS = 3600_000;
let own = null, wanted = false;

/* The policy lets no text become a script but by a rule of its own; this one knows a single address. */
const address = () => window.trustedTypes?.createPolicy('shell', { createScriptURL: () => '/sw.js' }).createScriptURL('') ?? '/sw.js';

export async function keepShell() {
  const { serviceWorker } = navigator;
  const before = serviceWorker.controller;
  own = await serviceWorker.register(address(), { updateViaCache: 'none' });
  const offer = () => { if (own.waiting && serviceWorker.controller) set({ newer: true }); };
  own.addEventListener('updatefound', () => own.installing?.addEventListener('statechange', offer));
  offer();
  serviceWorker.addEventListener('controllerchange', () => {
    if (wanted) location.reload();
    else if (before) set({ newer: true }); // another tab has taken it
  });
  setInterval(look, LOOK_MS);
  addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look(); });
  keepWords((await serviceWorker.ready).active);
}

const look = () => own.update().catch(() => { /* offline, or Exit has taken it away */ });

/* The words of this page came before there was anybody to keep them. */
function keepWords(worker) {
  let spoken = '';
  const keep = () => {
    if (state.language === spoken) return;
    spoken = state.language;
    (navigator.serviceWorker.controller ?? worker).postMessage({ keep: `/i18n/${spoken}.json` });
  };
  keep();
  subscribe(keep);
}

export function loadNewer() {
  wanted = true;
  if (own?.waiting) own.waiting.postMessage('take over');
  else location.reload();
}
