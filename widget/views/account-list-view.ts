import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { AccountSummary } from '../../server/contract/accounts.js';
import type { Bank } from '../../server/contract/banks.js';
import { fillTemplate, plural } from '../i18n/format.js';
import { choiceStyles } from '../theme/choice.styles.js';
import { noteStyles } from '../theme/note.styles.js';
import { accountLine, accountLineStyles } from '../ui/account-line.js';
import { bankBadge } from '../ui/bank-badge.js';
import { button } from '../ui/button.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import { ViewElement } from './view-element.js';
import { AccountsChosenEvent, BankLeftEvent } from './view-events.js';

/**
 * The bank agreed: which account, or which accounts, shall be connected? Nothing is chosen beforehand.
 *
 * @fires accounts-chosen
 * @fires bank-left
 *
 * @csspart account - one account
 * @csspart balance - its balance, where the session shows it
 */
export class AccountListView extends ViewElement {
  static override styles = [
    ...noteStyles,
    choiceStyles,
    accountLineStyles,
    css`
      form {
        display: contents;
      }
      .choice {
        flex-wrap: wrap;
      }
      .choice > .number {
        margin-inline-start: auto;
      }
      .all {
        flex-wrap: wrap;
        justify-content: space-between;
        margin-block: calc(var(--_spacing) * -2);
      }
      .error {
        display: flex;
        gap: calc(var(--_spacing) * 1.5);
        color: var(--_color-danger);
        font-size: 0.875em;
        font-weight: 500;
      }
    `,
  ];

  /** Ids of the accounts that are marked. */
  @state()
  private chosen: readonly string[] = [];

  /** Continue was pressed with nothing marked. */
  @state()
  private missing = false;

  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  accounts: readonly AccountSummary[] = [];

  @property({ attribute: false })
  select: 'one' | 'many' = 'one';

  @property({ attribute: false })
  merchantName = '';

  @property({ attribute: false })
  serverOrigin = '';

  /** The choice is on its way. */
  @property({ type: Boolean })
  busy = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('accounts')) this.chosen = this.chosen.filter((id) => this.accounts.some((each) => each.id === id));
  }

  #mark(id: string, marked: boolean): void {
    const others = this.select === 'one' ? [] : this.chosen.filter((each) => each !== id);
    this.chosen = marked ? [...others, id] : others;
    this.missing &&= this.chosen.length === 0;
  }

  #markAll(all: boolean): void {
    this.chosen = all ? this.accounts.map(({ id }) => id) : [];
    this.missing &&= !all;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.busy) return;
    this.missing = this.chosen.length === 0;
    if (this.missing) this.renderRoot.querySelector('input')?.focus();
    else this.dispatchEvent(new AccountsChosenEvent(this.chosen));
  }

  #renderAccount(account: AccountSummary): TemplateResult {
    return html`<label class="choice" part="account"
      ><input
        type=${this.select === 'one' ? 'radio' : 'checkbox'}
        name="account"
        .checked=${this.chosen.includes(account.id)}
        aria-describedby=${this.missing ? 'missing' : nothing}
        @change=${({ target }: Event) => this.#mark(account.id, (target as HTMLInputElement).checked)}
      />${accountLine(account, this.messages.accounts, this.formatLocale)}</label
    >`;
  }

  #renderAll(): TemplateResult {
    const { count, selectAll, selectNone } = this.messages.accounts;
    const all = this.chosen.length === this.accounts.length;
    return html`<div class="row all">
      <small class="muted"
        >${plural(count, this.chosen.length, this.formatLocale, { total: this.accounts.length })}</small
      >
      ${button({ label: all ? selectNone : selectAll, kind: 'quiet', part: 'all', onClick: () => this.#markAll(!all) })}
    </div>`;
  }

  protected override renderView(): unknown {
    const { accounts, common } = this.messages;
    const one = this.select === 'one';
    const title = one ? accounts.titleOne : accounts.titleMany;
    return html`
      ${this.bank ? bankBadge(this.bank, this.serverOrigin) : nothing} ${this.renderHeading(title)}
      <p class="muted">${fillTemplate(accounts.intro, { merchant: this.merchantName })}</p>
      <form novalidate @submit=${(event: SubmitEvent) => this.#submit(event)}>
        ${one ? nothing : this.#renderAll()}
        <fieldset class="stack" role=${one ? 'radiogroup' : 'group'} aria-label=${title}>
          ${this.accounts.map((account) => this.#renderAccount(account))}
        </fieldset>
        ${
          this.missing
            ? html`<span class="error" id="missing" role="alert"
                >${icon(icons.alert)}<span>${accounts.missing}</span></span
              >`
            : nothing
        }
        <div class="actions">
          ${button({ label: accounts.continue, type: 'submit', busy: this.busy, part: 'continue' })}
          ${button({
            label: common.chooseAnotherBank,
            kind: 'quiet',
            part: 'back',
            onClick: () => this.dispatchEvent(new BankLeftEvent()),
          })}
        </div>
      </form>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-account-list': AccountListView;
  }
}
