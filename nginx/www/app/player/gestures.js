/* SPDX-License-Identifier: ISC */
/* gestures.js - what fingers, mouse and wheel do on the wave: a click goes there, a drag chooses a region, two
 * fingers or the wheel with Ctrl zoom, a wheel to the side moves. */
import { useEffect, useRef } from '../view.js';
import { LOOP_LEAST_S } from './engine.js';

const FAR_PX = { mouse: 4, pen: 6, touch: 10 }; // less is a click with an unsteady hand
const ZOOM_PER_PX = 0.004, LINE_PX = 16;

/* box: a ref of the element -> [handlers, draft]: draft.current is the region while it is being dragged. */
export function useGestures(box, engine, span) {
  const fingers = useRef(new Map()), began = useRef(null), draft = useRef(null);
  const share = (x) => {
    const { left, width } = box.current.getBoundingClientRect();
    return Math.min(1, Math.max(0, (x - left) / width));
  };
  const timeAt = (x) => span.from + share(x) * span.length;

  const down = (e) => {
    if (e.button !== 0 || !span.length) return;
    box.current.setPointerCapture(e.pointerId);
    fingers.current.set(e.pointerId, e.clientX);
    draft.current = null;
    const xs = [...fingers.current.values()];
    began.current = xs.length > 2 ? null : { x: e.clientX, times: xs.map(timeAt) };
  };
  const move = (e) => {
    if (!fingers.current.has(e.pointerId)) return;
    fingers.current.set(e.pointerId, e.clientX);
    const xs = [...fingers.current.values()], { x, times } = began.current ?? {};
    if (!times || times.length !== xs.length) return;
    if (xs.length === 2) return pinch(times, xs.map(share));
    if (draft.current || Math.abs(e.clientX - x) > FAR_PX[e.pointerType]) draft.current = [times[0], timeAt(e.clientX)].sort((a, b) => a - b);
  };
  const pinch = ([first, second], [one, other]) => {
    if (Math.abs(other - one) < 0.02) return;
    const length = (second - first) / (other - one);
    if (length > 0) span.show(first - one * length, first + (1 - one) * length);
  };
  const up = (e) => {
    if (!fingers.current.delete(e.pointerId)) return;
    const region = draft.current, alone = began.current?.times.length === 1;
    draft.current = began.current = null;
    if (e.type === 'pointercancel' || !alone) return;
    if (!region) engine.seek(timeAt(e.clientX));
    else if (region[1] - region[0] >= LOOP_LEAST_S) engine.repeat(true, region);
  };

  useEffect(() => {
    const wheel = (e) => {
      const px = e.deltaMode ? LINE_PX : 1;
      if (e.ctrlKey || e.metaKey) span.zoom(Math.exp(-e.deltaY * px * ZOOM_PER_PX), timeAt(e.clientX));
      else if (span.zoomed && (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY))) span.move(((e.deltaX || e.deltaY) * px * span.length) / box.current.clientWidth);
      else return;
      e.preventDefault(); // else the page itself zooms or goes back
    };
    box.current.addEventListener('wheel', wheel, { passive: false });
    return () => box.current?.removeEventListener('wheel', wheel);
  }, []);
  return [{ onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: up }, draft];
}
