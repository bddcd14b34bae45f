/* SPDX-License-Identifier: ISC */
/* remembered.js - what somebody has opened stays open for the session; where nothing may be stored, for the page. */
import { useState } from '../view.js';

const read = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
const write = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* for the page, then */ } };

/* -> [whether it is on, a function that turns it]. */
export function useRemembered(name) {
  const key = `player.${name}`, [on, setOn] = useState(() => read(key) === 'on');
  return [on, () => {
    write(key, on ? 'off' : 'on');
    setOn(!on);
  }];
}
