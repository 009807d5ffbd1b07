import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Bank } from '../../server/contract/banks.js';
import type { PaymentOrder } from '../../server/contract/payments.js';
import type { ConsentView } from '../../server/contract/session.js';
import { fill, fillTemplate } from '../i18n/format.js';
import { noteStyles } from '../theme/note.styles.js';
import { bankBadge } from '../ui/bank-badge.js';
import { button } from '../ui/button.js';
import { icon } from '../ui/icon.js';
import { safeLink } from '../ui/safe-link.js';
import {
  consentDocument,
  consentText,
  paymentDocument,
  type ConsentLine,
  type ConsentSection,
} from './consent-document.js';
import { ViewElement } from './view-element.js';
import { BankLeftEvent, ConsentAnsweredEvent } from './view-events.js';

const written = ({ text, values }: ConsentLine): unknown => fillTemplate(text, values);

/**
 * What is read, why, for how long, by whom, and what is not possible; accepted or declined with buttons of the same weight.
 *
 * @fires consent-answered - with the text exactly as it was shown
 * @fires bank-left
 */
export class ConsentScreenView extends ViewElement {
  static override styles = [
    ...noteStyles,
    css`
      .text {
        display: contents;
      }
      .sections {
        display: grid;
        gap: calc(var(--_spacing) * 3.5);
        padding: calc(var(--_spacing) * 4);
        border: 1px solid var(--_color-border);
        border-radius: var(--_radius);
      }
      h3 {
        color: var(--_color-muted);
        margin-block-end: calc(var(--_spacing) * 1.5);
      }
      section + section {
        padding-block-start: calc(var(--_spacing) * 3.5);
        border-block-start: 1px solid var(--_color-border);
      }
      .item {
        display: flex;
        gap: calc(var(--_spacing) * 3);
      }
      .item > .icon {
        margin-block-start: 0.125em;
        color: var(--_color-accent);
      }
      .item {
        font-size: 0.9375em;
        line-height: 1.4;
      }
      .item strong {
        display: block;
        font-weight: 600;
      }
      .item strong + span {
        color: var(--_color-muted);
        font-size: 0.875em;
      }
      .links {
        flex-wrap: wrap;
        column-gap: calc(var(--_spacing) * 5);
      }
    `,
  ];

  /** The last answer: its button shows that it is on its way. */
  @state()
  private accepted = true;

  @property({ attribute: false })
  bank?: Bank;

  @property({ attribute: false })
  consent?: ConsentView;

  /** What is paid, in a session that makes a payment. */
  @property({ attribute: false })
  order?: PaymentOrder;

  @property({ attribute: false })
  serverOrigin = '';

  /** A connection is renewed: there is no other bank to go to. */
  @property({ attribute: false })
  bankFixed?: boolean;

  /** The answer is on its way: the buttons keep their place and take no click. */
  @property({ type: Boolean })
  busy = false;

  /** The text comes with the click, so that what is recorded is what was on the screen. */
  #answer(accepted: boolean, text: string): void {
    this.accepted = accepted;
    this.dispatchEvent(new ConsentAnsweredEvent(accepted, text, this.order));
  }

  #renderSection({ title, items }: ConsentSection): TemplateResult {
    return html`<section>
      <h3>${written(title)}</h3>
      <ul class="stack">
        ${items.map(
          (item) =>
            html`<li class="item">
              ${item.icon ? icon(item.icon) : nothing}
              <div>
                ${item.title ? html`<strong>${written(item.title)}</strong>` : nothing}
                <span>${written(item.body)}</span>
              </div>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  #renderLink(address: string | undefined, label: string): TemplateResult | typeof nothing {
    const href = safeLink(address);
    if (!href) return nothing;
    return html`<a part="link" href=${href} target="_blank" rel="noopener noreferrer"
      >${label}<span class="sr-only"> (${this.messages.common.opensInNewTab})</span></a
    >`;
  }

  protected override renderView(): unknown {
    const { bank, consent, order, messages, busy } = this;
    if (!bank || !consent) return nothing;
    const shown = order
      ? paymentDocument(bank, consent, order, messages, this.formatLocale)
      : consentDocument(bank, consent, messages, this.formatLocale);
    const text = consentText(shown);
    const { decline, terms, privacy } = messages.consent;
    return html`
      ${bankBadge(bank, this.serverOrigin)}
      <div class="text" part="text">
        ${this.renderHeading(written(shown.title))}
        <p>${written(shown.intro)}</p>
        <div class="sections">${shown.sections.map((section) => this.#renderSection(section))}</div>
        <small class="muted">${written(shown.withdraw)}</small>
      </div>
      ${
        consent.termsUrl || consent.privacyUrl
          ? html`<small class="row links">
              ${this.#renderLink(consent.termsUrl, terms)} ${this.#renderLink(consent.privacyUrl, privacy)}
            </small>`
          : nothing
      }
      <div class="actions">
        ${button({
          label: decline,
          kind: 'secondary',
          busy,
          spins: !this.accepted,
          part: 'decline',
          onClick: () => this.#answer(false, text),
        })}
        ${button({
          label: fill(shown.accept.text, shown.accept.values),
          busy,
          spins: this.accepted,
          part: 'accept',
          onClick: () => this.#answer(true, text),
        })}
        ${
          this.bankFixed
            ? nothing
            : button({
                label: messages.common.chooseAnotherBank,
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
    'bank-connect-consent': ConsentScreenView;
  }
}
