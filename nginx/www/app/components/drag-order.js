/* SPDX-License-Identifier: ISC */
/* drag-order.js - rows of a list that are put in order by dragging: with a mouse wherever nothing else is pressed, with a
 * finger or a pen by the grip, so that the page can still be scrolled over the rows.
 *
 * A row in hand follows the pointer, the others make room; near an edge of the window the page moves.  Escape lets it go
 * where it was. */
import { useEffect, useRef, useState } from '../view.js';

const EDGE = 72, PAGE_STEP = 9;

/* list: the ref of the element whose children are the rows.  { held: which row is in hand, or null; to: where it would go;
 * row(i): what a row must have }. */
export function useDragOrder(list, onMove) {
  const [drag, setDrag] = useState(null), hand = useRef(null);
  const place = (y) => { // how many rows the middle of the row in hand has passed
    const { from, rows, start } = hand.current, middle = rows[from].middle + y - start;
    return rows.filter((row, i) => i !== from && row.middle < middle).length;
  };
  const follow = () => {
    const y = hand.current.client + scrollY;
    setDrag({ from: hand.current.from, by: y - hand.current.start, to: place(y), high: hand.current.high });
  };
  const scroll = () => {
    if (!hand.current) return;
    const { client } = hand.current, by = client < EDGE ? -PAGE_STEP : client > innerHeight - EDGE ? PAGE_STEP : 0, before = scrollY;
    if (by && hand.current.moved) scrollBy(0, by);
    if (scrollY !== before) follow();
    requestAnimationFrame(scroll);
  };
  const letGo = (move) => {
    const held = hand.current;
    hand.current = null;
    setDrag(null);
    if (held && move) onMove(held.from, held.to);
  };
  const inHand = drag !== null;
  useEffect(() => {
    if (!inHand) return undefined;
    const key = (e) => { if (e.key === 'Escape') { e.preventDefault(); letGo(false); } };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [inHand]);
  const take = (e, from) => {
    if (e.button !== 0 || e.target.closest('button, input, a') || (e.pointerType !== 'mouse' && !e.target.closest('.grip'))) return;
    e.preventDefault(); // no text is marked
    e.currentTarget.setPointerCapture(e.pointerId);
    const rows = [...list.current.children].map((row) => { const { top, height } = row.getBoundingClientRect(); return { middle: top + height / 2 + scrollY, height }; });
    hand.current = { from, to: from, rows, start: e.clientY + scrollY, client: e.clientY, high: Math.max(...rows.map((row) => row.height)), moved: false };
    requestAnimationFrame(scroll);
  };
  const move = (e) => {
    if (!hand.current) return;
    Object.assign(hand.current, { client: e.clientY, moved: true });
    hand.current.to = place(e.clientY + scrollY);
    follow();
  };
  const shift = (i) => {
    if (!drag) return undefined;
    const { from, to, by, high } = drag;
    const away = i === from ? by : i > from && i <= to ? -high : i < from && i >= to ? high : 0;
    return { transform: `translateY(${away}px)` };
  };
  return {
    held: drag?.from ?? null, to: drag?.to ?? null,
    row: (i) => ({ style: shift(i), onPointerDown: (e) => take(e, i), onPointerMove: move, onPointerUp: () => letGo(true), onPointerCancel: () => letGo(false) }),
  };
}
