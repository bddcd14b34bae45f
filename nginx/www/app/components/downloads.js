/* SPDX-License-Identifier: ISC */
/* downloads.js - the master as files; those that nobody asked for yet are made while one waits. */
import { ROOT, request } from '../api.js';
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

const formats = ['wav24', 'wav16', 'wav32f', 'flac', 'mp3', 'opus'];
const ASK_AGAIN_MS = 1500;

export function Downloads({ master }) {
  const [waiting, setWaiting] = useState(null);
  async function take(format) {
    setWaiting(format);
    const path = `${ROOT}/masters/${master.id}/files/${format}`;
    try {
      /* One byte tells whether it is there; 202 says that it is being made. */
      for (;;) {
        const answer = await request('GET', path, { headers: { Range: 'bytes=0-0' } });
        if (answer.status !== 202) {
          await answer.body?.cancel();
          break;
        }
        await new Promise((wake) => setTimeout(wake, 1000 * Number(answer.headers.get('Retry-After')) || ASK_AGAIN_MS));
      }
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
