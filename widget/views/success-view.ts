import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import type { PaymentView } from '../../server/contract/payments.js';
import type { AccountSummary } from '../../server/contract/session.js';
import { fillTemplate, plural } from '../i18n/format.js';
import { viewStyles } from '../theme/view.styles.js';
import { bankAvatar } from '../ui/bank-badge.js';
import * as icons from '../ui/icons.js';
import { toneMark, toneMarkStyles } from '../ui/tone-mark.js';
import { amountText } from './consent-document.js';
import { ViewElement } from './view-element.js';

/**
 * The bank is connected: which accounts, masked. Or it has taken a payment: which, and how far it is.
 *
 * @csspart account - one account
 */
export class SuccessView extends ViewElement {
  static override styles = [
    ...viewStyles,
    toneMarkStyles,
    css`
      .card {
        border: 1px solid var(--_color-border);
        border-radius: var(--_radius);
        padding-inline: calc(var(--_spacing) * 4);
      }
      .card > .row,
      li {
        padding-block: calc(var(--_spacing) * 3);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        column-gap: calc(var(--_spacing) * 4);
        border-block-start: 1px solid var(--_color-border);
      }
      .number {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .mark-round .icon path {
        stroke-dasharray: 24;
        animation: draw 0.5s 0.1s ease-out backwards;
      }
      @keyframes draw {
        from {
          stroke-dashoffset: 24;
        }
      }
    `,
  ];

  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  accounts: readonly AccountSummary[] = [];

  /** Of a session that made one: then there are no accounts. */
  @property({ attribute: false })
  payment?: PaymentView;

  @property({ attribute: false })
  merchantName = '';

  @property({ attribute: false })
  serverOrigin = '';

  #renderAccount({ name, maskedIdentifier, currency }: AccountSummary): TemplateResult {
    return html`<li part="account">
      <span><bdi>${name}</bdi></span>
      <span class="muted number"><bdi>${maskedIdentifier}</bdi>${currency ? html` · ${currency}` : nothing}</span>
    </li>`;
  }

  #renderAccounts(bank: Bank): TemplateResult {
    const { accounts, count, noAccounts } = this.messages.success;
    return html`<div class="card">
      <div class="row">
        ${bankAvatar(bank, this.serverOrigin)}<strong><bdi>${bank.name}</bdi></strong>
      </div>
      ${
        this.accounts.length === 0
          ? nothing
          : html`<ul aria-label=${accounts}>
              ${this.accounts.map((account) => this.#renderAccount(account))}
            </ul>`
      }
      <span class="sr-only"
        >${
          this.accounts.length === 0
            ? fillTemplate(noAccounts, { bank: bank.name })
            : plural(count, this.accounts.length, this.formatLocale, { bank: bank.name })
        }</span
      >
    </div>`;
  }

  /** How far the payment is: that the bank has taken it does not say that it is carried out. */
  #renderPayment({ order, status }: PaymentView): TemplateResult {
    const { acceptedTitle, acceptedBody, completedTitle, completedBody, reference } = this.messages.payment;
    const isDone = status === 'completed' || status === 'settled';
    const values = { amount: amountText(order, this.formatLocale), payee: order.creditor.name };
    return html`
      <div class="stack centred">
        ${toneMark('success', icons.check)} ${this.renderHeading(isDone ? completedTitle : acceptedTitle)}
        <p class="muted">${this.aboutBank(isDone ? completedBody : acceptedBody, this.bank, values)}</p>
      </div>
      <small class="muted">${fillTemplate(reference, { reference: order.reference })}</small>
    `;
  }

  protected override renderView(): unknown {
    if (this.payment) return this.#renderPayment(this.payment);
    const { title, body, manage } = this.messages.success;
    const values = { merchant: this.merchantName };
    return html`
      <div class="stack centred">
        ${toneMark('success', icons.check)} ${this.renderHeading(title)}
        <p class="muted">${this.aboutBank(body, this.bank, values)}</p>
      </div>
      ${this.bank ? this.#renderAccounts(this.bank) : nothing}
      <small class="muted">${this.aboutBank(manage, this.bank, values)}</small>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-success': SuccessView;
  }
}
