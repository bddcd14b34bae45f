#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* looks_inside_test.mjs - the screens of somebody signed in, on every device. */
import { all, everywhere, look } from './look.mjs';
import { api, context, house, member, music, run, story } from './stage.mjs';

story('L01_the_screens_of_a_musician_are_accessible_on_every_device', async () => {
  const { page } = await member();
  await all(page, [['empty', '#/', '.empty']]);
  await page.setViewportSize(context.desktop);
  await page.locator('[data-drop]').setInputFiles(music(20));
  await page.getByText('Mastered', { exact: true }).first().waitFor({ timeout: 120000 });
  const { json } = await api(page, 'GET', 'songs');
  await all(page, [['queue', null, '.upload'], ['song', `#/song/${json.items[0].id}`, '.figures tbody'], ['account', '#/account', '.sections']]);
  await page.goto(`${house.url}/#/song/${json.items[0].id}`);
  await page.getByRole('button', { name: 'Keys' }).click();
  for (const [size, scheme] of everywhere) await look(page, 'keys', size, scheme);
});

await run();
