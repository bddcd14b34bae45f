/* SPDX-License-Identifier: ISC */
/* player-said.js - what happens in the player, for who does not see it: which of the two is heard, what comes round,
 * how loud they are beside each other, what one waits for.
 *
 * A button that was pressed has said already what it is now; a key has not. */
import { signedDb, spoken } from '../format.js';
import { t } from '../i18n.js';
import { useNews } from '../say.js';
import { loopWords } from './player-times.js';

/* move: what one listens to alone is called, if one does. */
export function PlayerSaid({ engine, ready, heard, move }) {
  const loop = loopWords(engine, (seconds) => spoken(seconds, 2)), equal = engine.matched && !engine.as;
  useNews(engine.blocked, engine.blocked && t('player.tap'));
  useNews(engine.waiting, engine.waiting && t('player.buffering'));
  const making = move && !ready ? t('player.delta.making', { move }) : '', only = engine.source === 'delta' && move ? `${heard}: ${move}` : heard;
  useNews(making, making);
  useNews(engine.blind ? null : only, only, '.ab');
  useNews(loop, loop || t('player.loop.none'), engine.looping ? null : '.controls');
  useNews(ready && !engine.blind ? equal : null, equal ? t('player.match.label', { amount: signedDb(engine.matchDb) }) : t('player.match.off'), '.controls');
  return null;
}
