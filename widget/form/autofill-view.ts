import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { AccountSummary, AutofillField } from '../../server/contract/accounts.js';
import { postAutofill } from '../api/later-routes.js';
import type { ApiClient } from '../api/request.js';
import { fill } from '../i18n/format.js';
import { noteStyles } from '../theme/note.styles.js';
import { button } from '../ui/button.js';
import { ViewElement } from '../views/view-element.js';
import { BankConnectAutofillEvent } from './autofill-event.js';
import { FormFilling, formFields, type FormField } from './form-fields.js';

/** Where the shopper stands. */
type Phase = 'offered' | 'asking' | 'failed' | 'filled' | 'declined';

/**
 * Offers to fill in the merchant's form with details of the chosen account. They come from the server once the shopper has
 * agreed to exactly the words on the screen, go into the form, and stay nowhere else.
 *
 * @fires {BankConnectAutofillEvent} bank-connect-autofill
 */
export class AutofillView extends ViewElement {
  static override styles = [
    ...noteStyles,
    css`
      .view {
        gap: calc(var(--_spacing) * 3);
        padding: calc(var(--_spacing) * 4);
        border: 1px solid var(--_color-border);
        border-radius: var(--_radius);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        column-gap: calc(var(--_spacing) * 4);
      }
      .danger {
        color: var(--_tone);
      }
    `,
  ];

  #filling?: FormFilling;
  #listening?: AbortController;
  #asking?: AbortController;

  @state()
  private phase: Phase = 'offered';

  @property({ attribute: false })
  client?: ApiClient;

  /** The form around `<bank-connect>`. */
  @property({ attribute: false })
  form?: HTMLFormElement;

  /** The attribute of `<bank-connect>`. */
  @property({ attribute: false })
  autofill = '';

  @property({ attribute: false })
  account?: AccountSummary;

  @property({ attribute: false })
  merchantName = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.abort();
    this.#asking?.abort();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('form')) this.#listen();
  }

  /** What is said about an input depends on what is in it. */
  #listen(): void {
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController());
    this.form?.addEventListener('input', () => this.requestUpdate(), { signal });
    this.form?.addEventListener('reset', () => this.#onReset(), { signal });
  }

  #onReset(): void {
    if (this.phase === 'filled') this.phase = 'offered';
    this.#filling = undefined;
    // The form empties its inputs after this event.
    setTimeout(() => this.requestUpdate());
  }

  get #fields(): readonly FormField[] {
    return this.form ? formFields(this.form, this.autofill) : [];
  }

  /** One line for each detail; it tells where something would be lost. */
  #lines(fields: readonly FormField[]): readonly (readonly [string, string])[] {
    const { fields: names, replaces } = this.messages.autofill;
    return fields.map(({ detail, input }) => {
      const isLost = input.value !== '' && !this.#filling?.holds(input);
      return [names[detail], isLost ? replaces : ''] as const;
    });
  }

  async #fill(fields: readonly FormField[], text: string): Promise<void> {
    if (!this.client) return;
    const { signal } = (this.#asking = new AbortController());
    this.phase = 'asking';
    try {
      const agreement = { fields: fields.map(({ detail }) => detail), text, locale: this.messages.language };
      const details = await postAutofill(this.client, agreement, signal);
      this.#filling = new FormFilling(fields, details);
      this.phase = 'filled';
      this.dispatchEvent(new BankConnectAutofillEvent(this.#filling.details));
    } catch {
      if (!signal.aborted) this.phase = 'failed';
    }
    await this.#focusTitle();
  }

  async #undo(): Promise<void> {
    this.#filling?.undo();
    this.#filling = undefined;
    this.phase = 'offered';
    this.dispatchEvent(new BankConnectAutofillEvent([]));
    await this.#focusTitle();
  }

  async #focusTitle(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('h3')?.focus();
  }

  #renderFilled({ details }: FormFilling): TemplateResult {
    const { filled, unknown, fields: names, undo } = this.messages.autofill;
    const list = (fields: readonly AutofillField[]): string =>
      new Intl.ListFormat(this.formatLocale).format(fields.map((field) => names[field]));
    const absent = this.#fields.map(({ detail }) => detail).filter((detail) => !details.includes(detail));
    return html`<h3 tabindex="-1">
        ${fill(details.length > 0 ? filled : unknown, { fields: list(details.length > 0 ? details : absent) })}
      </h3>
      ${
        details.length > 0 && absent.length > 0
          ? html`<small class="muted">${fill(unknown, { fields: list(absent) })}</small>`
          : nothing
      }
      ${
        details.length > 0
          ? html`<div class="actions">
              ${button({ label: undo, kind: 'secondary', part: 'undo', onClick: () => void this.#undo() })}
            </div>`
          : nothing
      }`;
  }

  #renderOffer(): TemplateResult {
    const { title, body, agree, decline, failed } = this.messages.autofill;
    const fields = this.#fields;
    const lines = this.#lines(fields);
    const { name = '', maskedIdentifier = '' } = this.account ?? {};
    const intro = fill(body, { merchant: this.merchantName, account: `${name} ${maskedIdentifier}` });
    const text = [title, intro, ...lines.map((line) => line.filter(Boolean).join(': '))].join('\n');
    const busy = this.phase === 'asking';
    return html`<h3 tabindex="-1">${title}</h3>
      <p><bdi>${intro}</bdi></p>
      <ul>
        ${lines.map(([detail, note]) => html`<li><span>${detail}</span><small class="muted">${note}</small></li>`)}
      </ul>
      ${this.phase === 'failed' ? html`<small class="danger">${failed}</small>` : nothing}
      <div class="actions">
        ${button({ label: decline, kind: 'secondary', part: 'decline', busy, onClick: () => (this.phase = 'declined') })}
        ${button({ label: agree, part: 'fill', busy, onClick: () => void this.#fill(fields, text) })}
      </div>`;
  }

  protected override renderView(): unknown {
    return this.phase === 'filled' && this.#filling ? this.#renderFilled(this.#filling) : this.#renderOffer();
  }

  protected override render(): TemplateResult {
    // No frame around nothing.
    if (this.phase === 'declined' || this.#fields.length === 0) return html``;
    return super.render();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-autofill': AutofillView;
  }
}
