/* SPDX-License-Identifier: ISC */
/* remembered.js - what somebody has opened stays open for the session. */
import { tab } from '../keep.js';
import { useState } from '../view.js';

/* -> [whether it is on, a function that turns it]. */
export function useRemembered(name) {
  const key = `player.${name}`, [on, setOn] = useState(() => tab.get(key) === 'on');
  return [on, () => {
    tab.put(key, on ? null : 'on');
    setOn(!on);
  }];
}
