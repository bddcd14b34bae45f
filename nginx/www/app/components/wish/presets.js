/* SPDX-License-Identifier: ISC */
/* presets.js - wishes with a name: kept for the next song, taken up with one choice. */
import { preset_one_delete, presets_get, presets_post } from '../../doors.js';
import { t } from '../../i18n.js';
import { clean, standardOf } from '../../recipe.js';
import { toast } from '../../store.js';
import { html, useEffect, useState } from '../../view.js';
import { Icon } from '../icon.js';

/* Trims, fades and what is left out belong to one song; a preset sets all the rest. */
const edges = ['trim_start', 'trim_end', 'fade_in', 'fade_out', 'off'];
const without = (recipe) => Object.fromEntries(Object.entries(recipe).filter(([name]) => !edges.includes(name)));

export function Presets({ fields, wish, put }) {
  const [presets, setPresets] = useState([]), [chosen, setChosen] = useState(''), [name, setName] = useState(null);
  useEffect(() => { presets_get().then(({ items }) => setPresets(items), () => {}); }, []);
  const act = async (run) => {
    try {
      await run();
    } catch (refused) {
      toast(refused.errors?.[0]?.detail || refused.title, { kind: 'bad' });
    }
  };
  const take = (id) => {
    setChosen(id);
    const found = presets.find((one) => one.id === id);
    if (found) put({ ...without(standardOf(fields)), ...without(found.recipe) });
  };
  const keep = () => act(async () => {
    const made = await presets_post({ body: { name: name.trim(), recipe: clean(without(wish)) } });
    setPresets((before) => [made, ...before]);
    setChosen(made.id);
    setName(null);
    toast(t('saved'), { kind: 'good' });
  });
  const forget = () => act(async () => {
    await preset_one_delete({ id: chosen });
    setPresets((before) => before.filter((one) => one.id !== chosen));
    setChosen('');
  });
  const enter = (e) => {
    if (e.key !== 'Enter') return;
    e.preventDefault(); // it would make a master
    if (name.trim()) keep();
  };
  return html`
    <div class="presets">
      ${presets.length > 0 && html`<select aria-label=${t('preset.take')} value=${chosen} onChange=${(e) => take(e.target.value)}><option value="">${t('preset.take')}</option>
        ${presets.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === chosen}>${one.name}</option>`)}</select>`}
      ${chosen && html`<button type="button" class="plain" aria-label=${t('preset.forget', { name: presets.find((one) => one.id === chosen)?.name ?? '' })} onClick=${forget}><${Icon} name="trash" /></button>`}
      ${name === null ? html`<button type="button" class="plain small" onClick=${() => setName('')}><${Icon} name="plus" /> ${t('preset.keep')}</button>` : html`
        <input aria-label=${t('preset.name')} placeholder=${t('preset.name')} maxlength="100" value=${name} onInput=${(e) => setName(e.target.value)} onKeyDown=${enter} />
        <button type="button" class="small" disabled=${!name.trim()} onClick=${keep}>${t('save')}</button>`}
    </div>`;
}
