/* SPDX-License-Identifier: ISC */
/* look.mjs - a screen on a phone and a desktop, light and dark: no violation that axe finds, nothing wider
 * than the screen, no words that stick out of the button they stand in. */
import { AxeBuilder } from '@axe-core/playwright';
import { check, context, house, shot, waitFor } from './stage.mjs';

export const everywhere = [['phone', 'light'], ['phone', 'dark'], ['desktop', 'light'], ['desktop', 'dark']];

/* The words of buttons and the like that do not fit into them: [[words, px], ...]. */
export const stickingOut = (page) => page.locator('button, .button, .chip, .badge, .moment').evaluateAll((all) => all.flatMap((one) => {
  const box = one.getBoundingClientRect();
  if (!box.width || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || getComputedStyle(one).overflow !== 'visible') return [];
  const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), words = document.createRange();
  let most = 0;
  while (walk.nextNode()) {
    if (!walk.currentNode.data.trim() || walk.currentNode.parentElement.closest('.unseen')) continue;
    words.selectNodeContents(walk.currentNode);
    for (const rect of words.getClientRects()) most = Math.max(most, box.left - rect.left, rect.right - box.right, box.top - rect.top - 4, rect.bottom - box.bottom - 4);
  }
  return most > 1.5 ? [[one.textContent.trim(), Math.round(most)]] : [];
}));

export async function look(page, name, size, scheme) {
  await page.setViewportSize(context[size]);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.waitForTimeout(250);
  await shot(page, `${name}-${size}-${scheme}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, name, 'is', String(wide), 'px wider than a', size);
  const out = await stickingOut(page);
  check(out.length === 0, name, size, scheme, 'words stick out of', out);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  check(violations.length === 0, name, size, scheme, violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.target.join(' '))]));
}

export async function all(page, screens) {
  const titles = new Set();
  for (const [name, hash, ready] of screens) {
    const before = titles.size ? await page.title() : null;
    if (hash !== null) await page.goto(`${house.url}/${hash}`);
    if (hash !== null) await waitFor(async () => (await page.title()) !== before, { what: `${name} has a title of its own` });
    if (ready) await page.locator(ready).first().waitFor();
    titles.add(await page.title());
    for (const [size, scheme] of everywhere) await look(page, name, size, scheme);
  }
  return titles;
}
