/* SPDX-License-Identifier: ISC */
/* password.js - a new password, and how easily it is guessed: the server, which knows the common ones and has the last
 * word, is asked a moment after the last letter; where it cannot be asked, length and variety give a hint. */
import { passwords_strength_post } from '../doors.js';
import { t } from '../i18n.js';
import { html, useEffect, useState } from '../view.js';
import { Field } from './form.js';

const TYPING_MS = 300;
const BITS = [33, 50]; // enough against a stolen list; enough for a long time

/* 1 to 4, of which 1 is refused. */
const levelOf = ({ bits, fit }) => (!fit ? 1 : 2 + BITS.filter((least) => bits >= least).length);

function rough(password) {
  const distinct = new Set(password).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/u].filter((kind) => kind.test(password)).length;
  const bits = Math.min(password.length, distinct * 2) * (2.2 + 0.8 * kinds);
  return Math.max(1, Math.min(4, Math.floor(bits / 18)));
}

/* words: what others know of the person.  0: nothing is typed. */
function useStrength(password, words) {
  const [told, setTold] = useState({ level: 0 });
  useEffect(() => {
    if (!password) return undefined;
    const left = new AbortController(), { signal } = left;
    const wait = setTimeout(async () => {
      let level;
      try {
        level = levelOf(await passwords_strength_post({ body: { password, words: words.filter(Boolean).slice(0, 10) }, plain: true, signal }));
      } catch {
        level = rough(password);
      }
      if (!signal.aborted) setTold({ password, level });
    }, TYPING_MS);
    return () => { clearTimeout(wait); left.abort(); };
  }, [password, words.join()]);
  return password ? told.level : 0;
}

export function NewPassword({ value, onValue, error, label = t('field.password.new'), words = [] }) {
  const [shown, setShown] = useState(false);
  const level = useStrength(value, words);
  return html`
    <div class="new-password">
      <${Field} label=${label} type=${shown ? 'text' : 'password'} autocomplete="new-password" required
        minlength="8" maxlength="1024" value=${value} onValue=${onValue} error=${error} hint=${t('field.password.hint')} />
      <div class="strength">
        <span class=${`meter level${level}`} aria-hidden="true"><i /><i /><i /><i /></span>
        <span role="status">${level ? t(`strength.${level}`) : ''}</span>
        <button type="button" class="plain" aria-pressed=${shown} onClick=${() => setShown(!shown)}>${shown ? t('password.hide') : t('password.show')}</button>
      </div>
    </div>`;
}
