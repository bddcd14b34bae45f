/* SPDX-License-Identifier: ISC */
/* controls.js - what is pressed, typed into and chosen. */
import { number, t } from '../../i18n.js';
import { toast } from '../../store.js';
import { html, useState } from '../../view.js';
import { DropZone } from '../dropzone.js';
import { Check, Field, Slider } from '../form.js';
import { GapField } from '../gap-field.js';
import { Icon } from '../icon.js';
import { NewPassword } from '../password.js';
import { PostalFields, emptyPostal } from '../postal.js';
import { StyleMap } from '../wish/style-map.js';
import { Part } from './part.js';

const styles = [{ word: 'balanced' }, { word: 'warm', tilt_db: -1.5 }, { word: 'bright', tilt_db: 1.5 }, { word: 'open', tilt_db: 0.8, density: 0.6 }, { word: 'punchy', tilt_db: 0.3, density: 1.3 }];
const fine = { about: () => '' };

export function Controls() {
  const [amount, setAmount] = useState(60), [on, setOn] = useState(true), [words, setWords] = useState(''), [style, setStyle] = useState('warm'), [password, setPassword] = useState('gentle'), [postal, setPostal] = useState(emptyPostal()), [gap, setGap] = useState(null);
  return html`
    <${Part} name="buttons"><div class="actions">
      <button class="primary" onClick=${() => toast(t('saved'), { kind: 'good' })}>${t('save')}</button><button>${t('copy')}</button><button class="small">${t('undo')}</button>
      <button class="plain">${t('close')}</button><button class="plain danger"><${Icon} name="trash" /> ${t('delete')}</button><button class="toggle" aria-pressed=${on} onClick=${() => setOn(!on)}><${Icon} name="loop" /> ${t('player.loop')}</button>
      <button disabled>${t('busy')}</button></div>
      <p class="chips">${[['good', 'ready'], ['going', 'mastering'], ['bad', 'failed'], ['', 'mix']].map(([kind, word]) => html`<span key=${word} class=${`chip ${kind}`}>${t(`chip.${word}`)}</span> `)}</p><//>
    <${Part} name="forms" shows="form gap-field password postal"><div class="stack">
      <${Field} label=${t('details.title')} hint=${t('details.instruments.hint')} value=${words} onValue=${setWords} />
      <${Field} label=${t('details.artist')} error=${t('problem.unknown')} value=${words} onValue=${setWords} />
      <${Field} label=${t('recipe.limiter')} value=${style} onValue=${setStyle}>${styles.map(({ word }) => html`<option key=${word} value=${word} selected=${word === style}>${t(`style.${word}`)}</option>`)}<//>
      <${StyleMap} styles=${styles} chosen=${style} onStyle=${setStyle} />
      <${Slider} label=${t('recipe.intensity')} hint=${t('recipe.intensity.hint')} min="0" max="100" value=${amount} show=${(v) => t('percent', { amount: number(v) })} onValue=${setAmount} />
      <${Check} label=${t('recipe.codec_safe')} hint=${t('recipe.codec_safe.hint')} checked=${on} onValue=${setOn} />
      <${GapField} label=${t('album.gaps')} gap=${gap} onGap=${setGap} />
      <input type="checkbox" role="switch" class="switch" checked=${on} aria-label=${t('recipe.mono_bass')} onChange=${() => setOn(!on)} />
      <${NewPassword} value=${password} onValue=${setPassword} />
      <details><summary><${Icon} name="down" /> ${t('signup.postal')}</summary><div class="stack"><${PostalFields} postal=${postal} onValue=${setPostal} form=${fine} /></div></details></div><//>
    <${Part} name="drop" shows="dropzone"><${DropZone} /><//>`;
}
