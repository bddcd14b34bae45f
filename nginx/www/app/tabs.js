/* SPDX-License-Identifier: ISC */
/* tabs.js - what the tabs of one browser tell each other: something was changed, somebody came, somebody left. */
const line = window.BroadcastChannel ? new BroadcastChannel('mastering') : null;

export const tell = (what) => line?.postMessage(what);

export function onTold(hear) {
  if (line) line.onmessage = (e) => hear(e.data);
}
