/* SPDX-License-Identifier: ISC */
/* queue.js - the files on their way, a row each, from the first byte to the finished master. */
import { bytes, remaining } from '../format.js';
import { known, number, t } from '../i18n.js';
import { lasting } from '../keep.js';
import { link } from '../router.js';
import { say } from '../say.js';
import { useStore } from '../store.js';
import { cancel, dismiss, pause, recall, reopen, resume } from '../upload/queue.js';
import { html, useEffect } from '../view.js';
import { Icon } from './icon.js';

const MANY = 3;

export function Queue({ song = null }) {
  const uploads = useStore((s) => s.uploads);
  const session = useStore((s) => s.session);
  useEffect(() => { recall(); }, []);
  const rows = song ? uploads.filter((row) => row.song === song) : uploads;
  if (rows.length === 0) return null;
  return html`
    <section class="queue" aria-label=${t('queue.title')}>
      <h2>${t('queue.title')}</h2>
      ${session === null && html`<p class="note">${t('queue.signin')} <a href=${link('signin')}>${t('signin.title')}</a></p>`}
      ${!lasting() && rows.some((row) => row.state === 'sending') && html`<p class="note">${t('queue.blocked')}</p>`}
      <ul>${rows.map((row) => html`<${Row} key=${row.id} row=${row} many=${rows.length > MANY} />`)}</ul>
    </section>`;
}

const told = new Map(); // row -> what was said of it last: who comes back to this screen hears nothing twice

/* How far a file is, without its figures; where many are on their way, only how each ends. */
function useTold(row, { kind, text, news = text, end }, many) {
  useEffect(() => {
    if (told.get(row.id) === news) return;
    const first = !told.has(row.id);
    told.set(row.id, news);
    if (!(first && row.state === 'lost') && (!many || end || kind === 'bad')) say(`${row.name}: ${news}`);
  }, [news]);
}

function Row({ row, many }) {
  const version = useStore((s) => row.versionId && s.versions[row.versionId]);
  const master = useStore((s) => row.masterId && s.masters[row.masterId]);
  const stage = stageOf(row, version, master);
  useTold(row, stage, many);
  const button = (icon, label, act) => html`<button class="plain" onClick=${() => act(row.id)} aria-label=${`${label}: ${row.name}`} title=${label}><${Icon} name=${icon} /></button>`;
  return html`
    <li class=${`upload ${stage.kind}`}>
      <div class="upload-name"><strong>${row.name}</strong> <span class="hint">${bytes(row.size)}</span></div>
      ${row.state !== 'refused' && html`<progress max="1" value=${stage.share} aria-label=${row.name} aria-valuetext=${stage.text} />`}
      <p class="upload-state">${stage.text}</p>
      <div class="upload-buttons">
        ${row.state === 'sending' && button('pause', t('upload.pause'), pause)}
        ${['paused', 'offline'].includes(row.state) && button('play', t('upload.resume'), resume)}
        ${row.state === 'failed' && button('retry', t('upload.retry'), resume)}
        ${row.state === 'lost' && row.handle && button('play', t('upload.resume'), reopen)}
        ${['sending', 'waiting', 'paused', 'offline', 'failed', 'lost'].includes(row.state) && button('close', t('upload.cancel'), cancel)}
        ${stage.end && button('close', t('upload.dismiss'), dismiss)}
        ${row.songId && row.state === 'done' && html`<a class=${stage.kind === 'ready' ? 'button primary small' : 'button small'} href=${link('song', row.songId)}>${t('upload.open')}</a>`}
      </div>
    </li>`;
}

/* One bar for the whole way: bytes, then listening, then mastering. */
function stageOf(row, version, master) {
  const share = row.size ? row.sent / row.size : 0;
  const percent = (x) => t('percent', { amount: number(100 * x) });
  switch (row.state) {
    case 'refused': return { kind: 'bad', share: 0, text: row.problem.title, end: true };
    case 'failed': return { kind: 'bad', share, text: [row.problem?.title, row.problem?.detail].filter(Boolean).join(' · ') };
    case 'paused': return { kind: 'resting', share, text: t('upload.paused', { percent: percent(share) }), news: t('upload.resting') };
    case 'offline': return { kind: 'resting', share, text: t('upload.offline') };
    case 'lost': return { kind: 'resting', share, text: row.handle ? t('upload.lost.handle') : t('upload.lost') };
    case 'waiting': return { kind: 'resting', share, text: t('upload.waiting') };
    case 'sending': return {
      kind: 'going', share, news: t('upload.sending'),
      text: [percent(share), row.speed ? t('upload.speed', { speed: bytes(row.speed) }) : '', row.speed ? remaining(row.eta) : ''].filter(Boolean).join(' · '),
    };
  }
  if (version?.state === 'rejected')
    return { kind: 'bad', share: 1, text: known(`refusal.${version.code}`) ? t(`refusal.${version.code}`) : t('version.rejected'), end: true };
  if (master?.state === 'failed') return { kind: 'bad', share: 1, text: whyFailed(master), end: true };
  if (master?.state === 'ready') return { kind: 'ready', share: 1, text: t('upload.ready'), end: true };
  if (master) return { kind: 'going', share: master.progress ?? 0, text: masterStep(master), news: t('chip.mastering') };
  return { kind: 'going', share: 1, text: t('version.checking') };
}

/* Why a master or an album could not be finished, in the words of the letter that tells it too. */
export const whyFailed = ({ code }) => (known(`reason.${code}`) ? t('failed.because', { reason: t(`reason.${code}`) }) : t('master.failed'));

export function masterStep(master) {
  if (master.state === 'queued') return t('master.queued');
  const share = master.progress > 1 ? master.progress / 100 : master.progress ?? 0;
  const step = known(`step.${master.step}`) ? t(`step.${master.step}`) : t('master.working');
  return `${step} · ${t('percent', { amount: number(100 * share) })}`;
}
