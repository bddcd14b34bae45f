/* SPDX-License-Identifier: ISC */
/* scope.js - the stereo field of what is heard just now: a cloud that stands upright for mono and lies down where
 * the sides are out of phase; and in numbers.  It works only while something plays and somebody can see it. */
import { measure, signedDb } from '../format.js';
import { t } from '../i18n.js';
import { ink, useFrames } from '../player/frames.js';
import { stereoOf } from '../player/meter.js';
import { html, useEffect, useRef } from '../view.js';

const NUMBERS_MS = 500, SMOOTH = 0.85;
const still = matchMedia('(prefers-reduced-motion: reduce)');

export function Scope({ engine }) {
  const self = useRef(), canvas = useRef(), needle = useRef(), seen = useRef(false), told = useRef(0), now = useRef(null);
  const correlation = useRef(), width = useRef();
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => { seen.current = entry.isIntersecting; });
    watch.observe(self.current);
    for (const { current } of [correlation, width]) current.textContent = '–'; // by hand, as all that follows
    return () => watch.disconnect();
  }, []);
  useFrames(() => {
    if (!engine.playing || !seen.current || document.hidden) return;
    const [left, right] = engine.ears.map((ear) => {
      ear.samples ??= new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(ear.samples);
      return ear.samples;
    });
    const found = stereoOf(left, right);
    now.current = found && now.current
      ? { correlation: SMOOTH * now.current.correlation + (1 - SMOOTH) * found.correlation, width: SMOOTH * now.current.width + (1 - SMOOTH) * found.width } : found;
    if (!still.matches) {
      cloud(canvas.current, left, right);
      needle.current.style.left = `${50 + 50 * (now.current?.correlation ?? 0)}%`;
    }
    if (performance.now() - told.current < NUMBERS_MS) return;
    told.current = performance.now();
    correlation.current.textContent = measure(now.current?.correlation, '', 2).trim();
    width.current.textContent = signedDb(now.current?.width, 0);
  });
  return html`
    <div class="scope" ref=${self} role="group" aria-label=${t('scope.title')}>
      <canvas ref=${canvas} aria-hidden="true" />
      <div>
        <div class="correlation" aria-hidden="true"><i ref=${needle} /><span>−1</span><span>0</span><span>+1</span></div>
        <dl class="facts">
          <div><dt>${t('figures.correlation')}</dt><dd ref=${correlation} data-correlation /></div>
          <div><dt>${t('figures.width_db')}</dt><dd ref=${width} data-width /></div>
        </dl>
        <p class="hint">${t('scope.hint')}</p>
      </div>
    </div>`;
}

/* Each sample a point: up what both channels share, aside what they do not; what was fades away. */
function cloud(canvas, left, right) {
  const scale = devicePixelRatio || 1, size = Math.round(canvas.clientWidth * scale);
  if (!size) return;
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const g = canvas.getContext('2d'), half = size / 2;
  g.globalCompositeOperation = 'destination-out';
  g.fillStyle = 'rgb(0 0 0 / 0.22)';
  g.fillRect(0, 0, size, size);
  g.globalCompositeOperation = 'source-over';
  g.fillStyle = ink(canvas, '--master');
  let most = 0.05;
  for (let n = 0; n < left.length; n++) most = Math.max(most, Math.abs(left[n]), Math.abs(right[n]));
  const far = (0.68 * half) / most, dot = Math.max(1, Math.round(scale));
  for (let n = 0; n < left.length; n += 2) g.fillRect(half + (right[n] - left[n]) * far * 0.7, half - (left[n] + right[n]) * far * 0.7, dot, dot);
}
