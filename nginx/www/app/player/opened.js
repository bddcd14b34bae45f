/* SPDX-License-Identifier: ISC */
/* opened.js - what the player has been given to play, fetched and opened. */
import { master_delta_one_get, master_delta_segment_get, master_peaks_get, master_preview_get, master_segment_get, version_peaks_get } from '../doors.js';
import { t } from '../i18n.js';
import { set } from '../store.js';
import { useEffect, useRef, useState } from '../view.js';
import { sourcesOf } from './delta.js';
import { readPeaks } from './peaks.js';

/* -> { ready, problem, peaks: { mix, master } }; what was refused stays to be read. */
export function useOpened(engine, { master, version, move, from }) {
  const [ready, setReady] = useState(false), [problem, setProblem] = useState(null), [peaks, setPeaks] = useState({});
  const before = useRef(null);
  useEffect(() => {
    const trouble = ({ error }) => setProblem(error.title ? error : { title: t('player.trouble'), detail: '', errors: [] });
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
      if (!current) return;
      await engine.open(preview, segment, move ? { sources: sourcesOf(preview), source: 'delta' } : from ? { source: 'mix' } : before.current ? { source: 'master' } : {});
      if (!current) return;
      before.current = move;
      setReady(true);
      if (from) engine.play();
      const [mix, made] = await (from?.peaks() ?? Promise.all([
        version_peaks_get.bytes({ id: version.id }), master_peaks_get.bytes({ id: master.id })]));
      if (current) setPeaks({ mix: readPeaks(mix), master: readPeaks(made) });
    })().catch((refused) => {
      if (!current) return;
      setProblem(refused);
      set({ listening: null });
    });
    return () => { current = false; left.abort(); };
  }, [master.id, move?.id]);
  return { ready, problem, peaks };
}
