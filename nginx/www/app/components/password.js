/* SPDX-License-Identifier: ISC */
/* password.js - a new password, and a rough word on how easily it is guessed.  The server, which knows
 * the common ones, has the last word. */
import { t } from '../i18n.js';
import { html, useState } from '../view.js';
import { Field } from './form.js';

/* 0 to 4 from length and variety; a hint, not a rule. */
export function strength(password) {
  if (!password) return 0;
  const distinct = new Set(password).size;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/u].filter((kind) => kind.test(password)).length;
  const bits = Math.min(password.length, distinct * 2) * (2.2 + 0.8 * kinds);
  return Math.max(1, Math.min(4, Math.floor(bits / 18)));
}

export function NewPassword({ value, onValue, error, label = t('field.password.new') }) {
  const [shown, setShown] = useState(false);
  const level = strength(value);
  return html`
    <div class="new-password">
      <${Field} label=${label} type=${shown ? 'text' : 'password'} autocomplete="new-password" required
        minlength="8" maxlength="1024" value=${value} onValue=${onValue} error=${error} hint=${t('field.password.hint')} />
      <div class="strength">
        <span class=${`meter level${level}`} aria-hidden="true"><i /><i /><i /><i /></span>
        <span role="status">${value ? t(`strength.${level}`) : ''}</span>
        <button type="button" class="plain" aria-pressed=${shown} onClick=${() => setShown(!shown)}>${shown ? t('password.hide') : t('password.show')}</button>
      </div>
    </div>`;
}
