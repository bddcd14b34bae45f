/* SPDX-License-Identifier: ISC */
/* second-step.js - a code from an authenticator beside the password; the recovery codes are shown once. */
import { me_totp_delete, me_totp_post, me_totp_put } from '../../doors.js';
import { t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { Field, Form, useForm } from '../form.js';

export function SecondStep({ me, onChange }) {
  const [offer, setOffer] = useState(null);
  const [codes, setCodes] = useState(null);
  const begin = useForm(async () => setOffer(await me_totp_post()));
  const end = useForm(async () => {
    await me_totp_delete();
    toast(t('totp.off'));
    onChange();
  });
  return html`
    <section class="card">
      <h2>${t('totp.title')}</h2>
      ${codes ? html`<${Recovery} codes=${codes} onDone=${() => { setCodes(null); onChange(); }} />`
    : me.totp ? html`<${Form} form=${end} submit=${t('totp.remove')}><p>${t('totp.is_on')}</p><//>`
      : offer ? html`<${Offer} offer=${offer} onCodes=${(list) => { setOffer(null); setCodes(list); }} />`
        : html`<${Form} form=${begin} submit=${t('totp.begin')}><p>${t('totp.text')}</p><//>`}
    </section>`;
}

/* door: where the first code is put; staff have their own. */
export function Offer({ offer, door = me_totp_put, onCodes }) {
  const [code, setCode] = useState('');
  const form = useForm(async () => onCodes((await door({ body: { code: code.replace(/\s/g, '') } })).recovery_codes));
  return html`<${Form} form=${form} submit=${t('totp.confirm')}>
    <p>${t('totp.scan')}</p>
    <img class="qr" src=${`data:image/svg+xml,${encodeURIComponent(offer.qr_svg)}`} alt=${t('totp.qr')} />
    <p class="hint">${t('totp.type')} <code>${offer.secret.replace(/(.{4})/g, '$1 ')}</code></p>
    <${Field} label=${t('field.code')} inputmode="numeric" autocomplete="one-time-code" required value=${code} onValue=${setCode} error=${form.about('/code')} hint=${t('totp.code.hint')} />
  <//>`;
}

export function Recovery({ codes, onDone }) {
  return html`<div role="status">
    <p>${t('totp.codes')}</p>
    <ul class="codes">${codes.map((code) => html`<li key=${code}>${code}</li>`)}</ul>
    <div class="actions">
      <button onClick=${() => navigator.clipboard.writeText(codes.join('\n')).then(() => toast(t('copied')))}>${t('copy')}</button>
      <button class="primary" onClick=${onDone}>${t('totp.kept')}</button>
    </div>
  </div>`;
}
