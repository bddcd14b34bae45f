/* SPDX-License-Identifier: ISC */
/* paint-lane.js - lines over the part of the song that is shown. */
import { freshCanvas, ink } from './frames.js';
import { playhead } from './paint.js';

export function paintLane(canvas, lane, engine, span) {
  const fresh = freshCanvas(canvas, [span.from, span.to, engine.position.toFixed(2), canvas.lane === lane]);
  if (!fresh) return;
  canvas.lane = lane;
  const { g, width, height, scale } = fresh, { low, high } = lane;
  const x = (s) => ((s - span.from) / (span.length || 1)) * width;
  const y = (value) => ((high - Math.max(low, Math.min(high, value))) / (high - low)) * (height - 2 * scale) + scale;

  g.fillStyle = ink(canvas, '--soft');
  g.font = `${10 * scale}px system-ui, sans-serif`;
  for (const level of lane.levels) {
    if (level <= low || level >= high) continue;
    g.globalAlpha = 0.25;
    g.fillRect(0, Math.round(y(level)), width, Math.max(1, Math.round(scale / 2)));
    g.globalAlpha = 0.8;
    if (y(level) > 12 * scale) g.fillText(String(level).replace('-', '−'), 2 * scale, y(level) - 2 * scale);
  }
  g.globalAlpha = 1;
  g.lineWidth = 2 * scale;
  g.lineJoin = 'round';
  for (const line of lane.lines) {
    g.strokeStyle = g.fillStyle = ink(canvas, line.colour);
    g.setLineDash(line.dashed ? [4 * scale, 3 * scale] : []);
    trace(g, line, span, x, y, width);
    g.stroke();
    if (lane.filled && !line.dashed) fill(g, line, span, x, y, width);
  }
  g.setLineDash([]);
  playhead(canvas, fresh, x(engine.position));
}

/* As many points as there are values in sight, and no more than the canvas has columns: of each the lowest and the
 * highest, so that no peak is lost. */
function trace(g, line, span, x, y, width) {
  const first = Math.max(0, Math.floor((span.from + line.late) / line.step) - 1), last = Math.min(line.values.length, Math.ceil((span.to + line.late) / line.step) + 2);
  const group = Math.max(1, Math.floor((last - first) / width));
  let pen = false;
  g.beginPath();
  for (let i = first - (first % group); i < last; i += group) {
    const values = line.values.slice(i, i + group).filter((value) => value !== null);
    if (!values.length) { pen = false; continue; }
    const at = x((i + group / 2) * line.step - line.late);
    for (const value of group > 1 ? [Math.max(...values), Math.min(...values)] : values) {
      if (pen) g.lineTo(at, y(value));
      else g.moveTo(at, y(value));
      pen = true;
    }
  }
}

/* From the top down to the line. */
function fill(g, line, span, x, y, width) {
  trace(g, line, span, x, y, width);
  g.lineTo(x(line.values.length * line.step - line.late), 0);
  g.lineTo(x(-line.late), 0);
  g.globalAlpha = 0.25;
  g.fill();
  g.globalAlpha = 1;
}
