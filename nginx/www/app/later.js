/* SPDX-License-Identifier: ISC */
/* later.js - a file of ours that comes when it is needed.  It may not come: the line is down, or the house was
 * renewed since this page was loaded.  Then that is said, with the way out, and null is the answer. */
import { t } from './i18n.js';
import { toast } from './store.js';

export async function later(load) {
  try {
    return await load();
  } catch {
    toast(t('part.missing'), { kind: 'bad', ms: 0, action: { label: t('trouble.again'), run: () => location.reload() } });
    return null;
  }
}
