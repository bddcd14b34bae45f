/* SPDX-License-Identifier: ISC */
/* blind-test.js - ABX: whoever hears a difference can show it; whoever only believes to hear one, too.
 *
 * While it goes, every switch sounds the same, loudness is matched, and nothing on the page tells what is heard. */
import { t } from '../i18n.js';
import { answer, begin, current, lengths, sourceOf } from '../player/abx.js';
import { keysOn } from '../player/keys.js';
import { hush, useNews } from '../say.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../view.js';
import { BlindResult } from './blind-result.js';
import { Dialog } from './dialog.js';
import { Icon } from './icon.js';

/* names: [[source, words], ...] of the two that are compared. */
export function BlindTest({ engine, names, onClose }) {
  const [length, setLength] = useState(16), [test, setTest] = useState(null);
  const sources = names.map(([source]) => source);
  useEffect(() => { hush(); return engine.hide(); }, []); // what it was like comes back with the dialog's end

  const start = () => {
    setTest(begin(sources, length));
    if (!engine.playing) engine.play();
  };
  const going = test && current(test) >= 0;
  return html`
    <${Dialog} title=${t('blind.title')} onClose=${onClose} wide=${true}>
      <div class="blind">
        ${!test && html`
          <p>${t('blind.what')}</p>
          <p class="hint">${t('blind.fair')}</p>
          <div class="actions">
            <label>${t('blind.trials')} <select value=${length} onChange=${(e) => setLength(Number(e.target.value))}>
              ${lengths.map((n) => html`<option key=${n} value=${n} selected=${n === length}>${n}</option>`)}</select></label>
            <button class="primary" onClick=${start}>${t('blind.begin')}</button>
          </div>`}
        ${going && html`<${Trial} engine=${engine} test=${test} onSaid=${(said) => setTest(answer(test, said))} />`}
        ${test && !going && html`<${BlindResult} engine=${engine} test=${test} names=${Object.fromEntries(names)} onAgain=${() => setTest(null)} onClose=${onClose} />`}
      </div>
    <//>`;
}

function Trial({ engine, test, onSaid }) {
  const [heard, setHeard] = useState('X');
  const self = useRef(), now = current(test);
  const hear = (letter) => {
    setHeard(letter);
    engine.choose(sourceOf(test, letter));
  };
  /* A new trial begins with what is asked; before anybody can press a key. */
  useLayoutEffect(() => hear('X'), [now]);
  useLayoutEffect(() => self.current.focus(), []);

  const acts = { a: () => hear('A'), b: () => hear('B'), x: () => hear('X'), 1: () => onSaid('A'), 2: () => onSaid('B'), k: () => play(), ' ': () => play() };
  const play = () => (engine.playing ? engine.pause() : engine.play());
  const newest = useRef();
  newest.current = acts;
  useLayoutEffect(() => {
    const press = (e) => {
      const act = newest.current[e.key.toLowerCase()];
      if (!act || e.repeat || e.altKey || e.ctrlKey || e.metaKey || !keysOn() || (e.key === ' ' && e.target.closest?.('button'))) return;
      act();
      e.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);

  const { length } = test.trials;
  useNews(now, t('blind.trial', { n: now + 1, all: length })); // the first is read as it takes the focus
  return html`
    <p class="blind-count" tabindex="-1" ref=${self}>${t('blind.trial', { n: now + 1, all: length })}</p>
    <progress max=${length} value=${now} aria-label=${t('blind.done')} />
    <div class="blind-listen">
      <button class="primary round" aria-label=${t(engine.playing ? 'player.pause' : 'player.play')} onClick=${play}><${Icon} name=${engine.playing ? 'pause' : 'play'} filled=${!engine.playing} /></button>
      <div class="ab" role="group" aria-label=${t('player.ab')}>${['A', 'X', 'B'].map((letter) => html`
        <button key=${letter} aria-pressed=${heard === letter} aria-label=${t('blind.hear', { letter })} onClick=${() => hear(letter)}>${letter}</button>`)}</div>
    </div>
    <div class="actions equal">
      ${['A', 'B'].map((letter, i) => html`<button key=${letter} onClick=${() => onSaid(letter)}>${t('blind.say', { letter })} ${keysOn() && html`<kbd aria-hidden="true">${i + 1}</kbd>`}</button>`)}
    </div>
    ${keysOn() && html`<p class="hint blind-keys">${t('blind.keys')}</p>`}`;
}
