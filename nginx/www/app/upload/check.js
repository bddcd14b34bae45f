/* SPDX-License-Identifier: ISC */
/* check.js - what can be seen before a single byte travels: is this a sound file, and not too big? */
import { bytes } from '../format.js';
import { t } from '../i18n.js';

const text = (view, at, n) => String.fromCharCode(...view.subarray(at, at + n));

/* First bytes -> the word of the house's refusal, or '' for what may be sent. */
export function sniff(head) {
  const first = text(head, 0, 4);
  if (['RIFF', 'RF64', 'BW64'].includes(first)) return text(head, 8, 4) === 'WAVE' ? '' : text(head, 8, 4) === 'AVI ' ? 'video_not_taken' : 'not_audio';
  if (first === 'FORM') return ['AIFF', 'AIFC'].includes(text(head, 8, 4)) ? '' : 'not_audio';
  if (['fLaC', 'OggS', 'caff', '.snd', 'riff'].includes(first)) return '';
  if (text(head, 0, 3) === 'ID3' || (head[0] === 0xff && (head[1] & 0xe0) === 0xe0)) return '';
  if (text(head, 4, 4) === 'ftyp') return text(head, 8, 3) === 'M4A' ? 'codec_not_taken' : 'video_not_taken';
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return 'video_not_taken';
  return 'not_audio';
}

/* -> '' or the sentence why not. */
export async function refusal(file, bytesMax) {
  if (file.size === 0) return t('refusal.empty');
  if (bytesMax && file.size > bytesMax) return t('refusal.too_big', { size: bytes(file.size), most: bytes(bytesMax) });
  let head;
  try {
    head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  } catch {
    return t('refusal.unreadable');
  }
  const word = sniff(head);
  return word && t(`refusal.${word}`);
}
