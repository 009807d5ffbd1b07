import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AccountSummary } from '../../server/contract/accounts.js';
import type { Bank } from '../../server/contract/banks.js';
import type { PaymentView } from '../../server/contract/payments.js';
import type { ApiClient } from '../api/request.js';
import { fillTemplate, plural } from '../i18n/format.js';
import { money } from '../i18n/money.js';
import { noteStyles } from '../theme/note.styles.js';
import { accountLine, accountLineStyles } from '../ui/account-line.js';
import { bankAvatar } from '../ui/bank-avatar.js';
import { button } from '../ui/button.js';
import * as icons from '../ui/icons.js';
import { toneMark, toneMarkStyles } from '../ui/tone-mark.js';
import { ViewElement } from './view-element.js';
import { AccountsReusedEvent } from './view-events.js';

/** A form that may be filled in. */
export interface AutofillPlace {
  readonly client: ApiClient;
  readonly form: HTMLFormElement;
  /** The attribute `autofill` of `<bank-connect>`. */
  readonly fields: string;
}

/**
 * The bank is connected: which accounts, masked. Or it has taken a payment: which, and how far it is.
 *
 * @fires accounts-reused
 *
 * @csspart account - one account
 * @csspart balance - its balance, where the session shows it
 */
export class SuccessView extends ViewElement {
  static override styles = [
    ...noteStyles,
    toneMarkStyles,
    accountLineStyles,
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
        align-items: center;
        justify-content: space-between;
        column-gap: calc(var(--_spacing) * 4);
        border-block-start: 1px solid var(--_color-border);
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

  /** The form around was reset: the accounts are not part of it any more. */
  @property({ type: Boolean })
  unused = false;

  /** Set where the form around may be filled in: with what `fields` name. */
  @property({ attribute: false })
  autofill?: AutofillPlace;

  #renderAccount(account: AccountSummary): TemplateResult {
    return html`<li part="account">${accountLine(account, this.messages.accounts, this.formatLocale)}</li>`;
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
    const values = { amount: money(order.amount, this.formatLocale), payee: order.creditor.name };
    return html`
      <div class="stack centred">
        ${toneMark('success', icons.check)} ${this.renderHeading(isDone ? completedTitle : acceptedTitle)}
        <p class="muted">${this.aboutBank(isDone ? completedBody : acceptedBody, this.bank, values)}</p>
      </div>
      <small class="muted centred">${fillTemplate(reference, { reference: order.reference })}</small>
    `;
  }

  #renderUnused(): TemplateResult {
    const { unused, use } = this.messages.form;
    const reuse = () => this.dispatchEvent(new AccountsReusedEvent());
    return html`<div class="note"><span>${unused}</span></div>
      <div class="actions">${button({ label: use, kind: 'secondary', part: 'reuse', onClick: reuse })}</div>`;
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
      ${this.bank ? this.#renderAccounts(this.bank) : nothing} ${this.unused ? this.#renderUnused() : nothing}
      ${
        this.autofill
          ? html`<bank-connect-autofill
              .client=${this.autofill.client}
              .form=${this.autofill.form}
              .autofill=${this.autofill.fields}
              .account=${this.accounts[0]}
              .merchantName=${this.merchantName}
              .locale=${this.locale}
              .messages=${this.messages}
            ></bank-connect-autofill>`
          : nothing
      }
      <small class="muted">${this.aboutBank(manage, this.bank, values)}</small>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-success': SuccessView;
  }
}
