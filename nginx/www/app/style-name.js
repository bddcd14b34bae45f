/* SPDX-License-Identifier: ISC */
/* style-name.js - the style written about a song, as a person reads and writes it.
 *
 * The doors know our own styles by a word and all others as "other:" and the musician's; the page shows the name in
 * its language, or the musician's words as they are. */
import { known, t } from './i18n.js';

const OTHER = 'other:';

export const MOST = 70; // letters, with what stands in front of them
export const styleName = (style) => (style && known(`style.${style}`) ? t(`style.${style}`) : (style ?? '').replace(OTHER, ''));

/* What was typed, as the doors want it; words: our own styles. */
export function styleOf(typed, words) {
  const said = typed.trim(), same = (one) => [one, t(`style.${one}`)].some((name) => name.toLowerCase() === said.toLowerCase());
  return said && (words.find(same) ?? OTHER + said);
}
