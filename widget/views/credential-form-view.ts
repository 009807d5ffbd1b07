import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { CredentialField, CredentialsView } from '../../server/contract/fields.js';
import type { CredentialMessages } from '../i18n/credential-messages.js';
import { enCredentials } from '../i18n/en-credentials.js';
import { fill, fillTemplate } from '../i18n/format.js';
import { button } from '../ui/button.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import { cleanAnswer, faultOf, suspicionOf, takesAnswer, type AnswerFault } from './credential-answers.js';
import { credentialFormStyles } from './credential-form.styles.js';
import { credentialField, messageField } from './credential-fields.js';
import { quoted, type InputContext } from './credential-inputs.js';
import { problemNote, refusalNote, warningNote } from './credential-notices.js';
import type { WidgetProblem } from '../errors.js';
import { ViewBase } from './view-base.js';
import { CredentialsSubmittedEvent } from './credentials-submitted-event.js';

type Confirmation = Extract<CredentialField, { readonly kind: 'confirmation' }>;

/** Names of inputs differ from page to page, so that no form history can match them (security.md T37). */
const randomPrefix = (): string => crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? '';

/**
 * The fields that the bank asks for, under a heading of ours: all other words on it are the bank's and shown as a quotation.
 * Answers live in the inputs only; they are cleared when they are sent, when the round changes and when the page is left.
 *
 * @fires credentials-submitted
 * @csspart input - a text field or select
 * @csspart message - a text of the bank
 */
export class CredentialFormView extends ViewBase<CredentialMessages> {
  static override styles = credentialFormStyles;

  @query('form')
  private readonly form!: HTMLFormElement | null;

  @state()
  private faults: ReadonlyMap<string, AnswerFault> = new Map();

  /** Ids of password fields that are shown as text. */
  @state()
  private revealed: ReadonlySet<string> = new Set();

  @property({ attribute: false })
  view?: CredentialsView;

  /** The answers are on their way. */
  @property({ type: Boolean })
  busy = false;

  /** Why the last answers were not taken. */
  @property({ attribute: false })
  problem?: WidgetProblem;

  @property({ attribute: false })
  namePrefix = randomPrefix();

  constructor() {
    super(enCredentials);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pagehide', this.#clear);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('pagehide', this.#clear);
    this.#clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('view') || changed.get('view')?.round === this.view?.round) return;
    this.faults = new Map();
    this.revealed = new Set();
  }

  /** With exactly one confirmation its options are the buttons of the form. */
  get #confirmation(): Confirmation | undefined {
    const all = this.view?.fields.filter((field) => field.kind === 'confirmation') ?? [];
    return all.length === 1 ? all[0] : undefined;
  }

  readonly #clear = (): void => {
    this.form?.reset();
    this.revealed = new Set();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.busy || !this.view) return;
    const values = this.#readAnswers(event.submitter);
    const faults = this.#findFaults(values);
    this.faults = faults;
    if (faults.size > 0) return void this.#focusFirst(faults);
    this.#clear();
    this.dispatchEvent(new CredentialsSubmittedEvent(values));
  };

  #readAnswers(submitter: HTMLElement | null): Record<string, string> {
    const { fields } = this.view ?? { fields: [] };
    const typed = this.form ? new FormData(this.form) : new FormData();
    return Object.fromEntries(
      fields.flatMap((field, index) => {
        if (!takesAnswer(field)) return [];
        const chosen =
          field === this.#confirmation ? field.options[Number(submitter?.dataset['option'])]?.value : undefined;
        const value = chosen ?? typed.get(this.#nameOf(index));
        return [[field.id, cleanAnswer(field, typeof value === 'string' ? value : '')]];
      }),
    );
  }

  /** A number that looks like a card's is held back the first time only. */
  #findFaults(values: Readonly<Record<string, string>>): ReadonlyMap<string, AnswerFault> {
    const { fields } = this.view ?? { fields: [] };
    return new Map(
      fields.filter(takesAnswer).flatMap((field) => {
        const fault = faultOf(field, values[field.id] ?? '');
        const warned = fault === 'card' && this.faults.get(field.id) === 'card';
        return fault === undefined || warned ? [] : [[field.id, fault]];
      }),
    );
  }

  async #focusFirst(faults: ReadonlyMap<string, AnswerFault>): Promise<void> {
    await this.updateComplete;
    const index = this.view?.fields.findIndex(({ id }) => faults.has(id)) ?? -1;
    this.renderRoot.querySelector<HTMLElement>(`#field-${index}`)?.focus();
  }

  #nameOf(index: number): string {
    return `f${this.namePrefix}-${this.view?.round ?? 0}-${index}`;
  }

  #contextOf(field: CredentialField, index: number): InputContext {
    const { required, chooseOne, cardNumber } = this.messages.credentials;
    const words = { required, choice: chooseOne, card: fill(cardNumber, { bank: this.view?.bankName ?? '' }) };
    const fault = this.faults.get(field.id);
    return {
      id: `field-${index}`,
      name: this.#nameOf(index),
      busy: this.busy,
      error: fault && words[fault],
      revealed: this.revealed.has(field.id),
      messages: this.messages,
      onReveal: () => this.#toggleRevealed(field.id),
      onInput: () => this.#forgetFault(field.id),
    };
  }

  #toggleRevealed(id: string): void {
    const others = [...this.revealed].filter((each) => each !== id);
    this.revealed = new Set(this.revealed.has(id) ? others : [...others, id]);
  }

  /** Typing takes an error away; the warning about a card number stays, or it would come twice. */
  #forgetFault(id: string): void {
    this.faults = new Map([...this.faults].filter(([each, fault]) => each !== id || fault === 'card'));
  }

  #renderField(field: CredentialField, index: number): TemplateResult {
    const context = this.#contextOf(field, index);
    if (field === this.#confirmation) return messageField(field, context);
    return credentialField(field, context, this.view?.bankName ?? '');
  }

  #renderButtons(): TemplateResult {
    const { busy } = this;
    const options = this.#confirmation?.options;
    if (!options) {
      return html`<div class="actions">
        ${button({ label: this.messages.credentials.submit, type: 'submit', part: 'submit', busy })}
      </div>`;
    }
    return html`<div class="actions">
      ${options.map(({ label }, index) =>
        button({
          label: quoted(label),
          type: 'submit',
          kind: index === 0 ? 'primary' : 'secondary',
          part: 'option',
          option: index,
          busy,
        }),
      )}
    </div>`;
  }

  #renderForm({ fields, bankName, round, again }: CredentialsView): unknown {
    const code = this.problem?.code ?? (again && 'authentication_failed');
    const suspicion = suspicionOf(fields);
    if (suspicion === 'refused') return refusalNote(bankName, this.messages);
    return html`
      <small class="row muted intro"
        >${icon(icons.lock)}<span>${fillTemplate(this.messages.credentials.intro, { bank: bankName })}</span></small
      >
      ${code ? problemNote(code, bankName, this.messages) : nothing}
      ${suspicion ? warningNote(suspicion, this.messages) : nothing}
      ${keyed(
        round,
        html`<form novalidate autocomplete="off" aria-busy=${this.busy} @submit=${this.#onSubmit}>
          <div class="view ${this.busy ? 'busy-fields' : ''}">
            ${fields.map((field, index) => this.#renderField(field, index))}
          </div>
          ${this.#renderButtons()}
        </form>`,
      )}
    `;
  }

  protected override renderView(): unknown {
    if (!this.view) return nothing;
    return html`
      ${this.renderHeading(fillTemplate(this.messages.credentials.title, { bank: this.view.bankName }))}
      ${this.#renderForm(this.view)}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect-credential-form': CredentialFormView;
  }
}
