/* SPDX-License-Identifier: ISC */
/* hear.js - what is wished for, to hear before it is ordered: half a minute of it beside the mix.
 *
 * While it plays, every change is made anew a moment after the last touch; what was heard goes on until then, and
 * what is asked for meanwhile takes its place.  While it rests, nobody makes anything. */
import { trial_one_get, trial_segment_get, version_analysis_get, version_trials_post } from '../../doors.js';
import { clock } from '../../format.js';
import { t } from '../../i18n.js';
import { Engine } from '../../player/engine.js';
import { useOnce } from '../../player/report.js';
import { clean } from '../../recipe.js';
import { html, useEffect, useReducer, useRef, useState } from '../../view.js';
import { Refusal, Slider } from '../form.js';
import { Icon } from '../icon.js';

const TOUCH_MS = 400; // a slider that moves on is not followed to every place
const LEAST_S = 5;

/* What is made of a wish: { engine, on, press, making, made, problem }; made: { id, said, start_s, seconds }. */
function useTrial(version, said) {
  const [engine, setEngine] = useState(null), [, redraw] = useReducer((n) => n + 1, 0);
  const [on, setOn] = useState(false), [making, setMaking] = useState(false), [made, setMade] = useState(null), [problem, setProblem] = useState(null);
  const mine = useRef(null);
  const leave = () => { mine.current?.abort(); mine.current = null; setMaking(false); };

  async function make() {
    mine.current?.abort();
    const turn = mine.current = new AbortController(), { signal } = turn;
    setMaking(true);
    setProblem(null);
    try {
      const { id, start_s, seconds } = await version_trials_post({ id: version.id, body: JSON.parse(said), signal });
      const shown = await (await trial_one_get.patiently({ id, signal })).json();
      signal.throwIfAborted();
      const moved = made && made.start_s !== start_s;
      await engine.open(shown, ({ n }) => trial_segment_get.bytes({ id, n }));
      signal.throwIfAborted();
      engine.repeat(true);
      if (moved) engine.seek(0);
      setMade({ id, said, start_s, seconds });
      engine.play();
    } catch (refused) {
      if (signal.aborted) return;
      setProblem(refused);
      setOn(false);
    }
    if (mine.current === turn) leave();
  }

  useEffect(() => {
    if (!engine) return undefined;
    const tell = () => redraw(), left = () => setOn(false), trouble = (e) => { setProblem(e.error); setOn(false); };
    engine.addEventListener('change', tell);
    engine.addEventListener('left', left);
    engine.addEventListener('trouble', trouble);
    return () => { mine.current?.abort(); engine.close(); };
  }, [engine]);
  useEffect(() => {
    if (!engine) return undefined;
    if (!on) {
      leave();
      engine.pause();
      return undefined;
    }
    if (made?.said === said) {
      leave(); // back where it was: nobody waits for what was asked for between
      engine.play();
      return undefined;
    }
    const wait = setTimeout(make, made ? TOUCH_MS : 0);
    return () => clearTimeout(wait);
  }, [engine, on, said]);

  const press = () => {
    try {
      if (!engine) setEngine(new Engine()); // by a touch: so that it may sound
    } catch {
      return setProblem({ title: t('player.silent'), next: t('player.silent.other'), errors: [] });
    }
    setOn(!on);
  };
  return { engine, on, press, making, made, problem };
}

/* wish: as it would be ordered. */
export function Hear({ version, wish }) {
  const [start, setStart] = useState(null);
  const [analysis] = useOnce(version_analysis_get, { id: version.id });
  const { engine, on, press, making, made, problem } = useTrial(version, JSON.stringify({ recipe: clean(wish), ...(start === null ? {} : { start_s: start }) }));
  const whole = (analysis?.seconds ?? 0) - (wish.trim_start || 0) - (wish.trim_end || 0), playing = on && Boolean(engine?.playing);
  const state = making ? t('hear.making') : made ? t('hear.stretch', { from: clock(made.start_s), to: clock(made.start_s + made.seconds) }) : t('hear.hint');
  const pick = (source) => html`<button type="button" class=${`is-${source}`} aria-pressed=${engine.source === source} onClick=${() => engine.choose(source)}>
    <span class="dot" aria-hidden="true" /> ${t(source === 'mix' ? 'player.mix' : 'hear.this')}</button>`;
  return html`
    <div class=${on ? 'hear on' : 'hear'} role="group" aria-label=${t('hear.title')} data-playing=${String(playing)} data-heard=${made && !making ? made.id : ''}>
      <${Refusal} problem=${problem} />
      <div class="hear-acts">
        <button type="button" class="toggle" aria-pressed=${on} aria-busy=${making} onClick=${press}><${Icon} name=${on ? 'pause' : 'play'} filled=${!on} /> ${on ? t('player.pause') : t('hear.play')}</button>
        ${made && html`<div class="ab" role="group" aria-label=${t('player.ab')}>${pick('mix')}${pick('master')}</div>`}
      </div>
      ${making && html`<progress aria-hidden="true" />`}
      <p class="hint" role="status">${state}</p>
      ${made && whole > made.seconds + LEAST_S && html`<${Slider} label=${t('hear.from')} min="0" max=${Math.floor(whole - LEAST_S)} step="1" value=${start ?? Math.round(made.start_s)} show=${clock} onValue=${setStart} />`}
      ${on && wish.codec_safe && html`<p class="hint">${t('hear.codecs')}</p>`}
    </div>`;
}
