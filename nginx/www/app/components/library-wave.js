/* SPDX-License-Identifier: ISC */
/* library-wave.js - a song's wave, small: brass for a master, slate for a mix, as everywhere in the house. */
import { html, useEffect, useState } from '../view.js';
import { waveOf } from '../library/waves.js';

export function SongWave({ version, master }) {
  const [wave, setWave] = useState(null);
  const id = version?.state === 'ready' ? version.id : null;
  useEffect(() => {
    if (!id) return undefined;
    const rest = new AbortController();
    waveOf(id, rest.signal).then((came) => !rest.signal.aborted && setWave(came), () => { /* no picture, then */ });
    return () => rest.abort();
  }, [id]);
  const bars = wave && wave.map((high, i) => `M${2 + 4 * i} ${16 - high * 15}v${high * 30}`).join('');
  return html`<svg class=${`song-wave ${master?.state === 'ready' ? 'master' : 'mix'}`} viewBox="0 0 256 32" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <path vector-effect="non-scaling-stroke" d=${bars ?? 'M2 16h252'} /></svg>`;
}
