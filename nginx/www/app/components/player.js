/* SPDX-License-Identifier: ISC */
/* player.js - the heart: mix and master in step, one button between them, equally loud until told otherwise. */
import { t } from '../i18n.js';
import { set, useStore } from '../store.js';
import { html, useEffect, useReducer, useRef, useState } from '../view.js';
import { actsOf } from '../player/acts.js';
import { Engine } from '../player/engine.js';
import { keysOn, listen } from '../player/keys.js';
import { useMediaKeys } from '../player/media.js';
import { lateness, useOpened } from '../player/opened.js';
import { useRemembered } from '../player/remembered.js';
import { Span } from '../player/span.js';
import { Against } from './against.js';
import { Refusal } from './form.js';
import { Icon } from './icon.js';
import { KeysHelp } from './keys-help.js';
import { Lanes } from './lanes.js';
import { ListenAs } from './listen-as.js';
import { moveName } from './moves.js';
import { Overview } from './overview.js';
import { PlayerControls } from './player-controls.js';
import { PlayerMore } from './player-more.js';
import { PlayerSaid } from './player-said.js';
import { PlayerTimes } from './player-times.js';
import { Scope } from './scope.js';
import { Silent } from './silent.js';
import { Waveform } from './waveform.js';

/* An engine, or null where the browser has none. */
function engineOf() {
  try {
    return new Engine();
  } catch {
    return null;
  }
}

export function Player(props) {
  const [engine] = useState(engineOf);
  return engine ? html`<${Playing} engine=${engine} ...${props} />` : html`<${Silent} home=${!props.from} />`;
}

/* song: its title and artist; others: the other masters of the song; from: where it all is instead of the house:
 * { preview(), segment(piece), peaks() }; it begins to play at once, with the mix. */
function Playing({ engine, song, master, version, others = [], from = null }) {
  const [span] = useState(() => new Span());
  const [, redraw] = useReducer((n) => n + 1, 0);
  const [help, setHelp] = useState(false);
  const [lanes, turnLanes] = useRemembered('lanes'), [scope, turnScope] = useRemembered('scope');
  const box = useRef(), act = useRef();

  /* A move to listen to alone, or none. */
  const listening = useStore((s) => s.listening);
  const move = listening?.master === master.id ? listening.move : null;
  useEffect(() => { if (move) box.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' }); }, [move?.id]);
  const [besideId, setBeside] = useState('');
  const beside = (!move && others.find((one) => one.id === besideId)) || null;
  const { ready, problem, peaks } = useOpened(engine, { master, version, move, beside, from });

  useEffect(() => {
    engine.addEventListener('change', redraw);
    span.addEventListener('change', redraw);
    return () => engine.close();
  }, []);
  act.current = { ...actsOf(engine, span), help: () => setHelp(true) };
  useEffect(() => listen(act), []);

  /* Somebody points at a moment of the mix: it is heard there. */
  const shift = master.recipe?.trim_start || 0;
  const wanted = useStore((s) => s.goTo);
  useEffect(() => {
    if (!wanted || !ready) return;
    if (move) return set({ listening: null });
    if (beside) return setBeside('');
    engine.choose('mix');
    engine.seek(Math.max(0, wanted.at - shift));
    box.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    set({ goTo: null });
  }, [wanted, ready]);

  const ghost = beside ? { name: 'other', peaks: peaks.other, late: lateness(master, beside) } : { name: 'mix', peaks: peaks.mix, late: shift };
  const pairs = [{ ...ghost, colour: '--mix' }, { name: 'master', peaks: peaks.master, late: 0, colour: '--master' }];
  const called = (source) => {
    const revision = beside && { other: beside, master }[source];
    return revision ? t('revision.name', { n: revision.n }) : t(`player.${source}`);
  };
  const names = Object.keys(engine.sources).map((source) => [source, called(source)]);
  const heard = beside ? t('player.hear.revision', { name: called(engine.source) }) : t(`player.hear.${engine.source}`);
  const alone = move ? t(ready ? 'player.listening' : 'player.delta.making', { move: moveName(move) }) : '';
  useMediaKeys(engine, { title: song?.title || t('song.untitled'), artist: song?.artist ?? '', heard: engine.blind ? '' : called(engine.source) });
  return html`
    <section class="card player" ref=${box} aria-label=${t('player.title')} data-source=${engine.blind ? 'blind' : engine.source} data-playing=${String(engine.playing)}>
      <${Refusal} problem=${problem} />
      ${move && html`<p class="listening"><span><${Icon} name="ear" /> ${alone}</span>
        <button class="small" onClick=${() => set({ listening: null })}><${Icon} name="close" /> ${t('player.listening.end')}</button></p>`}
      <${Waveform} engine=${engine} span=${span} pairs=${pairs} ready=${ready} blind=${engine.blind} />
      ${span.zoomed && html`<${Overview} engine=${engine} span=${span} pairs=${pairs} />`}
      ${lanes && !move && !from && ready && html`<${Lanes} engine=${engine} span=${span} master=${master} beside=${beside} names=${names} />`}
      <${PlayerTimes} engine=${engine} span=${span} act=${act} ready=${ready} />
      <${PlayerControls} engine=${engine} act=${act} ready=${ready} names=${names} fixed=${Boolean(move)} />
      ${!move && html`<${PlayerMore} engine=${engine} names=${names} ready=${ready} shown=${[...(from ? [] : [['lanes', lanes, turnLanes]]), ['scope', scope, turnScope]]}>
        ${!from && html`<${ListenAs} engine=${engine} master=${master} beside=${beside} ready=${ready} />`}
        ${others.length > 0 && html`<${Against} others=${others} value=${beside?.id ?? ''} onValue=${setBeside} />`}<//>`}
      ${scope && !engine.blind && html`<${Scope} engine=${engine} />`}
      <${PlayerSaid} engine=${engine} ready=${ready} heard=${heard} move=${move && moveName(move)} />
      ${help && html`<${KeysHelp} on=${keysOn()} onClose=${() => setHelp(false)} />`}
    </section>`;
}
