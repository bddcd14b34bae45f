/* SPDX-License-Identifier: ISC */
/* account.js - everything about the account on one screen; each card is a file of its own. */
import { Device } from '../components/account/device.js';
import { Email } from '../components/account/email.js';
import { Face } from '../components/account/face.js';
import { Keys } from '../components/account/keys.js';
import { Password } from '../components/account/password.js';
import { Profile } from '../components/account/profile.js';
import { SecondStep } from '../components/account/second-step.js';
import { Sessions } from '../components/account/sessions.js';
import { Storage } from '../components/account/storage.js';
import { Taste } from '../components/account/taste.js';
import { Refusal } from '../components/form.js';
import { me_get } from '../doors.js';
import { t } from '../i18n.js';
import { html, useEffect, useState } from '../view.js';

export default function Account() {
  const [me, setMe] = useState(null);
  const [problem, setProblem] = useState(null);
  const look = () => me_get().then(setMe, setProblem);
  useEffect(() => { look(); }, []);
  return html`
    <div class="page">
      <h1 tabindex="-1">${t('account.title')}</h1>
      <${Refusal} problem=${problem} />
      ${!me && !problem && html`<div class="skeleton" aria-hidden="true"><i /><i /><i /></div>`}
      ${me && html`<div class="sections">
        <div class="column"><${Face} me=${me} onChange=${look} /><${Profile} me=${me} onSaved=${setMe} />
          <${Storage} me=${me} /><${Taste} me=${me} /><${Device} /></div>
        <div class="column">
          <${Email} me=${me} /><${Password} me=${me} /><${SecondStep} me=${me} onChange=${look} /><${Sessions} /><${Keys} />
        </div>
      </div>`}
    </div>`;
}
