/* SPDX-License-Identifier: ISC */
/* help.js - a small question mark, beside what it explains: <Help topic="loudness" at="curve" />. */
import { t } from '../i18n.js';
import { link } from '../router.js';
import { html } from '../view.js';
import { Icon } from './icon.js';

export function Help({ topic, at = null }) {
  const about = t('help.about', { topic: t(`help.topic.${topic}`) });
  return html`<a class="help-link" href=${link('help', topic, ...(at ? [at] : []))} aria-label=${about} title=${about}><${Icon} name="help" /></a>`;
}
