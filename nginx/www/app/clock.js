/* SPDX-License-Identifier: ISC */
/* clock.js - what time it is, where the device's own clock is wrong by minutes or days.
 *
 * Every answer of the house says when it was given; a device that is further off than the way of an answer
 * explains is put right by the difference, so that "two minutes ago" is never "in three days". */
const BELIEVED_MS = 90_000;
let off = 0;

/* date: the Date header of an answer. */
export function heard(date) {
  const there = Date.parse(date);
  if (Number.isNaN(there)) return;
  const difference = there - Date.now();
  off = Math.abs(difference) > BELIEVED_MS ? difference : 0;
}

export const now = () => Date.now() + off;
