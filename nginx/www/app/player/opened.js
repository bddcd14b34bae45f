/* SPDX-License-Identifier: ISC */
/* opened.js - what the player has been given to play, fetched and opened. */
import { master_delta_one_get, master_delta_segment_get, master_peaks_get, master_preview_get, master_segment_get, version_peaks_get } from '../doors.js';
import { t } from '../i18n.js';
import { set } from '../store.js';
import { useEffect, useRef, useState } from '../view.js';
import { sourcesOf } from './delta.js';
import { masters } from './engine.js';
import { readPeaks } from './peaks.js';
import { RATE } from './time.js';

const trim = (master) => master.recipe?.trim_start || 0;

/* Of two masters of one song: how much later, in seconds, the same moment comes in the other one's sound. */
export const lateness = (master, other) => trim(master) - trim(other);

const heardBeside = async (master, other) => ({
  preview: await master_preview_get({ id: other.id }),
  fetch: ({ n }) => master_segment_get.bytes({ id: other.id, n }),
  late: -Math.round(lateness(master, other) * RATE),
});

/* What the house refused is told in its words; what the browser could not do, in ours. */
const told = (error) => {
  if (error.title) return error;
  return error.code === 'no_decoder' ? { title: t('player.nodecoder'), next: t('player.silent.home') } : { title: t('player.trouble') };
};

/* beside: another master to compare with instead of the mix.
 * -> { ready, problem, peaks: { mix, master, other } }; what was refused stays to be read. */
export function useOpened(engine, { master, version, move, beside, from }) {
  const [ready, setReady] = useState(false), [problem, setProblem] = useState(null), [peaks, setPeaks] = useState({});
  const before = useRef(null);
  useEffect(() => {
    const trouble = ({ error }) => setProblem(told(error));
    engine.addEventListener('trouble', trouble);
    return () => engine.removeEventListener('trouble', trouble);
  }, []);

  /* Another revision: the same place in the song goes on, in the new sound. */
  useEffect(() => {
    let current = true;
    const left = new AbortController();
    setReady(false);
    setProblem(null);
    (async () => {
      const preview = from ? await from.preview() : move
        ? await (await master_delta_one_get.patiently({ id: master.id, move: move.id, signal: left.signal })).json()
        : await master_preview_get({ id: master.id });
      const segment = from?.segment ?? (({ n }) => (move ? master_delta_segment_get.bytes({ id: master.id, move: move.id, n }) : master_segment_get.bytes({ id: master.id, n })));
      const other = beside && { sources: masters, beside: await heardBeside(master, beside) };
      if (!current) return;
      await engine.open(preview, segment, move ? { sources: sourcesOf(preview), source: 'delta' } : other ?? (from ? { source: 'mix' } : before.current ? { source: 'master' } : {}));
      if (!current) return;
      before.current = move;
      setReady(true);
      if (from) engine.play();
      const pictures = await (from?.peaks() ?? Promise.all([
        version_peaks_get.bytes({ id: version.id }), master_peaks_get.bytes({ id: master.id }), ...(beside ? [master_peaks_get.bytes({ id: beside.id })] : [])]));
      const [mix, made, others] = pictures.map(readPeaks);
      if (current) setPeaks({ mix, master: made, other: others });
    })().catch((refused) => {
      if (!current) return;
      setProblem(told(refused));
      set({ listening: null });
    });
    return () => { current = false; left.abort(); };
  }, [master.id, move?.id, beside?.id]);
  return { ready, problem, peaks };
}
