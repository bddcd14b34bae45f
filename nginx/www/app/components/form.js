/* SPDX-License-Identifier: ISC */
/* form.js - fields with label, hint and error; forms that send once and say what was refused. */
import { Problem } from '../api.js';
import { t } from '../i18n.js';
import { state } from '../store.js';
import { html, useId, useRef, useState } from '../view.js';
import { Icon } from './icon.js';

/* send: async; what it throws is shown.  about('/pointer') is the sentence for one field. */
export function useForm(send) {
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  async function submit(e) {
    e?.preventDefault();
    if (running.current) return; // a double click sends once
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await send();
    } catch (trouble) {
      if (!(trouble instanceof Problem)) throw trouble;
      setProblem(trouble);
    } finally {
      running.current = false;
      setBusy(false);
    }
  }
  return { submit, busy, problem, setProblem, about: (pointer) => problem?.about(pointer) || '' };
}

export function Form({ form, submit, children, secondary = null, className = '' }) {
  return html`
    <form class=${`stack ${className}`} onSubmit=${form.submit} aria-busy=${form.busy}>
      <${Refusal} problem=${form.problem} />
      ${children}
      <div class="actions">
        <button class="primary" type="submit" disabled=${form.busy}>${form.busy ? t('busy') : submit}</button>
        ${secondary}
      </div>
    </form>`;
}

/* What the house says in the middle of a sentence is one of its own here. */
const sentence = (text) => text.charAt(0).toLocaleUpperCase(state.language) + text.slice(1) + (/[\p{P}]$/u.test(text) ? '' : t('sentence.end'));

/* The server's title, detail and next step, where they are seen and heard at once. */
export function Refusal({ problem }) {
  if (!problem) return null;
  const show = (self) => self?.scrollIntoView({ block: 'nearest' });
  return html`
    <div class="refusal" role="alert" ref=${show} data-code=${problem.code}>
      <${Icon} name="warn" />
      <div>
        <strong>${problem.title || t('problem.unknown')}</strong>
        ${problem.detail && html`<p class=${problem.next ? 'hint' : ''}>${sentence(problem.detail)}</p>`}
        ${problem.next && html`<p>${problem.next}</p>`}
        ${problem.errors?.length > 0 && html`<ul>${problem.errors.map((e) => html`<li key=${e.pointer}>${e.detail}</li>`)}</ul>`}
      </div>
    </div>`;
}

export function Field({ label, hint, error, value, onValue, children, optional = false, className = '', ...input }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const shared = {
    id, value, 'aria-describedby': described, 'aria-invalid': error ? 'true' : undefined,
    onInput: (e) => onValue(e.target.value), ...input,
  };
  return html`
    <div class=${`field ${className}`}>
      <label for=${id}>${label}${optional ? html` <span class="optional">${t('optional')}</span>` : null}</label>
      ${children ? html`<select ...${shared}>${children}</select>` : html`<input ...${shared} />`}
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      ${error && html`<p class="error" id=${`${id}-error`}>${error}</p>`}
    </div>`;
}

export function Check({ label, hint, checked, onValue, error, ...input }) {
  const id = useId();
  return html`
    <div class="check">
      <input id=${id} type="checkbox" checked=${checked} onChange=${(e) => onValue(e.target.checked)}
        aria-describedby=${hint ? `${id}-hint` : undefined} aria-invalid=${error ? 'true' : undefined} ...${input} />
      <div>
        <label for=${id}>${label}</label>
        ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
        ${error && html`<p class="error">${error}</p>`}
      </div>
    </div>`;
}

/* A switch's worth of range, with its number beside it. */
export function Slider({ label, hint, value, onValue, show = (v) => String(v), error, ...input }) {
  const id = useId();
  return html`
    <div class="slider">
      <label for=${id}>${label}</label>
      <output for=${id}>${show(value)}</output>
      <input id=${id} type="range" value=${value} aria-valuetext=${show(value)} onInput=${(e) => onValue(Number(e.target.value))}
        aria-describedby=${hint ? `${id}-hint` : undefined} ...${input} />
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      ${error && html`<p class="error">${error}</p>`}
    </div>`;
}
