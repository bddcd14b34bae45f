/* SPDX-License-Identifier: ISC */
/* ahead.js - screens, and the files that each leans on beside those of the first page: nginx/ahead.mjs fills it in. */
export const ahead = new Map([
]);
