/* SPDX-License-Identifier: ISC */
/* view.js - the one place that knows which library draws: Preact and htm, as their authors ship them. */
export {
  Component, h, html, render, useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState,
} from '/lib/htm.js';
