/* SPDX-License-Identifier: ISC */
/* downloads.js - the master as files; those that nobody asked for yet are made while one waits. */
import { ROOT, patiently, request } from '../api.js';
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

const formats = ['wav24', 'wav16', 'wav32f', 'flac', 'mp3', 'opus'];

/* The browser's own way to keep a file. */
function keep(path) {
  const way = document.createElement('a');
  way.href = path;
  way.download = '';
  way.click();
}

export function Downloads({ master }) {
  const [waiting, setWaiting] = useState(null);
  async function take(format, certified) {
    setWaiting(format + (certified ? '.certificate' : ''));
    const path = `${ROOT}/masters/${master.id}/files/${format}`;
    try {
      /* One byte tells whether it is there. */
      const answer = await patiently(path, { headers: { Range: 'bytes=0-0' } });
      await answer.body?.cancel();
      if (certified) await request('GET', `${path}/certificate`);
      keep(certified ? `${path}/certificate` : path);
    } catch (refused) {
      toast(certified && refused.status === 404 ? t('certificate.none') : refused.title, { kind: 'bad' });
    }
    setWaiting(null);
  }
  return html`
    <section class="card">
      <h2>${t('downloads.title')}</h2>
      <ul class="downloads">${formats.map((format) => html`
        <li key=${format}>
          <button disabled=${waiting !== null} onClick=${() => take(format, false)} data-format=${format}>
            <span>${t(`format.${format}`)} <small>${waiting === format ? t('downloads.making') : t(`format.${format}.hint`)}</small></span></button>
          <button class="plain" disabled=${waiting !== null} onClick=${() => take(format, true)} data-certificate=${format} title=${t('certificate.hint')}
            aria-label=${t('certificate.take', { format: t(`format.${format}`) })}><${Icon} name="seal" /></button>
        </li>`)}</ul>
      <p class="hint">${t('certificate.lead')}</p>
    </section>`;
}
