import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { ViewElement } from './view-element.js';

/**
 * Before and after the shopper leaves for the bank's own page.
 * @fires leave-requested
 * @fires bank-left
 */
export class HandoverView extends ViewElement {
  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  merchantName = '';

  @property({ attribute: false })
  serverOrigin = '';

  /** What the main button does: a new window, or this tab. */
  @property()
  mode: 'popup' | 'tab' = 'popup';

  /** The shopper has left for the bank and is not back. */
  @property({ type: Boolean, reflect: true })
  left = false;

  /** The browser did not let the window open. */
  @property({ type: Boolean, reflect: true })
  blocked = false;

  /** ISO 8601, UTC: until when the shopper can act. */
  @property({ attribute: false })
  deadline = '';

  @property({ type: Boolean, reflect: true })
  busy = false;

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.handover.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-handover': HandoverView;
  }
}
