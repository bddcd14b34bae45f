/* SPDX-License-Identifier: ISC */
/* making.js - what is being done to this song right now, or why its newest mix was not taken. */
import { master_one_patch, version_analysis_get } from '../doors.js';
import { known, t } from '../i18n.js';
import { say } from '../say.js';
import { state as store, toast } from '../store.js';
import { html, useEffect, useRef, useState } from '../view.js';
import { Refusal } from './form.js';
import { masterStep } from './queue.js';

function refused(code, problem) {
  const own = known(`refusal.${code}`) ? t(`refusal.${code}`) : '';
  if (!problem) return { title: own || t('version.rejected'), errors: [] };
  return own ? { ...problem, detail: own, next: '' } : problem;
}

/* That one is begun, and that it is there; unless its file has a row in the queue, which tells it. */
function useTold(masters) {
  const before = useRef(new Map());
  useEffect(() => {
    const now = new Map(masters.map((one) => [one.id, one.n])), queued = (id) => store.uploads.some((row) => row.masterId === id);
    for (const [id, n] of now) if (!before.current.has(id) && !queued(id)) say(t('making.title', { n }));
    for (const [id, n] of before.current) if (!now.has(id) && store.masters[id]?.state === 'ready' && !queued(id)) say(t('making.done', { n }));
    before.current = now;
  });
}

export function Making({ version, masters }) {
  const [problem, setProblem] = useState(null);
  const state = version?.state;
  useTold(masters);
  /* The refusal of a rejected mix: the server names it, and where we have a sentence of our own it says the step too. */
  useEffect(() => {
    setProblem(null);
    if (state === 'rejected') version_analysis_get({ id: version.id }).catch(setProblem);
  }, [version?.id, state]);

  async function cancel(master) {
    try {
      await master_one_patch({ id: master.id, match: master.row_version, body: { cancel: true } });
    } catch (refused) {
      toast(refused.title, { kind: 'bad' });
    }
  }
  if (state === 'rejected')
    return html`<${Refusal} problem=${refused(version.code, problem)} />`;
  if (!version) return html`<p class="note">${t('song.empty')}</p>`;
  if (state !== 'ready')
    return html`<section class="card progress-card"><h2>${state === 'receiving' ? t('version.receiving') : t('version.checking')}</h2><progress aria-label=${t('version.checking')} /></section>`;
  /* Of a bundle one is made after the other: those whose turn has not come are told where their places stand. */
  const waits = (one) => one.bundle_id && one.state === 'queued' && masters.some((other) => other.bundle_id === one.bundle_id && (other.state === 'running' || other.n > one.n));
  return masters.filter((one) => !waits(one)).map((one) => html`
    <section class="card progress-card" key=${one.id}>
      <h2>${t('making.title', { n: one.n })}</h2>
      <progress max="1" value=${one.progress > 1 ? one.progress / 100 : one.progress || 0} aria-label=${t('making.title', { n: one.n })} />
      <div class="actions"><p class="upload-state">${masterStep(one)}</p>
        <button class="plain small" onClick=${() => cancel(one)}>${t('upload.cancel')}</button></div>
      <p class="hint">${t('making.leave')}</p>
    </section>`);
}
