import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { ViewElement } from './view-element.js';

/**
 * The companion talks to the provider.
 */
export class ProcessingView extends ViewElement {
  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  serverOrigin = '';

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.processing.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-processing': ProcessingView;
  }
}
