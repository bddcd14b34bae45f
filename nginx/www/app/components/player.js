/* SPDX-License-Identifier: ISC */
/* player.js - the heart: mix and master in step, one button between them, equally loud until told otherwise. */
import { bytesOf, get } from '../api.js';
import { clock, signedDb } from '../format.js';
import { t } from '../i18n.js';
import { set, useStore } from '../store.js';
import { html, useEffect, useReducer, useRef, useState } from '../view.js';
import { Engine } from '../player/engine.js';
import { keysOn, listen } from '../player/keys.js';
import { readPeaks } from '../player/peaks.js';
import { Refusal } from './form.js';
import { Icon } from './icon.js';
import { KeysHelp } from './keys-help.js';
import { Waveform } from './waveform.js';

export function Player({ master, version }) {
  const [engine] = useState(() => new Engine());
  const [, redraw] = useReducer((n) => n + 1, 0);
  const [peaks, setPeaks] = useState({});
  const [problem, setProblem] = useState(null);
  const [ready, setReady] = useState(false);
  const [help, setHelp] = useState(false);
  const box = useRef();

  useEffect(() => {
    engine.addEventListener('change', redraw);
    engine.addEventListener('trouble', (e) => setProblem(e.error.title ? e.error : { title: t('player.trouble'), detail: '', errors: [] }));
    return () => engine.close();
  }, []);

  /* Another revision: the same place in the song goes on, in the new sound. */
  useEffect(() => {
    let current = true;
    setReady(false);
    setProblem(null);
    (async () => {
      const preview = await get(`masters/${master.id}/preview`);
      if (!current) return;
      await engine.open(preview, (segment) => bytesOf(segment.url));
      if (!current) return;
      setReady(true);
      const [mix, made] = await Promise.all([
        bytesOf(`versions/${version.id}/peaks?per_pixel=512`), bytesOf(`masters/${master.id}/peaks?per_pixel=512`)]);
      if (current) setPeaks({ mix: readPeaks(mix), master: readPeaks(made) });
    })().catch((refused) => current && setProblem(refused));
    return () => { current = false; };
  }, [master.id]);

  const act = useRef();
  act.current = {
    play: () => (engine.playing ? engine.pause() : engine.play()),
    toggle: () => engine.toggle(),
    mix: () => engine.choose('mix'),
    master: () => engine.choose('master'),
    back: (fine) => engine.seek(engine.position - (fine ? 1 : 5)),
    on: (fine) => engine.seek(engine.position + (fine ? 1 : 5)),
    jump: (tenth) => engine.seek((engine.duration * tenth) / 10),
    match: () => engine.match(!engine.matched),
    loop: () => engine.repeat(!engine.looping),
    help: () => setHelp(true),
  };
  useEffect(() => listen(act), []);

  /* Somebody points at a moment of the mix: it is heard there. */
  const wanted = useStore((s) => s.goTo);
  useEffect(() => {
    if (!wanted || !ready) return;
    engine.choose('mix');
    engine.seek(Math.max(0, wanted.at - (master.recipe?.trim_start || 0)));
    box.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    set({ goTo: null });
  }, [wanted, ready]);

  const pick = (source, name) => html`
    <button class=${`is-${source}`} aria-pressed=${engine.source === source} onClick=${() => engine.choose(source)}>
      <span class="dot" aria-hidden="true" /> ${name}</button>`;
  return html`
    <section class="card player" ref=${box} aria-label=${t('player.title')} data-source=${engine.source} data-playing=${String(engine.playing)}>
      <${Refusal} problem=${problem} />
      <${Waveform} engine=${engine} mix=${peaks.mix} master=${peaks.master} shift=${master.recipe?.trim_start || 0} ready=${ready} />
      <${Times} engine=${engine} />
      <div class="controls">
        <div>
          <button class="primary round" disabled=${!ready} aria-label=${engine.playing ? t('player.pause') : t('player.play')} onClick=${act.current.play}>
            <${Icon} name=${engine.playing ? 'pause' : 'play'} filled=${!engine.playing} /></button>
          <button class="toggle" aria-pressed=${engine.looping} onClick=${act.current.loop} aria-label=${t('player.loop')}><${Icon} name="loop" /> <span class="word">${t('player.loop')}</span></button>
        </div>
        <div class="ab" role="group" aria-label=${t('player.ab')}>${pick('mix', t('player.mix'))}${pick('master', t('player.master'))}</div>
        <div>
          <button class="toggle" aria-pressed=${engine.matched} aria-label=${t('player.match.label', { amount: ready ? signedDb(engine.matchDb) : '' })} title=${t('player.match.hint')} onClick=${act.current.match}>
            <${Icon} name="scales" /> <span class="word">${t('player.match')}</span> <span class="amount">${ready ? signedDb(engine.matchDb) : ''}</span></button>
          <button class="plain" aria-label=${t('keys.title')} title=${t('keys.title')} onClick=${act.current.help}><${Icon} name="help" /></button>
        </div>
      </div>
      <p class="unseen" role="status">${engine.waiting ? t('player.buffering') : t(engine.source === 'mix' ? 'player.hear.mix' : 'player.hear.master')}</p>
      ${help && html`<${KeysHelp} on=${keysOn()} onClose=${() => setHelp(false)} />`}
    </section>`;
}

function Times({ engine }) {
  const self = useRef();
  useEffect(() => {
    let frame = 0;
    const tick = () => {
      frame = requestAnimationFrame(tick);
      const text = clock(engine.position);
      if (self.current && self.current.textContent !== text) self.current.textContent = text;
    };
    tick();
    return () => cancelAnimationFrame(frame);
  }, []);
  return html`<div class="times" aria-hidden="true"><span ref=${self}>0:00</span><span>${clock(engine.duration)}</span></div>`;
}
