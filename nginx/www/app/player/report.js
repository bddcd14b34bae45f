/* SPDX-License-Identifier: ISC */
/* report.js - what was measured: fetched once, because what is finished never changes. */
import { patiently } from '../api.js';
import { useEffect, useState } from '../view.js';

const kept = new Map();

const fetched = (path) => {
  if (!kept.has(path)) {
    const coming = patiently(path).then((answer) => answer.json());
    kept.set(path, coming);
    coming.catch(() => kept.delete(path));
  }
  return kept.get(path);
};

/* [value, problem] of a path, or [null, null] while it is coming; a path of null asks for nothing. */
export function useOnce(path) {
  const [found, setFound] = useState({});
  useEffect(() => {
    let current = true;
    if (path) fetched(path).then((value) => current && setFound({ path, value }), (problem) => current && setFound({ path, problem }));
    return () => { current = false; };
  }, [path]);
  return found.path === path ? [found.value ?? null, found.problem ?? null] : [null, null];
}

/* From where on the limiter's noise is heard, dB against what the music masks; engines before the third did
 * not tell it. */
export const audibleFrom = ({ audible_db: told }) => told ?? -10;

export const useReport = (master) => useOnce(master ? `masters/${master.id}/report` : null)[0];
