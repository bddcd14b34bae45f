/* SPDX-License-Identifier: ISC */
/* second-step.js - a code from an authenticator beside the password; the recovery codes are shown once. */
import { me_totp_delete, me_totp_post, me_totp_put } from '../../doors.js';
import { day } from '../../format.js';
import { t } from '../../i18n.js';
import { say } from '../../say.js';
import { toast } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';
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

/* The whole page but the codes stays off the paper. */
function print() {
  document.documentElement.dataset.print = 'codes';
  addEventListener('afterprint', () => { delete document.documentElement.dataset.print; }, { once: true });
  window.print();
}

function download(text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: url, download: `${t('totp.codes.file')}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function Recovery({ codes, onDone }) {
  const title = t('totp.codes.title', { date: day(Date.now()) });
  const copy = () => navigator.clipboard.writeText(codes.join('\n')).then(() => toast(t('copied')), () => toast(t('copy.refused'), { kind: 'bad' }));
  useEffect(() => say(t('totp.codes')), []);
  return html`<div>
    <p>${t('totp.codes')}</p>
    <div class="codes-sheet"><h3>${title}</h3>
      <ul class="codes">${codes.map((code) => html`<li key=${code}>${code}</li>`)}</ul></div>
    <div class="actions">
      <button type="button" onClick=${copy}>${t('copy')}</button>
      <button type="button" onClick=${() => download(`${title}\r\n\r\n${codes.join('\r\n')}\r\n`)}>${t('totp.codes.download')}</button>
      <button type="button" onClick=${print}>${t('totp.codes.print')}</button>
      <button type="button" class="primary" onClick=${onDone}>${t('totp.kept')}</button>
    </div>
  </div>`;
}
