#!/usr/bin/env node
/* SPDX-License-Identifier: ISC */
/* design_test.mjs - the page of the design shows every token and every common component, and each does there what it
 * does elsewhere. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { everywhere, look } from './look.mjs';
import { ROOT, check, context, open, run, shot, story, waitFor } from './stage.mjs';

const APP = path.join(ROOT, 'nginx/www/app'), read = (file) => readFileSync(path.join(APP, file), 'utf8');
const css = readFileSync(path.join(ROOT, 'nginx/www/app.css'), 'utf8');
const files = [];
(function walk(folder) {
  for (const name of readdirSync(path.join(APP, folder))) {
    const file = path.join(folder, name);
    if (statSync(path.join(APP, file)).isDirectory()) walk(file);
    else if (name.endsWith('.js')) files.push(file);
  }
})('');

/* A component is common if it stands in several places and knows no door of the house, nor what its player plays or its library holds; and
 * these are although they stand in one place of their own. */
const alone = ['tabs', 'toasts', 'trouble'];
function common() {
  const imports = (file) => [...read(file).matchAll(/^import .* from '([^']+)';$/gm)].map(([, from]) => (from.startsWith('.') ? path.join(path.dirname(file), from) : from));
  const later = (file) => [...read(file).matchAll(/import\('([^']+)'\)/g)].map(([, from]) => path.join(path.dirname(file), from));
  const users = (one) => files.filter((file) => !/(^|\/)design(\.js|\/)/.test(file) && [...imports(file), ...later(file)].includes(one)).length;
  const knows = /^(doors|session|live|recipe|screens|wish)\.js$|^(upload|player|library)\//;
  return readdirSync(path.join(APP, 'components')).filter((name) => name.endsWith('.js')).map((name) => [name.replace('.js', ''), `components/${name}`])
    .filter(([name, file]) => alone.includes(name) || (read(file).includes('html`') && users(file) > 1 && !imports(file).some((from) => knows.test(from)))).map(([name]) => name);
}

story('every_token_is_shown_as_it_is', async () => {
  const page = await open({ hash: '#/design' });
  await page.locator('.swatches').first().waitFor();
  const [, root] = /:root \{([\s\S]*?)\n\}/.exec(css), tokens = [...root.matchAll(/--([\w-]+):/g)].map((m) => m[1]);
  check(tokens.length > 30, 'app.css is read wrongly:', tokens);
  const shown = await page.locator('[data-token]').evaluateAll((all) => all.map((one) => one.dataset.token));
  check([...tokens].sort().join() === [...shown].sort().join(), 'lacking:', tokens.filter((one) => !shown.includes(one)), 'too many:', shown.filter((one) => !tokens.includes(one)));
  /* A swatch has the colour of its name. */
  const wrong = await page.locator('[data-colour]').evaluateAll((all) => all.filter((one) => {
    const probe = document.createElement('i');
    one.append(probe);
    probe.style.backgroundColor = `var(--${one.dataset.colour})`;
    const same = getComputedStyle(probe).backgroundColor === getComputedStyle(one).backgroundColor;
    probe.remove();
    return !same;
  }).map((one) => one.dataset.colour));
  check(wrong.length === 0, 'painted otherwise:', wrong);
  const style = (selector, name) => page.locator(selector).evaluate((one, what) => getComputedStyle(one)[what], name);
  for (const shade of ['shade', 'shade-high']) check(await style(`[data-shape="${shade}"]`, 'boxShadow') !== 'none', shade, 'throws no shadow');
  check(await style('[data-shape="round"]', 'borderRadius') !== await style('[data-shape="round-small"]', 'borderRadius'), 'the roundings are one');
});

story('what_stands_for_something_to_come_has_its_width_wherever_it_stands', async () => {
  const page = await open({ hash: '#/design' });
  const widths = await page.locator('.skeleton i').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  check(widths.length > 1 && widths.every((wide) => wide > 200), widths);
});

story('every_common_component_is_shown', async () => {
  const wanted = common();
  for (const one of ['form', 'icon', 'dialog', 'chart', 'avatar', 'help', 'dropzone']) check(wanted.includes(one), one, 'is not seen as common:', wanted);
  const page = await open({ hash: '#/design' });
  await page.locator('.swatches').first().waitFor();
  const shown = await page.locator('[data-shows]').evaluateAll((all) => all.flatMap((one) => one.dataset.shows.split(' ')));
  check(wanted.every((one) => shown.includes(one)), 'not shown (components/design/, data-shows):', wanted.filter((one) => !shown.includes(one)));
  const design = files.filter((file) => file.startsWith('components/design/')).map(read).join('\n');
  for (const one of shown) check(design.includes(`/${one}.js'`) || ['toasts', 'said'].includes(one), one, 'is said to be shown and not imported');
});

story('dialogs_toasts_motion_and_trouble_do_what_they_do_elsewhere', async () => {
  const page = await open({ hash: '#/design' });
  await page.getByRole('button', { name: 'Open a dialog' }).click();
  await page.getByRole('dialog', { name: 'Dialogs and toasts' }).waitFor();
  for (const [size, scheme] of everywhere) await look(page, 'design-dialog', size, scheme);
  await page.keyboard.press('Escape');
  await waitFor(async () => await page.getByRole('dialog').count() === 0, { what: 'the dialog closed' });
  check(await page.evaluate(() => document.activeElement.textContent) === 'Open a dialog', 'the focus is lost');
  await page.setViewportSize(context.desktop);
  for (const name of ['Tell, with a way back', 'Tell a success', 'Tell a failure']) await page.getByRole('button', { name }).click();
  check(await page.locator('.toast').count() === 3, 'not all is told');
  await look(page, 'design-toasts', 'phone', 'dark');
  await page.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const there = () => page.locator('.motion i').evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).e);
  await page.getByRole('button', { name: 'Move', exact: true }).click();
  await waitFor(async () => await there() > 100, { what: 'it moved' });
  page.complaintsAreWanted = true;
  await page.getByRole('button', { name: 'Let a part fail' }).click();
  await page.getByRole('alert').filter({ hasText: 'Something went wrong here' }).waitFor();
  check(await page.locator('.swatches').first().isVisible(), 'the rest of the page is gone');
  await shot(page, 'design-trouble');
});

await run();
