/* SPDX-License-Identifier: ISC */
/* reader.mjs - the page as a screen reader has it: the browser's own accessibility tree, and what is read aloud. */
import { check, waitFor } from './stage.mjs';

const PRESSED = new Set(['button', 'link', 'checkbox', 'radio', 'switch', 'combobox', 'listbox', 'menuitem', 'option', 'searchbox', 'slider', 'spinbutton', 'tab', 'textbox', 'ToggleButton', 'PopUpButton', 'DisclosureTriangle']);
const CALLED = new Set(['group', 'region', 'dialog', 'alertdialog', 'table', 'tablist', 'tabpanel', 'radiogroup', 'navigation', 'img', 'image', 'progressbar', 'ProgressIndicator', 'meter', 'search', 'toolbar']);

/* What is there, in its order: { role, name, value, description, pressed, ... }. */
export async function tree(page) {
  const line = await page.context().newCDPSession(page);
  const { nodes } = await line.send('Accessibility.getFullAXTree');
  await line.detach();
  /* The protocol leaves a slider's words out: they are asked of the document. */
  const words = await page.locator('[role=slider], input[type=range]').evaluateAll((all) => all.map((one) => [one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent.trim(), one.getAttribute('aria-valuetext')]));
  const byId = new Map(nodes.map((one) => [one.nodeId, one]));
  const firstOf = (one) => {
    const child = byId.get(one.childIds?.[0]);
    return child?.ignored ? firstOf(child) : child;
  };
  return nodes.filter((one) => !one.ignored).map((one) => ({
    first: firstOf(one),
    role: one.role?.value, name: (one.name?.value ?? '').replaceAll('\u00a0', ' '), value: one.value?.value, description: one.description?.value ?? '',
    ...Object.fromEntries((one.properties ?? []).map(({ name, value }) => [name, value.value])),
    ...(one.role?.value === 'slider' && { valuetext: words.find(([name]) => name === one.name?.value)?.[1]?.replaceAll('\u00a0', ' ') ?? '' }),
  }));
}

/* Nothing that can be pressed, and nothing that holds others together, is without a name; a slider says its value in
 * words, and a position in the song as a person says it. */
export async function readable(page, where) {
  const all = await tree(page);
  /* What can be unfolded is called by what unfolds it. */
  const called = ({ name, first }) => name.trim() || (first?.role.value === 'DisclosureTriangle' && first.name.value.trim());
  const nameless = all.filter((node) => (PRESSED.has(node.role) || CALLED.has(node.role)) && !called(node));
  check(nameless.length === 0, where, 'has without a name:', nameless.slice(0, 5).map(({ role, first, id }) => [role, first?.role?.value, first?.name?.value, id]));
  const mute = all.filter(({ role, valuetext }) => role === 'slider' && !valuetext);
  check(mute.length === 0, where, 'has sliders without a value:', mute);
  const clocks = all.filter(({ role, valuetext }) => role === 'slider' && /\d:\d\d/.test(valuetext ?? ''));
  check(clocks.length === 0, where, 'reads a clock as digits:', clocks);
  return all;
}

export const one = (all, role, name) => check(all.find((node) => node.role === role && (name instanceof RegExp ? name.test(node.name) : node.name === name)), 'there is no', role, String(name), 'among', all.filter((node) => node.role === role).map((node) => node.name));

/* From now on everything that a screen reader would read by itself is noted.  A region is read when its words change; one
 * that comes with its words is not, unless it is an alert; nor is what lies behind an open dialog. */
export async function listenTo(page) {
  await page.evaluate(() => {
    if (window.read) return; // since an earlier story
    const regions = '[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]';
    const own = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(regions);
    const silent = (region) => { const open = document.querySelector('dialog[open]'); return (open && !open.contains(region)) || region.closest('[hidden], [aria-hidden=true]'); };
    window.read = [];
    const there = new WeakSet(document.querySelectorAll(regions));
    new MutationObserver((records) => {
      const changed = new Set();
      for (const { target, addedNodes } of records) {
        const region = own(target);
        if (region && there.has(region)) changed.add(region);
        for (const node of addedNodes) {
          if (node.nodeType !== 1) continue;
          for (const alert of [...(node.matches('[role=alert]') ? [node] : []), ...node.querySelectorAll('[role=alert]')]) changed.add(alert);
        }
      }
      for (const region of document.querySelectorAll(regions)) there.add(region);
      for (const region of changed) {
        const words = region.textContent.replace(/\s+/g, ' ').trim();
        if (words && !silent(region)) window.read.push(words);
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/* What is read after an act: exactly these, each once; in which order does not matter. */
export async function reads(page, act, ...wanted) {
  await page.waitForTimeout(400); // what was on its way has been read
  await page.evaluate(() => { window.read = []; });
  await act();
  const read = async () => (await page.evaluate(() => window.read)).filter((words) => !/^Still on it/.test(words)); // so may this machine be
  const found = (all, want) => all.filter((words) => (want instanceof RegExp ? want.test(words) : words === want)).length;
  await waitFor(async () => { const all = await read(); return wanted.every((want) => found(all, want) > 0); }, { seconds: 15, what: `${wanted} is read` }).catch(async (error) => { throw new Error(`${error.message}; read is ${JSON.stringify(await read())}`); });
  await page.waitForTimeout(500); // whatever would be read twice
  const all = await read();
  for (const want of wanted) check(found(all, want) === 1, String(want), 'is read', String(found(all, want)), 'times:', all);
  check(all.length === wanted.length, 'read is also:', all, 'beside', wanted.map(String));
}
