/* SPDX-License-Identifier: ISC */
/* token.js - uses the one-time token of a letter: once, and out of the address bar at once. */
import { post } from '../api.js';
import { forgetQuery } from '../router.js';
import { useEffect, useRef, useState } from '../view.js';

/* -> { state: 'none' | 'busy' | 'done' | 'refused', problem } */
export function useToken(route, path) {
  const token = useRef(route.query.get('token'));
  const [result, setResult] = useState({ state: token.current ? 'busy' : 'none' });
  useEffect(() => {
    if (!token.current) return;
    forgetQuery();
    post(path, { token: token.current }, { plain: true }).then(
      () => setResult({ state: 'done' }), (problem) => setResult({ state: 'refused', problem }));
  }, []);
  return result;
}
