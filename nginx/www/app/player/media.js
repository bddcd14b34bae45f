/* SPDX-License-Identifier: ISC */
/* media.js - the keys of keyboards, headphones and locked screens.
 *
 * Browsers give them to pages with a media element that plays: ours plays silence while the engine plays.  "Next"
 * switches what is heard: nobody who compares has a next song. */
import { useEffect } from '../view.js';

const SKIP_S = 5, SILENCE_HZ = 8000, SILENCE_S = 10; // browsers overlook what is shorter than five seconds

/* title, artist: of the song; heard: what of it, or nothing in a blind test. */
export function useMediaKeys(engine, { title, artist, heard }) {
  useEffect(() => {
    const session = navigator.mediaSession;
    if (!session) return;
    const silence = silent();
    const acts = {
      play: () => engine.play(), pause: () => engine.pause(), stop: () => engine.pause(),
      seekto: ({ seekTime }) => engine.seek(seekTime),
      seekbackward: ({ seekOffset }) => engine.seek(engine.position - (seekOffset || SKIP_S)),
      seekforward: ({ seekOffset }) => engine.seek(engine.position + (seekOffset || SKIP_S)),
      previoustrack: () => engine.seek(0), nexttrack: () => engine.toggle(),
    };
    const listen = (on) => {
      for (const [name, act] of Object.entries(acts))
        try { session.setActionHandler(name, on ? act : null); } catch { /* a key that this browser does not know */ }
    };
    const tell = () => {
      session.playbackState = engine.playing ? 'playing' : 'paused';
      if (engine.duration) session.setPositionState?.({ duration: engine.duration, position: Math.min(engine.position, engine.duration), playbackRate: 1 });
      if (engine.playing) silence.play().catch(() => { /* then without such keys */ });
      else silence.pause();
    };
    listen(true);
    engine.addEventListener('change', tell);
    return () => {
      engine.removeEventListener('change', tell);
      listen(false);
      session.metadata = null;
      session.playbackState = 'none';
      silence.pause();
      URL.revokeObjectURL(silence.src);
    };
  }, []);
  useEffect(() => {
    if (navigator.mediaSession) navigator.mediaSession.metadata = new MediaMetadata({ title, artist, album: heard, artwork: [{ src: '/icon.svg', type: 'image/svg+xml' }] });
  }, [title, artist, heard]);
}

/* A WAV of zeros (8 bit: 128), coming round. */
function silent() {
  const frames = SILENCE_HZ * SILENCE_S, bytes = new Uint8Array(44 + frames).fill(128), view = new DataView(bytes.buffer);
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + frames, true);
  text(8, 'WAVEfmt ');
  for (const [at, value, size] of [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, SILENCE_HZ, 4], [28, SILENCE_HZ, 4], [32, 1, 2], [34, 8, 2]])
    if (size === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
  text(36, 'data');
  view.setUint32(40, frames, true);
  return Object.assign(new Audio(URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }))), { loop: true });
}
