import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { noteStyles } from '../theme/note.styles.js';
import { bankBadge } from '../ui/bank-badge.js';
import { button, type ButtonOptions } from '../ui/button.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import { ViewElement } from './view-element.js';
import { BankLeftEvent, LeaveRequestedEvent } from './view-events.js';

/**
 * Before the shopper leaves: what will happen at the bank, and the one button that goes there. After: waiting, with ways
 * to open the bank again or to go on in this tab.
 *
 * @fires leave-requested - synchronously inside the click, so that a window may open
 * @fires bank-left
 */
export class HandoverView extends ViewElement {
  static override styles = [
    ...noteStyles,
    css`
      ol {
        counter-reset: step;
        display: grid;
        gap: calc(var(--_spacing) * 4);
      }
      li {
        display: flex;
        gap: calc(var(--_spacing) * 3);
        align-items: baseline;
      }
      li::before {
        counter-increment: step;
        content: counter(step);
        flex: none;
        display: grid;
        place-items: center;
        inline-size: 1.75em;
        block-size: 1.75em;
        border-radius: 50%;
        background: var(--_color-subtle);
        border: 1px solid transparent;
        color: var(--_color-muted);
        font-size: 0.875em;
        font-weight: 650;
      }
      .note .spinner {
        margin-block-start: 0.125em;
        color: var(--_color-accent);
      }
    `,
  ];

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
  @property({ type: Boolean })
  left = false;

  /** The browser did not let the window open. */
  @property({ type: Boolean })
  blocked = false;

  /** A connection is renewed: there is no other bank to go to. */
  @property({ attribute: false })
  bankFixed?: boolean;

  /** ISO 8601, UTC: until when the shopper can act; empty shows none. */
  @property({ attribute: false })
  deadline = '';

  @property({ type: Boolean })
  busy = false;

  #words(text: string): unknown {
    const time = this.deadline
      ? new Intl.DateTimeFormat(this.formatLocale, { timeStyle: 'short' }).format(new Date(this.deadline))
      : '';
    return this.aboutBank(text, this.bank, { merchant: this.merchantName, time });
  }

  #leave(mode: 'popup' | 'tab', options: Pick<ButtonOptions, 'kind' | 'icon' | 'part'>, text: string): TemplateResult {
    return button({
      ...options,
      label: this.#words(text),
      busy: this.busy,
      onClick: () => this.dispatchEvent(new LeaveRequestedEvent(mode)),
    });
  }

  #renderBefore(): TemplateResult {
    const words = this.messages.handover;
    return html`
      ${this.renderHeading(this.#words(words.title))}
      <p>${this.#words(this.mode === 'popup' ? words.popup : words.tab)}</p>
      <ol>
        ${[words.stepLogin, words.stepApprove, words.stepReturn].map(
          (step) => html`<li><span>${this.#words(step)}</span></li>`,
        )}
      </ol>
      ${this.#renderDeadline()}
      <div class="actions stacked">
        ${this.#leave(this.mode, { icon: icons.leave, part: 'continue' }, words.continue)} ${this.#renderBack()}
      </div>
    `;
  }

  #renderBlocked(): TemplateResult {
    const words = this.messages.handover;
    return html`
      ${this.renderHeading(this.#words(words.blockedTitle))}
      <div class="note warning" role="status">
        ${icon(icons.alert)}
        <p>${this.#words(words.blocked)}</p>
      </div>
      <div class="actions stacked">
        ${this.#leave('tab', { icon: icons.next, part: 'continue-in-tab' }, words.inThisTab)}
        ${this.#leave('popup', { kind: 'secondary', icon: icons.leave, part: 'open-again' }, words.openAgain)}
        ${this.#renderBack()}
      </div>
    `;
  }

  #renderWaiting(): TemplateResult {
    const words = this.messages.handover;
    const popup = this.mode === 'popup';
    return html`
      ${this.renderHeading(this.#words(words.waitingTitle))}
      <div class="note">
        ${popup ? html`<span class="spinner"></span>` : icon(icons.info)}
        <p>${this.#words(popup ? words.waiting : words.waitingTab)}</p>
      </div>
      ${this.#renderDeadline()}
      <div class="actions stacked">
        ${
          popup
            ? html`${this.#leave('popup', { kind: 'secondary', icon: icons.leave, part: 'open-again' }, words.openAgain)}
              ${this.#leave('tab', { kind: 'quiet', part: 'continue-in-tab' }, words.inThisTab)}`
            : this.#leave('tab', { icon: icons.leave, part: 'open-again' }, words.continueAgain)
        }
        ${this.#renderBack()}
      </div>
    `;
  }

  #renderDeadline(): TemplateResult | typeof nothing {
    if (this.deadline === '') return nothing;
    return html`<small class="muted">${this.#words(this.messages.handover.until)}</small>`;
  }

  #renderBack(): TemplateResult | typeof nothing {
    if (this.bankFixed) return nothing;
    return button({
      label: this.messages.common.chooseAnotherBank,
      kind: 'quiet',
      part: 'back',
      onClick: () => this.dispatchEvent(new BankLeftEvent()),
    });
  }

  protected override renderView(): unknown {
    return html`
      ${this.bank ? bankBadge(this.bank, this.serverOrigin) : nothing}
      ${this.blocked ? this.#renderBlocked() : this.left ? this.#renderWaiting() : this.#renderBefore()}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-handover': HandoverView;
  }
}
