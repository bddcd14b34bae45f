/* SPDX-License-Identifier: ISC */
/* say.js - what happens, told to who does not see it: each thing once, by the one place that is always there
 * (components/said.js); a live region that comes together with its words is often not read. */
import { t } from './i18n.js';
import { set, state } from './store.js';
import { useEffect, useRef } from './view.js';

const TOGETHER_MS = 150, LONG_MS = 5000; // what comes together is read together; then it is gone for who reads on
let waiting = [], soon = 0, later = 0, pressed = null;

/* Whether a change came by a button is seen from the last that was pressed; a key that is no press is another cause. */
addEventListener('keydown', () => { pressed = null; }, true);
addEventListener('click', (e) => { pressed = e.target; }, true);

export function say(words) {
  if (!words) return;
  waiting.push(words);
  soon ||= setTimeout(flush, TOGETHER_MS);
}

/* What has not been read yet is not told any more. */
export function hush() {
  clearTimeout(soon);
  waiting = [];
  soon = 0;
  set({ said: null });
}

function flush() {
  const text = [...new Set(waiting)].map((one) => (/\p{P}$/u.test(one) ? one : one + t('sentence.end'))).join(' ');
  waiting = [];
  soon = 0;
  set({ said: { text, n: (state.said?.n ?? 0) + 1 } });
  clearTimeout(later);
  later = setTimeout(() => set({ said: null }), LONG_MS);
}

/* Says the words when what they tell of has become another.  What was there from the beginning is no news, nor what was
 * not known (null) before; and who has pressed a button that tells it already (own: a selector) is not told again. */
export function useNews(thing, words, own = null) {
  const before = useRef(thing);
  useEffect(() => {
    if (before.current === thing) return;
    const known = before.current !== null && thing !== null;
    before.current = thing;
    if (!known) return;
    if (!own || !pressed?.closest(own)) say(words);
  }, [thing]);
}
