/* SPDX-License-Identifier: ISC */
/* drop.js - a file dropped anywhere on the page is taken: by the song that is open, else as a new one. */
import { later } from '../later.js';
import { go } from '../router.js';
import { state } from '../store.js';
import { ofDrop } from './handles.js';

export function dropAnywhere() {
  let depth = 0;
  const hasFiles = (e) => e.dataTransfer?.types.includes('Files');
  const mark = (over) => document.documentElement.classList.toggle('dropping', over);
  const handlers = {
    dragenter: (e) => { if (hasFiles(e)) { depth++; mark(true); } },
    dragleave: (e) => { if (hasFiles(e) && --depth <= 0) { depth = 0; mark(false); } },
    dragover: (e) => { if (hasFiles(e)) e.preventDefault(); },
    drop: async (e) => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      const files = [...e.dataTransfer.files]; // gone after the first await
      depth = 0;
      mark(false);
      const handleOf = await ofDrop(e.dataTransfer);
      const list = handleOf.size ? [...handleOf.keys()] : files;
      const queue = await later(() => import('./queue.js'));
      queue?.addFiles(list, { song: state.dropSong, handleOf });
      if (!state.dropSong) go();
    },
  };
  for (const [name, handler] of Object.entries(handlers)) addEventListener(name, handler);
}
