import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import { fill, plural } from '../i18n/format.js';
import { noteStyles } from '../theme/note.styles.js';
import { bankBadge } from '../ui/bank-badge.js';
import { button } from '../ui/button.js';
import { CountdownController } from '../ui/countdown-controller.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import { phonePicture, phonePictureStyles } from '../ui/phone-picture.js';
import { ViewElement } from './view-element.js';
import { ApprovalConfirmedEvent, BankLeftEvent } from './view-events.js';

/** Minutes at which a screen reader hears how much time is left; in between it is left in peace. */
const announcedMinutes = [1, 2, 5];

/**
 * Waits for the approval in the bank's app: the bank's own message, the time that is left, and "I have approved" where the
 * bank needs to be asked.
 *
 * @fires approval-confirmed
 * @fires bank-left
 */
export class DecoupledView extends ViewElement {
  static override styles = [
    ...noteStyles,
    phonePictureStyles,
    css`
      [role='status']:empty {
        margin-block-end: calc(var(--_spacing) * -5);
      }
      .phone {
        align-self: center;
      }
      .time {
        align-self: center;
        display: inline-flex;
        align-items: center;
        gap: calc(var(--_spacing) * 2);
        min-block-size: 2.25em;
        padding-inline: calc(var(--_spacing) * 4);
        border: 1px solid transparent;
        border-radius: 99em;
        background: var(--_color-subtle);
        font-size: 0.875em;
        font-weight: 550;
        font-variant-numeric: tabular-nums;
      }
      .time .icon {
        inline-size: 1.125em;
        color: var(--_color-muted);
      }
    `,
  ];

  readonly #countdown = new CountdownController(this, { deadline: () => this.deadline, now: () => this.now() });

  @property({ attribute: false })
  bank?: Bank;

  /** The bank's own words, plain text; quoted. */
  @property({ attribute: false })
  message = '';

  /** The shopper has to say "I have approved"; else the server looks by itself. */
  @property({ attribute: false })
  needsConfirmation = false;

  /** ISO 8601, UTC; empty shows no countdown. */
  @property({ attribute: false })
  deadline = '';

  /** The page is hidden or offline. */
  @property({ type: Boolean })
  paused = false;

  /** A connection is renewed: there is no other bank to go to. */
  @property({ attribute: false })
  bankFixed?: boolean;

  /** "I have approved" is being checked. */
  @property({ type: Boolean })
  busy = false;

  @property({ attribute: false })
  serverOrigin = '';

  /** Epoch milliseconds; the element may correct it by the server's clock. */
  @property({ attribute: false })
  now: () => number = Date.now;

  #renderTime(seconds: number): TemplateResult {
    const { timeLeft, outOfTime } = this.messages.decoupled;
    const two = new Intl.NumberFormat(this.formatLocale, { minimumIntegerDigits: 2 });
    const time = `${two.format(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
    return html`<div class="time" role="timer" aria-live="off" part="time">
      ${icon(icons.clock)}<span>${seconds > 0 ? fill(timeLeft, { time }) : outOfTime}</span>
    </div>`;
  }

  /** Changes at a few moments only; empty before the first of them. */
  #announcement(seconds: number): string {
    const { minutes, lastMinute, outOfTime } = this.messages.decoupled;
    if (seconds <= 0) return outOfTime;
    const left = announcedMinutes.find((each) => seconds <= each * 60);
    if (left === undefined) return '';
    return left === 1 ? lastMinute : plural(minutes, left, this.formatLocale);
  }

  #renderMessage(): TemplateResult {
    const { bankSays } = this.messages.decoupled;
    return html`<div class="stack">
      <small class="muted">${this.aboutBank(bankSays, this.bank)}</small>
      <blockquote dir="auto" part="message">${this.message}</blockquote>
    </div>`;
  }

  #renderState(): TemplateResult | typeof nothing {
    const { paused, waiting } = this.messages.decoupled;
    if (this.#countdown.secondsLeft === 0 || (this.needsConfirmation && !this.paused)) return nothing;
    return html`<div class="note">
      ${this.paused ? icon(icons.offline) : html`<span class="spinner"></span>`}
      <p>${this.paused ? paused : waiting}</p>
    </div>`;
  }

  protected override renderView(): unknown {
    const { decoupled, common } = this.messages;
    const seconds = this.#countdown.secondsLeft;
    return html`
      ${this.bank ? bankBadge(this.bank, this.serverOrigin) : nothing}
      ${this.renderHeading(this.aboutBank(decoupled.title, this.bank))}
      <p>${this.needsConfirmation ? decoupled.bodyThenConfirm : decoupled.body}</p>
      ${phonePicture(this.paused)} ${seconds === undefined ? nothing : this.#renderTime(seconds)}
      ${this.message === '' ? nothing : this.#renderMessage()}
      <div role="status">${this.#renderState()}</div>
      <div class="sr-only" role="status">${seconds === undefined ? nothing : this.#announcement(seconds)}</div>
      <div class="actions stacked">
        ${
          this.needsConfirmation
            ? button({
                label: decoupled.confirm,
                part: 'confirm',
                busy: this.busy,
                onClick: () => this.dispatchEvent(new ApprovalConfirmedEvent()),
              })
            : nothing
        }
        ${
          this.bankFixed
            ? nothing
            : button({
                label: common.chooseAnotherBank,
                kind: 'quiet',
                part: 'back',
                onClick: () => this.dispatchEvent(new BankLeftEvent()),
              })
        }
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-decoupled': DecoupledView;
  }
}
