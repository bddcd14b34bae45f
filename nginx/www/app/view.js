/* SPDX-License-Identifier: ISC */
/* view.js - the one place that knows which library draws: Preact and htm, as their authors ship them. */
import { useRef } from '/lib/htm.js';

export {
  Component, h, html, render, useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState,
} from '/lib/htm.js';

/* An id of its own for each component that asks, the same as long as it lives. */
let ids = 0;
export function useId() {
  const id = useRef('');
  id.current ||= `f${++ids}`;
  return id.current;
}
