/* SPDX-License-Identifier: ISC */
/* signin.js - also shown in the place of a screen that is only for its owner; then that one follows. */
import { SignInForm } from '../components/signin-form.js';
import { t } from '../i18n.js';
import { go, link } from '../router.js';
import { state } from '../store.js';
import { html } from '../view.js';

export default function SignIn({ wanted }) {
  return html`<section class="narrow">
    <h1 tabindex="-1">${t('signin.title')}</h1>
    ${wanted && html`<p>${t('signin.wanted')}</p>`}
    ${state.uploads.length > 0 && html`<p>${t('signin.files', { n: state.uploads.length })}</p>`}
    <${SignInForm} onDone=${() => { if (!wanted) go(); }} />
    <p>${t('signin.new')} <a href=${link('signup')}>${t('nav.signup')}</a></p>
  </section>`;
}
