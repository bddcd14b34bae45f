/* SPDX-License-Identifier: ISC */
/* dropzone.js - where a mix comes in; the whole page takes a drop, this says so and has the button. */
import { t } from '../i18n.js';
import { later } from '../later.js';
import { html, useRef } from '../view.js';
import { Icon } from './icon.js';

const TAKEN = '.wav,.wave,.aif,.aiff,.aifc,.flac,.mp3,.ogg,.oga,.opus,.caf,.w64,.rf64,audio/*';

export function DropZone({ song = null, compact = false }) {
  const input = useRef();
  async function chosen(e) {
    const list = [...e.target.files];
    e.target.value = '';
    const queue = await later(() => import('../upload/queue.js'));
    queue?.addFiles(list, { song });
  }
  return html`
    <section class=${compact ? 'drop compact' : 'drop'} aria-label=${t('drop.label')}>
      ${!compact && html`<${Icon} name="note" />`}
      <p class="big">${compact ? t('drop.version') : t('drop.title')}</p>
      ${!compact && html`<p class="hint">${t('drop.hint')}</p>`}
      <label class="button primary">
        <${Icon} name="upload" /> ${t('drop.choose')}
        <input ref=${input} class="unseen" type="file" multiple=${!song} accept=${TAKEN} onChange=${chosen} data-drop />
      </label>
    </section>`;
}
