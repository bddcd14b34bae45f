/* SPDX-License-Identifier: ISC */
/* uploads.js - the files on their way (queue.js), where there are any or were before a reload. */
import { recalled } from '../upload/memory.js';
import { useStore } from '../store.js';
import { html } from '../view.js';
import { lazy } from './lazy.js';

const Queue = lazy(() => import('./queue.js'), 'Queue');

export function Uploads({ song = null }) {
  const some = useStore((s) => s.uploads.length > 0);
  return some || recalled().length > 0 ? html`<${Queue} song=${song} />` : null;
}
