import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import type { ConsentView } from '../../server/contract/session.js';
import { ViewElement } from './view-element.js';

/**
 * What is read, why, for how long and by whom; accepted or declined.
 * @fires consent-answered
 * @fires bank-left
 */
export class ConsentScreenView extends ViewElement {
  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  consent?: ConsentView;

  @property({ attribute: false })
  serverOrigin = '';

  @property({ type: Boolean, reflect: true })
  busy = false;

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.consent.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-consent': ConsentScreenView;
  }
}
