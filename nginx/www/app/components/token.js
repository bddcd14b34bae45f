/* SPDX-License-Identifier: ISC */
/* token.js - uses the one-time token of a letter: once, and out of the address bar at once. */
import { forgetQuery } from '../router.js';
import { useEffect, useRef, useState } from '../view.js';

/* door: where the token is brought. -> { state: 'none' | 'busy' | 'done' | 'refused', problem } */
export function useToken(route, door) {
  const token = useRef(route.query.get('token'));
  const [result, setResult] = useState({ state: token.current ? 'busy' : 'none' });
  useEffect(() => {
    if (!token.current) return;
    forgetQuery();
    door({ body: { token: token.current }, plain: true }).then(
      () => setResult({ state: 'done' }), (problem) => setResult({ state: 'refused', problem }));
  }, []);
  return result;
}
