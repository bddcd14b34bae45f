/* SPDX-License-Identifier: ISC */
/* abx.js - a blind test as data: which of two sounds is X?
 *
 * How many trials there are is fixed before the first, and nobody is told a result before the last: whoever stops
 * when it suits them proves nothing. */
export const lengths = [8, 12, 16, 20];
export const CERTAIN = 0.01, LIKELY = 0.05;

const coin = () => crypto.getRandomValues(new Uint8Array(1))[0] & 1;

/* sources: the two that are compared; chance also says which of them is called A. */
export function begin(sources, length) {
  const [A, B] = coin() ? sources : [...sources].reverse();
  return { names: { A, B }, trials: Array.from({ length }, () => ({ x: coin() ? 'A' : 'B', said: null })) };
}

export const answer = (test, said) => {
  const now = current(test);
  return { ...test, trials: test.trials.map((one, i) => (i === now ? { ...one, said } : one)) };
};

/* The trial that is going, from 0; -1 when all are answered. */
export const current = (test) => test.trials.findIndex((one) => one.said === null);
export const right = (test) => test.trials.filter((one) => one.said === one.x).length;

/* What is heard as A, B or X just now. */
export const sourceOf = (test, letter) => test.names[letter === 'X' ? test.trials[current(test)].x : letter];

/* How often guessing alone is right at least so often: the sum of the binomial's upper tail, exact up to 50 trials. */
export function chance(hits, trials) {
  let ways = 1, sum = 0; // ways to be right `k` times
  for (let k = trials; k >= hits; k--) {
    sum += ways;
    ways = (ways * k) / (trials - k + 1);
  }
  return sum / 2 ** trials;
}

export const verdict = (p) => (p <= CERTAIN ? 'certain' : p <= LIKELY ? 'likely' : 'open');
