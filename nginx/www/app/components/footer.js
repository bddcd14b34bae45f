/* SPDX-License-Identifier: ISC */
/* footer.js - whose songs these are, the policies, language and light. */
import { ask } from '../api.js';
import { me_get, me_patch } from '../doors.js';
import { languages, speak, t } from '../i18n.js';
import { device } from '../keep.js';
import { link } from '../router.js';
import { set, state, toast } from '../store.js';
import { html, useState } from '../view.js';

export function Footer() {
  return html`
    <footer>
      <p>${t('footer.rights')}</p>
      <nav aria-label=${t('footer.nav')}>
        <a href=${link('policy', 'terms')}>${t('policy.terms')}</a>
        <a href=${link('policy', 'privacy')}>${t('policy.privacy')}</a>
        <button class="plain" onClick=${() => ask('consent')}>${t('consent.open')}</button>
        <a href=${link('help')}>${t('help.title')}</a>
        <a href=${link('docs')}>${t('footer.api')}</a>
      </nav>
      <div class="switches"><${LanguageSwitch} /><${LightSwitch} /></div>
    </footer>`;
}

/* A visitor's choice stays on the device, a member's goes with the account: letters and refusals follow it. */
function LanguageSwitch() {
  async function choose(e) {
    const language = e.target.value;
    device.put('language', language);
    await speak(language);
    if (!state.session) return;
    try {
      const me = await me_get();
      await me_patch({ match: me.row_version, body: { language } });
      set({ session: { ...state.session, language } });
    } catch (problem) {
      toast(problem.title, { kind: 'bad' });
    }
  }
  return html`<label><span class="unseen">${t('footer.language')}</span>
    <select value=${state.language} onChange=${choose}>
      ${Object.entries(languages).map(([code, name]) => html`<option key=${code} value=${code} lang=${code} selected=${code === state.language}>${name}</option>`)}
    </select></label>`;
}

function LightSwitch() {
  const [theme, setTheme] = useState(device.get('theme') || '');
  const choose = (e) => {
    const wish = e.target.value;
    setTheme(wish);
    device.put('theme', wish || null);
    if (wish) document.documentElement.dataset.theme = wish;
    else delete document.documentElement.dataset.theme;
  };
  return html`<label><span class="unseen">${t('theme')}</span>
    <select value=${theme} onChange=${choose}>
      ${['', 'light', 'dark'].map((one) => html`<option key=${one} value=${one} selected=${one === theme}>${t(`theme.${one || 'system'}`)}</option>`)}
    </select></label>`;
}
