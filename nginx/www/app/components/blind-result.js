/* SPDX-License-Identifier: ISC */
/* blind-result.js - how a blind test ended, what that means, and what A and B were. */
import { t } from '../i18n.js';
import { chance, right, verdict } from '../player/abx.js';
import { state } from '../store.js';
import { html, useEffect, useRef } from '../view.js';
import { Icon } from './icon.js';

const percent = (p) => t('percent', { amount: new Intl.NumberFormat(state.language, { maximumSignificantDigits: 2 }).format(100 * p) });

export function BlindResult({ engine, test, names, onAgain, onClose }) {
  const self = useRef(), all = test.trials.length, hits = right(test), p = chance(hits, all);
  useEffect(() => {
    engine.pause();
    self.current.focus();
  }, []);
  return html`
    <div class="blind-result" data-right=${hits} data-chance=${p}>
      <p class="blind-score" tabindex="-1" ref=${self} aria-describedby="blind-meaning blind-names">${t('blind.right', { n: hits, all })}</p>
      <p id="blind-meaning">${t('blind.chance', { p: percent(p) })} <strong>${t(`blind.${verdict(p)}`)}</strong></p>
      <p class="hint" id="blind-names">${t('blind.names', { a: names[test.names.A], b: names[test.names.B] })}</p>
    </div>
    <ol class="blind-trials" aria-label=${t('blind.each')}>${test.trials.map(({ x, said }, i) => html`
      <li key=${i} class=${x === said ? 'good' : 'bad'}><${Icon} name=${x === said ? 'check' : 'close'} /><span class="unseen">${t(x === said ? 'blind.each.right' : 'blind.each.wrong', { n: i + 1, x, said })}</span><span aria-hidden="true">${x}</span></li>`)}</ol>
    <div class="actions"><button class="primary" onClick=${onClose}>${t('close')}</button><button onClick=${onAgain}>${t('blind.again')}</button></div>`;
}
