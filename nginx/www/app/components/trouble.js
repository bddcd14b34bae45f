/* SPDX-License-Identifier: ISC */
/* trouble.js - a screen that fails says so and leaves the rest of the page alone. */
import { t } from '../i18n.js';
import { Component, html } from '../view.js';

export class Trouble extends Component {
  componentDidCatch(error) {
    console.error(error);
    this.setState({ error });
  }

  render({ children }, { error }) {
    if (!error) return children;
    return html`<section class="narrow" role="alert">
      <h1 tabindex="-1">${t('trouble.title')}</h1>
      <p>${t('trouble.text')}</p>
      <button class="primary" onClick=${() => location.reload()}>${t('trouble.again')}</button>
    </section>`;
  }
}
