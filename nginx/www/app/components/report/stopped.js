/* SPDX-License-Identifier: ISC */
/* stopped.js - why a master is not as loud as asked, in the page's language. */
import { measure } from '../../format.js';
import { known, t } from '../../i18n.js';

/* Of a report's loudness or an album's song; the engine's own sentence where the page has none for its code. */
export function stoppedText({ reached_lufs: reached, target_lufs: target, stopped, stopped_code: code }) {
  const key = `figures.stopped.${code}`;
  return known(key) ? t(key, { reached: measure(reached, 'LUFS'), target: measure(target, 'LUFS') }) : stopped;
}
