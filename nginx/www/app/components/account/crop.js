/* SPDX-License-Identifier: ISC */
/* crop.js - which square of a picture is shown: drag it, or move and zoom it by keys; what is sent is that square alone.
 *
 * The picture is drawn under a fixed window, so that what is seen is what is kept.  x and y are its middle, in parts of
 * the picture; zoom 1 shows its shorter side whole. */
import { t } from '../../i18n.js';
import { html, useEffect, useRef, useState } from '../../view.js';
import { Dialog } from '../dialog.js';
import { Refusal, Slider } from '../form.js';

const SIDE = 512, ZOOM_MOST = 8, STEP = 0.04;

/* No edge of the picture comes into the window. */
function within({ x, y, zoom }, { width, height }) {
  const scale = Math.max(1, Math.min(ZOOM_MOST, zoom)), half = Math.min(width, height) / scale / 2;
  const clamp = (value, whole) => Math.max(half / whole, Math.min(1 - half / whole, value));
  return { x: clamp(x, width), y: clamp(y, height), zoom: scale };
}

function draw(canvas, picture, { x, y, zoom }) {
  const side = Math.min(picture.width, picture.height) / zoom, pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.clearRect(0, 0, SIDE, SIDE);
  pen.drawImage(picture, x * picture.width - side / 2, y * picture.height - side / 2, side, side, 0, 0, SIDE, SIDE);
}

/* picture: an ImageBitmap.  onCropped(blob): 512 x 512, PNG; it may throw a Problem. */
export function Crop({ picture, onCropped, onClose }) {
  const [view, setView] = useState({ x: 0.5, y: 0.5, zoom: 1 }), [busy, setBusy] = useState(false), [problem, setProblem] = useState(null);
  const canvas = useRef(), fingers = useRef(new Map());
  const change = (next) => setView((before) => within({ ...before, ...next(before) }, picture));
  useEffect(() => { draw(canvas.current, picture, view); }, [view]);

  /* dx and dy in parts of the window: as far as the picture follows. */
  const move = (dx, dy) => change(({ x, y, zoom }) => {
    const side = Math.min(picture.width, picture.height) / zoom;
    return { x: x - (dx * side) / picture.width, y: y - (dy * side) / picture.height };
  });
  const zoomBy = (factor) => change(({ zoom }) => ({ zoom: zoom * factor }));
  const key = (e) => {
    const act = {
      ArrowLeft: () => move(STEP, 0), ArrowRight: () => move(-STEP, 0), ArrowUp: () => move(0, STEP), ArrowDown: () => move(0, -STEP),
      '+': () => zoomBy(1.1), '=': () => zoomBy(1.1), '-': () => zoomBy(1 / 1.1), Home: () => change(() => ({ x: 0.5, y: 0.5, zoom: 1 })),
    }[e.key];
    if (!act || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    act();
  };
  /* One finger moves it, two zoom. */
  const spread = () => { const [a, b] = [...fingers.current.values()]; return b ? Math.hypot(a.x - b.x, a.y - b.y) : 0; };
  const drag = (e) => {
    const before = fingers.current.get(e.pointerId);
    if (!before) return;
    const apart = spread(), { width } = canvas.current.getBoundingClientRect();
    fingers.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (fingers.current.size === 1) move((e.clientX - before.x) / width, (e.clientY - before.y) / width);
    else if (apart > 0) zoomBy(spread() / apart);
  };
  const down = (e) => {
    canvas.current.setPointerCapture(e.pointerId);
    fingers.current.set(e.pointerId, { x: e.clientX, y: e.clientY });
  };
  const up = (e) => fingers.current.delete(e.pointerId);
  useEffect(() => { // not passive: the page must not scroll under it
    const wheel = (e) => { e.preventDefault(); zoomBy(Math.exp(-e.deltaY / 400)); };
    canvas.current.addEventListener('wheel', wheel, { passive: false });
  }, []);

  async function send() {
    setBusy(true);
    setProblem(null);
    try {
      await onCropped(await new Promise((done) => canvas.current.toBlob(done, 'image/png')));
    } catch (refused) {
      setProblem(refused);
      setBusy(false);
    }
  }
  return html`
    <${Dialog} title=${t('crop.title')} onClose=${onClose}>
      <div class="stack crop">
        <${Refusal} problem=${problem} />
        <div class="crop-window" role="application" tabindex="0" aria-label=${t('crop.picture')} aria-describedby="crop-how" data-view=${JSON.stringify(view)} onKeyDown=${key}>
          <canvas ref=${canvas} width=${SIDE} height=${SIDE} onPointerDown=${down} onPointerMove=${drag} onPointerUp=${up} onPointerCancel=${up} /></div>
        <p class="hint" id="crop-how">${t('crop.how')}</p>
        <${Slider} label=${t('crop.zoom')} min="1" max=${ZOOM_MOST} step="0.05" value=${view.zoom} show=${(v) => t('percent', { amount: Math.round(100 * v) })} onValue=${(zoom) => change(() => ({ zoom }))} />
        <div class="actions"><button type="button" class="primary" disabled=${busy} onClick=${send}>${busy ? t('busy') : t('crop.take')}</button>
          <button type="button" class="plain" onClick=${onClose}>${t('upload.cancel')}</button></div>
      </div>
    <//>`;
}
