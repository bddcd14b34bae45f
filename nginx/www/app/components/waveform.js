/* SPDX-License-Identifier: ISC */
/* waveform.js - the song as a picture: the mix as a ghost behind the master, and where we are.
 *
 * It is a slider: arrow keys and a click move through the song.  What is heard is drawn in full
 * colour and in front.  The canvas is drawn again only when something moved. */
import { clock } from '../format.js';
import { t } from '../i18n.js';
import { html, useEffect, useRef } from '../view.js';

export function Waveform({ engine, mix, master, shift = 0, ready }) {
  const canvas = useRef(), box = useRef();

  useEffect(() => {
    let frame = 0, last = '';
    const paint = () => {
      frame = requestAnimationFrame(paint);
      const c = canvas.current;
      const scale = devicePixelRatio || 1, width = c.clientWidth, height = c.clientHeight;
      const state = [width, height, scale, engine.position.toFixed(2), engine.source, engine.levels.mix, engine.levels.master, engine.looping && engine.loop, Boolean(mix), Boolean(master), document.documentElement.dataset.theme, dark.matches].join();
      if (state === last || !width) return;
      last = state;
      if (c.width !== Math.round(width * scale)) c.width = Math.round(width * scale);
      if (c.height !== Math.round(height * scale)) c.height = Math.round(height * scale);
      draw(c, scale, engine, mix, master, shift);
      tell(box.current, engine);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [engine, mix, master, shift]);

  const seekTo = (e) => {
    const { left, width } = box.current.getBoundingClientRect();
    engine.seek(((e.clientX - left) / width) * engine.duration);
  };
  const down = (e) => {
    if (e.button !== 0) return;
    box.current.setPointerCapture(e.pointerId);
    seekTo(e);
  };
  const move = (e) => { if (box.current.hasPointerCapture(e.pointerId)) seekTo(e); };
  const keys = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -1, ArrowUp: 1, PageDown: -15, PageUp: 15 };
  const key = (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key in keys) engine.seek(engine.position + (e.shiftKey ? Math.sign(keys[e.key]) : keys[e.key]));
    else if (e.key === 'Home') engine.seek(0);
    else if (e.key === 'End') engine.seek(engine.duration);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return html`
    <div class="waveform" ref=${box} role="slider" tabindex="0" aria-label=${t('player.position')} aria-valuemin="0"
      onPointerDown=${down} onPointerMove=${move} onKeyDown=${key}>
      <canvas ref=${canvas} aria-hidden="true" />
      ${!ready && html`<span class="loading">${t('player.loading')}</span>`}
    </div>`;
}

const dark = matchMedia('(prefers-color-scheme: dark)');

function tell(box, engine) {
  const at = Math.floor(engine.position), all = Math.floor(engine.duration);
  box.setAttribute('aria-valuemax', all);
  box.setAttribute('aria-valuenow', at);
  box.setAttribute('aria-valuetext', t('player.at', { at: clock(at), all: clock(all) }));
}

/* A colour token as the canvas understands it: light-dark() is resolved by an element. */
function ink(canvas, token) {
  canvas.style.color = `var(${token})`;
  return getComputedStyle(canvas).color;
}

function draw(canvas, scale, engine, mix, master, shift) {
  const g = canvas.getContext('2d'), width = canvas.width, height = canvas.height, half = height / 2;
  const colours = { mix: ink(canvas, '--mix'), master: ink(canvas, '--master'), ink: ink(canvas, '--ink') };
  const seconds = engine.duration || 1;
  const bar = Math.max(2, Math.round(2 * scale)), step = bar + Math.max(1, Math.round(scale));
  const here = (engine.position / seconds) * width;
  const level = engine.levels;
  /* As high as the canvas allows: what counts is the one against the other. */
  const highest = Math.max(0.05, (mix?.highest ?? 0) * level.mix, (master?.highest ?? 0) * level.master);
  level.mix *= 0.96 / highest;
  level.master *= 0.96 / highest;
  g.clearRect(0, 0, width, height);

  if (engine.looping && engine.loop) {
    g.globalAlpha = 0.12;
    g.fillStyle = colours.ink;
    const [from, to] = engine.loop.map((s) => (s / seconds) * width);
    g.fillRect(from, 0, to - from, height);
  }
  const ahead = engine.source === 'mix' ? 'mix' : 'master', behind = ahead === 'mix' ? 'master' : 'mix';
  for (const name of [behind, ahead]) {
    const peaks = name === 'mix' ? mix : master;
    if (!peaks) continue;
    const front = name === ahead, late = name === 'mix' ? shift : 0;
    g.fillStyle = colours[name];
    for (let x = 0; x < width; x += step) {
      const [low, high] = peaks.between(late + (x / width) * seconds, late + ((x + step) / width) * seconds);
      const up = Math.max(scale * 0.75, high * level[name] * half), down = Math.max(scale * 0.75, -low * level[name] * half);
      g.globalAlpha = front ? (x < here ? 1 : 0.6) : 0.34;
      g.beginPath();
      g.roundRect(x, half - up, bar, up + down, bar / 2);
      g.fill();
    }
  }
  g.globalAlpha = 1;
  g.fillStyle = colours.ink;
  g.fillRect(Math.min(width - 2 * scale, Math.max(0, here - scale)), 0, 2 * scale, height);
}
