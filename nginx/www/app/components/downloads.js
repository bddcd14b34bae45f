/* SPDX-License-Identifier: ISC */
/* downloads.js - the master as files; those that nobody asked for yet are made while one waits. */
import { ROOT, patiently } from '../api.js';
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

const formats = ['wav24', 'wav16', 'wav32f', 'flac', 'mp3', 'opus'];

export function Downloads({ master }) {
  const [waiting, setWaiting] = useState(null);
  async function take(format) {
    setWaiting(format);
    const path = `${ROOT}/masters/${master.id}/files/${format}`;
    try {
      /* One byte tells whether it is there. */
      const answer = await patiently(path, { headers: { Range: 'bytes=0-0' } });
      await answer.body?.cancel();
      const way = document.createElement('a');
      way.href = path;
      way.download = '';
      way.click();
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
    setWaiting(null);
  }
  return html`
    <section class="card">
      <h2>${t('downloads.title')}</h2>
      <div class="downloads">${formats.map((format) => html`
        <button key=${format} disabled=${waiting !== null} onClick=${() => take(format)} data-format=${format}>
          <${Icon} name="download" /> <span>${t(`format.${format}`)} <small>${waiting === format ? t('downloads.making') : t(`format.${format}.hint`)}</small></span>
        </button>`)}</div>
    </section>`;
}
