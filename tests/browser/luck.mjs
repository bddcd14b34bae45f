/* SPDX-License-Identifier: ISC */
/* luck.mjs - how bad luck is made: a line of so many bytes a second, and programs that fall. */
import { readFileSync, readdirSync } from 'node:fs';
import { house } from './stage.mjs';

const signal = (kind, how) => {
  for (const name of readdirSync(`${house.dir}/run`).filter((one) => one.startsWith(`${kind}-`) && one.endsWith('.pid')))
    try {
      process.kill(Number(readFileSync(`${house.dir}/run/${name}`, 'utf8')), how);
    } catch {
      /* it lies already */
    }
};
/* A program of the house falls without a word and is started again by the house; or it rests until it is woken. */
export const fell = (kind) => signal(kind, 'SIGKILL');
export const rests = (kind) => signal(kind, 'SIGSTOP');
export const wakes = (kind) => signal(kind, 'SIGCONT');

/* So many bytes a second up, as on a line at home; -1: as it is. */
export async function line(page, bytesASecond) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: bytesASecond });
}
