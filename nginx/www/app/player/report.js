/* SPDX-License-Identifier: ISC */
/* report.js - what was measured: fetched once, because what is finished never changes. */
import { master_report_get } from '../doors.js';
import { useEffect, useState } from '../view.js';

const kept = new Map();

const fetched = (url, door, which) => {
  if (!kept.has(url)) {
    const coming = door.patiently(which).then((answer) => answer.json());
    kept.set(url, coming);
    coming.catch(() => kept.delete(url));
  }
  return kept.get(url);
};

/* [value, problem] of a door, or [null, null] while it is coming; no door asks for nothing. */
export function useOnce(door, which) {
  const [found, setFound] = useState({});
  const url = door ? door.url(which) : null;
  useEffect(() => {
    let current = true;
    if (door) fetched(url, door, which).then((value) => current && setFound({ url, value }), (problem) => current && setFound({ url, problem }));
    return () => { current = false; };
  }, [url]);
  return found.url === url ? [found.value ?? null, found.problem ?? null] : [null, null];
}

/* From where on the limiter's noise is heard, dB against what the music masks; engines before the third did
 * not tell it. */
export const audibleFrom = ({ audible_db: told }) => told ?? -10;

export const useReport = (master) => useOnce(master && master_report_get, master && { id: master.id })[0];
