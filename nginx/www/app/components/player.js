/* SPDX-License-Identifier: ISC */
/* player.js - the heart: mix and master in step, one button between them, equally loud until told otherwise. */
import { master_delta_one_get, master_delta_segment_get, master_peaks_get, master_preview_get, master_segment_get, version_peaks_get } from '../doors.js';
import { clock, signedDb } from '../format.js';
import { t } from '../i18n.js';
import { set, useStore } from '../store.js';
import { html, useEffect, useReducer, useRef, useState } from '../view.js';
import { sourcesOf } from '../player/delta.js';
import { Engine } from '../player/engine.js';
import { keysOn, listen } from '../player/keys.js';
import { readPeaks } from '../player/peaks.js';
import { Refusal } from './form.js';
import { Icon } from './icon.js';
import { KeysHelp } from './keys-help.js';
import { ListenAs } from './listen-as.js';
import { moveName } from './moves.js';
import { Waveform } from './waveform.js';

/* from: where it all is instead of the house: { preview(), segment(piece), peaks() }; it begins to play at once, with the mix. */
export function Player({ master, version, from = null }) {
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

  /* A move to listen to alone, or none; what was refused stays to be read. */
  const listening = useStore((s) => s.listening);
  const move = listening?.master === master.id ? listening.move : null;
  const before = useRef(null);
  useEffect(() => { if (move) box.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' }); }, [move?.id]);

  /* Another revision: the same place in the song goes on, in the new sound. */
  useEffect(() => {
    let current = true;
    const left = new AbortController();
    setReady(false);
    setProblem(null);
    (async () => {
      const preview = from ? await from.preview() : move
        ? await (await master_delta_one_get.patiently({ id: master.id, move: move.id, signal: left.signal })).json()
        : await master_preview_get({ id: master.id });
      const segment = from?.segment ?? (({ n }) => (move ? master_delta_segment_get.bytes({ id: master.id, move: move.id, n }) : master_segment_get.bytes({ id: master.id, n })));
      if (!current) return;
      await engine.open(preview, segment, move ? { sources: sourcesOf(preview), source: 'delta' } : from ? { source: 'mix' } : before.current ? { source: 'master' } : {});
      if (!current) return;
      before.current = move;
      setReady(true);
      if (from) engine.play();
      const [mix, made] = await (from?.peaks() ?? Promise.all([
        version_peaks_get.bytes({ id: version.id }), master_peaks_get.bytes({ id: master.id })]));
      if (current) setPeaks({ mix: readPeaks(mix), master: readPeaks(made) });
    })().catch((refused) => {
      if (!current) return;
      setProblem(refused);
      set({ listening: null });
    });
    return () => { current = false; left.abort(); };
  }, [master.id, move?.id]);

  const names = Object.keys(engine.sources);
  const act = useRef();
  act.current = {
    play: () => (engine.playing ? engine.pause() : engine.play()),
    toggle: () => engine.toggle(),
    mix: () => engine.choose(names[0]),
    master: () => engine.choose(names.at(-1)),
    back: (fine) => engine.seek(engine.position - (fine ? 1 : 5)),
    on: (fine) => engine.seek(engine.position + (fine ? 1 : 5)),
    jump: (tenth) => engine.seek((engine.duration * tenth) / 10),
    match: () => engine.match(engine.as ? true : !engine.matched),
    loop: () => engine.repeat(!engine.looping),
    help: () => setHelp(true),
  };
  useEffect(() => listen(act), []);

  /* Somebody points at a moment of the mix: it is heard there. */
  const wanted = useStore((s) => s.goTo);
  useEffect(() => {
    if (!wanted || !ready) return;
    if (move) return set({ listening: null });
    engine.choose('mix');
    engine.seek(Math.max(0, wanted.at - (master.recipe?.trim_start || 0)));
    box.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    set({ goTo: null });
  }, [wanted, ready]);

  const pick = (source) => html`
    <button key=${source} class=${`is-${source}`} aria-pressed=${engine.source === source} onClick=${() => engine.choose(source)}>
      <span class="dot" aria-hidden="true" /> ${t(`player.${source}`)}</button>`;
  return html`
    <section class="card player" ref=${box} aria-label=${t('player.title')} data-source=${engine.source} data-playing=${String(engine.playing)}>
      <${Refusal} problem=${problem} />
      ${move && html`<p class="listening" role="status"><span><${Icon} name="ear" /> ${ready ? t('player.listening', { move: moveName(move) }) : t('player.delta.making', { move: moveName(move) })}</span>
        <button class="small" onClick=${() => set({ listening: null })}><${Icon} name="close" /> ${t('player.listening.end')}</button></p>`}
      <${Waveform} engine=${engine} mix=${peaks.mix} master=${peaks.master} shift=${master.recipe?.trim_start || 0} ready=${ready} />
      <${Times} engine=${engine} />
      <div class="controls">
        <div>
          <button class="primary round" disabled=${!ready} aria-label=${engine.playing ? t('player.pause') : t('player.play')} onClick=${act.current.play}>
            <${Icon} name=${engine.playing ? 'pause' : 'play'} filled=${!engine.playing} /></button>
          <button class="toggle" aria-pressed=${engine.looping} onClick=${act.current.loop} aria-label=${t('player.loop')}><${Icon} name="loop" /> <span class="word">${t('player.loop')}</span></button>
        </div>
        <div class="ab" role="group" aria-label=${t('player.ab')}>${names.map(pick)}</div>
        <div>
          ${!move && html`<button class="toggle" aria-pressed=${engine.matched && !engine.as} aria-label=${t('player.match.label', { amount: ready ? signedDb(engine.matchDb) : '' })} title=${t('player.match.hint')} onClick=${act.current.match}>
            <${Icon} name="scales" /> <span class="word">${t('player.match')}</span> <span class="amount">${ready ? signedDb(engine.matchDb) : ''}</span></button>`}
          <button class="plain" aria-label=${t('keys.title')} title=${t('keys.title')} onClick=${act.current.help}><${Icon} name="help" /></button>
        </div>
      </div>
      ${!move && !from && html`<${ListenAs} engine=${engine} master=${master} ready=${ready} />`}
      <p class="unseen" role="status">${engine.waiting ? t('player.buffering') : t(`player.hear.${engine.source}`)}</p>
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
