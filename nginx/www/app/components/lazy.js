/* SPDX-License-Identifier: ISC */
/* lazy.js - a part of a screen whose file comes when it is first shown: what a first visit does not need.
 *
 *   const Library = lazy(() => import('./library.js'), 'Library');
 *
 * What stands there until it comes is `meanwhile`.  If it does not come, that is said there; it is asked for again by a
 * click (the second time with the whole page) and when the line is back. */
import { t } from '../i18n.js';
import { useStore } from '../store.js';
import { html, useEffect, useState } from '../view.js';

export function lazy(load, name, meanwhile = null) {
  let Part = null;
  return function Lazy(props) {
    const online = useStore((s) => s.online);
    const [failures, setFailures] = useState(0);
    const [, setCame] = useState(Boolean(Part));
    const look = () => load().then((file) => { Part = file[name]; setCame(true); }, () => setFailures((n) => n + 1));
    useEffect(() => { if (!Part) look(); }, [online]);
    if (Part) return html`<${Part} ...${props} />`;
    if (failures === 0) return meanwhile;
    return html`<p class="note" role="alert">${t('part.missing')} <button class="small" onClick=${() => (failures > 1 ? location.reload() : look())}>${t('trouble.again')}</button></p>`;
  };
}
