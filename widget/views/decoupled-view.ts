import { html } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { ViewElement } from './view-element.js';

/**
 * Waits for the approval in the bank's app.
 * @fires approval-confirmed
 * @fires bank-left
 */
export class DecoupledView extends ViewElement {
  @property({ attribute: false })
  bank?: Bank;

  /** The bank's own words, plain text. */
  @property({ attribute: false })
  message = '';

  /** The shopper has to say "I have approved"; else the server looks by itself. */
  @property({ type: Boolean, attribute: false })
  needsConfirmation = false;

  /** ISO 8601, UTC. */
  @property({ attribute: false })
  deadline = '';

  /** The page is hidden or offline. */
  @property({ type: Boolean, reflect: true })
  paused = false;

  @property({ type: Boolean, reflect: true })
  busy = false;

  @property({ attribute: false })
  serverOrigin = '';

  /** Epoch milliseconds; the host may correct it by the server's clock. */
  @property({ attribute: false })
  now: () => number = Date.now;

  protected override renderView(): unknown {
    return html`${this.renderHeading(this.messages.decoupled.title)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-decoupled': DecoupledView;
  }
}
