/* SPDX-License-Identifier: ISC */
/* demo.js - a song of our own, before and after, for whoever has no account: static files (nginx/demo), no session,
 * no cookie, nothing asked of the API.  The player comes when somebody presses play. */
import { t } from '../i18n.js';
import { toast } from '../store.js';
import { html, useState } from '../view.js';
import { Icon } from './icon.js';

const get = async (address) => {
  const answer = await fetch(address, { credentials: 'omit' });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
};
const bytes = async (address) => (await get(address)).arrayBuffer();

let said;
const preview = () => (said ??= get('/demo/preview.json').then((answer) => answer.json()).catch((trouble) => { said = undefined; throw trouble; }));
const demo = {
  preview,
  segment: ({ url }) => bytes(url),
  peaks: async () => { const { mix_peaks: mix, master_peaks: master } = await preview(); return Promise.all([bytes(mix), bytes(master)]); },
};

export function Demo() {
  const [Player, setPlayer] = useState(null);
  const [busy, setBusy] = useState(false);
  async function play() {
    setBusy(true);
    try {
      const file = await import('./player.js');
      setPlayer(() => file.Player);
    } catch {
      setBusy(false);
      toast(t('problem.offline'), { kind: 'bad' });
    }
  }
  return html`
    <section class="demo" aria-label=${t('home.demo')}>
      ${Player ? html`<${Player} song=${{ title: t('brand') }} master=${{ id: 'demo' }} version=${{ id: 'demo' }} from=${demo} />`
    : html`<div class="card poster"><${Wave} />
        <button class="primary" aria-busy=${busy} disabled=${busy} onClick=${play}><${Icon} name="play" filled=${true} /> ${t(busy ? 'busy' : 'home.demo.play')}</button></div>`}
      <p class="hint centre">${t(Player ? 'home.demo.on' : 'home.demo.text')}</p>
    </section>`;
}

/* A picture of what happens: a mix on the left becomes a master on the right. */
function Wave() {
  const bars = Array.from({ length: 96 }, (_, i) => {
    const phrase = 0.62 + 0.38 * Math.sin(i / 9.3 + 0.6);
    const beat = 0.35 + 0.65 * Math.abs(Math.sin(i * 1.37) * Math.cos(i * 0.47)) ** 0.7;
    const mix = 4 + 34 * phrase * beat;
    const turn = 1 / (1 + Math.exp(-(i - 46) / 4));
    return { mix, master: mix + turn * (5 + 0.5 * mix), turn };
  });
  return html`
    <svg class="wave" viewBox="0 0 960 120" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      ${bars.map(({ mix, master, turn }, i) => html`
        <rect key=${`m${i}`} class="master" x=${i * 10 + 1} y=${60 - master} width="7" height=${2 * master} rx="3.500" opacity=${turn.toFixed(3)} />
        <rect key=${`x${i}`} class="mix" x=${i * 10 + 1} y=${60 - mix} width="7" height=${2 * mix} rx="3.500" opacity=${(1 - 0.75 * turn).toFixed(3)} />`)}
    </svg>`;
}
