/* SPDX-License-Identifier: ISC */
/* downloads.js - the master as files; those that nobody asked for yet are made while one waits. */
import { master_certificate_get, master_output_get } from '../doors.js';
import { number, t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Field } from './form.js';
import { Help } from './help.js';
import { Icon } from './icon.js';

const formats = ['wav24', 'wav16', 'wav32f', 'flac', 'flac16', 'mp3', 'opus'];
const rates = [44100, 48000, 88200, 96000, 176400, 192000];

/* Opus has one rate of its own, MP3 none above 48 kHz: they stay as they are. */
const takes = (format, rate) => format !== 'opus' && (format !== 'mp3' || rate <= 48000);

/* The browser's own way to keep a file. */
function keep(url) {
  const way = document.createElement('a');
  way.href = url;
  way.download = '';
  way.click();
}

/* What is waited for, and how one takes a file home: its name among the others here, its master, format and rate;
 * certified: its certificate. */
export function useTaking() {
  const [waiting, setWaiting] = useState(null);
  async function take(name, master, format, rate, certified) {
    setWaiting(name + (certified ? '.certificate' : ''));
    const file = { id: master, format, rate: takes(format, Number(rate)) ? rate : '' };
    try {
      /* One byte tells whether it is there. */
      const answer = await master_output_get.patiently({ ...file, headers: { Range: 'bytes=0-0' } });
      await answer.body?.cancel();
      if (certified) await master_certificate_get(file);
      keep((certified ? master_certificate_get : master_output_get).url(file));
    } catch (refused) {
      toast(certified && refused.status === 404 ? t('certificate.none') : refused.title, { kind: 'bad' });
    }
    setWaiting(null);
  }
  return [waiting, take];
}

export function Downloads({ master }) {
  const [waiting, takeFile] = useTaking();
  const [rate, setRate] = useState('');
  const take = (format, certified) => takeFile(format, master.id, format, rate, certified);
  return html`
    <section class="card">
      <${Help} topic="files" />
      <h2>${t('downloads.title')}</h2>
      <${Field} label=${t('downloads.rate')} hint=${t('downloads.rate.hint')} value=${rate} onValue=${setRate}>
        <option value="">${t('downloads.rate.own')}</option>
        ${rates.map((one) => html`<option key=${one} value=${one}>${t('mixreport.rate', { rate: number(one / 1000, one % 1000 ? 1 : 0) })}</option>`)}
      <//>
      <ul class="downloads">${formats.map((format) => html`
        <li key=${format}>
          <button disabled=${waiting !== null} onClick=${() => take(format, false)} data-format=${format}>
            <span>${t(`format.${format}`)} <small>${waiting === format ? t('downloads.making') : t(`format.${format}.hint`)}</small></span></button>
          <button class="plain" disabled=${waiting !== null} onClick=${() => take(format, true)} data-certificate=${format} title=${t('certificate.hint')}
            aria-label=${t('certificate.take', { format: t(`format.${format}`) })}><${Icon} name="seal" /></button>
        </li>`)}</ul>
      <p class="hint"><${Help} topic="certificate" />${t('certificate.lead')}</p>
    </section>`;
}
