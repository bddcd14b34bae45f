/* SPDX-License-Identifier: ISC */
/* lazy.js - a part of a screen whose file comes when it is first shown: what a first visit does not need.
 *
 *   const Library = lazy(() => import('./library.js'), 'Library');
 *
 * What stands there until it comes is `meanwhile`; if it does not come, that is said (later.js). */
import { later } from '../later.js';
import { html, useEffect, useReducer } from '../view.js';

export function lazy(load, name, meanwhile = null) {
  let Part = null;
  return function Lazy(props) {
    const [, redraw] = useReducer((n) => n + 1, 0);
    useEffect(() => {
      if (!Part) later(load).then((file) => { Part = file?.[name] ?? null; redraw(); });
    }, []);
    return Part ? html`<${Part} ...${props} />` : meanwhile;
  };
}
