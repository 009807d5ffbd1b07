import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import type { AccountSummary } from '../../server/contract/session.js';
import { ViewElement } from './view-element.js';

/**
 * The connected accounts, masked.
 */
export class SuccessView extends ViewElement {
  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  accounts: readonly AccountSummary[] = [];

  @property({ attribute: false })
  merchantName = '';

  @property({ attribute: false })
  serverOrigin = '';

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.success.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-success': SuccessView;
  }
}
