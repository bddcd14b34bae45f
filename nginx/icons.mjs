#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* icons.mjs DIR: www/icon.svg as the PNG files that phones ask for; the same five bars, drawn again by numbers. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';

const GROUND = [0x12, 0x3f, 0x43], MIX = [0x8f, 0xb6, 0xb5], MASTER = [0xf0, 0xbf, 0x6b];
const BARS = [[7, 14, 18, MIX], [11.5, 11, 21, MIX], [16, 7, 25, MASTER], [20.5, 10, 22, MASTER], [25, 13, 19, MASTER]]; // x, from, to: of 32
const HALF = 1.3, ROUND = 8, FINE = 4; // half a bar's width; the corner; samples a side of each pixel

const inRound = (x, y) => {
  const dx = Math.max(ROUND - x, x - 32 + ROUND, 0), dy = Math.max(ROUND - y, y - 32 + ROUND, 0);
  return dx * dx + dy * dy <= ROUND * ROUND;
};

/* Maskable: the ground goes to the edge, the bars stay in the middle four fifths, whatever shape a phone cuts. */
function at(x, y, maskable) {
  const scale = maskable ? 0.8 : 1, bx = 16 + (x - 16) / scale, by = 16 + (y - 16) / scale;
  for (const [middle, from, to, colour] of BARS)
    if (Math.hypot(bx - middle, by - Math.min(to, Math.max(from, by))) <= HALF) return colour;
  return maskable || inRound(x, y) ? GROUND : null;
}

function pixels(size, maskable) {
  const rows = Buffer.alloc(size * (1 + 4 * size)); // each begins with 0: no filter
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0];
      for (let n = 0; n < FINE * FINE; n++) {
        const colour = at(((column + ((n % FINE) + 0.5) / FINE) * 32) / size, ((row + (Math.floor(n / FINE) + 0.5) / FINE) * 32) / size, maskable);
        if (colour) for (const i of [0, 1, 2, 3]) sum[i] += colour[i] ?? 255;
      }
      const seen = sum[3] / 255 || 1, to = row * (1 + 4 * size) + 1 + 4 * column;
      for (const i of [0, 1, 2]) rows[to + i] = Math.round(sum[i] / seen);
      rows[to + 3] = Math.round(sum[3] / (FINE * FINE));
    }
  return rows;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(kind, bytes) {
  const out = Buffer.alloc(12 + bytes.length);
  out.writeUInt32BE(bytes.length, 0);
  out.write(kind, 4, 'latin1');
  bytes.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + bytes.length)), 8 + bytes.length);
  return out;
}

function png(size, maskable) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6], 8); // eight bits; red, green, blue and how much is seen
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(pixels(size, maskable), { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

for (const [name, size, maskable] of [['icon-192', 192, false], ['icon-512', 512, false], ['icon-maskable', 512, true]])
  writeFileSync(path.join(process.argv[2], `${name}.png`), png(size, maskable));
