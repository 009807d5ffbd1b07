import { css, html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { SessionStatus } from '../server/contract/session.js';
import { browserWorld } from './api/world.js';
import type { WidgetProblem } from './errors.js';
import { BanksController } from './flow/banks-controller.js';
import { FlowController } from './flow/flow-controller.js';
import type { Command, LeaveMode, Notice } from './flow/flow-state.js';
import { eventOf, onceKey } from './flow/notice-event.js';
import { browserPageLife } from './flow/page-life.js';
import { stepKey } from './flow/session-facts.js';
import { StepPresenter } from './flow/step-presenter.js';
import { BankConnectErrorEvent } from './events.js';
import { FormElement, type Connected } from './form/form-element.js';
import { enFirst } from './i18n/en-first.js';
import { loadMessages } from './i18n/load-messages.js';
import type { FirstMessages } from './i18n/messages.js';
import { renderFooter } from './render-footer.js';
import { needsSteps, renderFirst, renderUnloaded, type StepContext } from './render-first.js';
import { originOf } from './server-origin.js';
import { StepsController, type ImportSteps } from './steps-controller.js';
import { surfaceStyles } from './theme/surface.styles.js';
import { plainSearch } from './ui/bank-search.js';
import type { ViewBase } from './views/view-base.js';
import type { BankChosenEvent, CountryChosenEvent } from './views/first-events.js';

/** What `<bank-connect>` is doing: the status of its session, or why there is none. */
export type BankConnectStatus = 'idle' | 'loading' | 'error' | SessionStatus;

/**
 * Connects a bank: list of banks, consent, authentication at the bank, result. Shows one step at a time and goes on by
 * itself after a redirect, a reload or the back button, because the companion server owns the session.
 *
 * Give it a session in one of two ways. `session-endpoint` names an address on the page's own origin that answers
 * `POST {"renew": boolean}` with `{"clientToken": "…"}`: the same token for the same order while its session lives, another
 * one when `renew` is true. Or set the `clientToken` property. The token is kept in memory only.
 *
 * @slot header - Above the step, inside the card.
 * @slot footer - Below the step, inside the card.
 *
 * @fires {BankConnectReadyEvent} bank-connect-ready - A session was read for the first time.
 * @fires {BankConnectStepEvent} bank-connect-step - The shopper sees another step.
 * @fires {BankConnectSuccessEvent} bank-connect-success - Terminal: the bank is connected, or has taken the payment.
 * @fires {BankConnectExitEvent} bank-connect-exit - Terminal: the session was cancelled, expired or failed.
 * @fires {BankConnectAutofillEvent} bank-connect-autofill - The form was filled in, or that was taken back.
 * @fires {Event} change - The value for the form changed: a bank is connected.
 * @fires {BankConnectErrorEvent} bank-connect-error - A problem is shown; most can be overcome in the same session.
 * @fires {BankConnectRenewEvent} bank-connect-renew - Without `session-endpoint`: set the `clientToken` of another session.
 *
 * @csspart base - The card that every step stands on.
 * @csspart silence - The line that tells that there is no connection.
 * @csspart footer - The row below the step, with `cancel`.
 * @csspart cancel - The button that ends the session.
 * @csspart back - The button that goes back to the list of banks.
 *
 * @attr {string} session-endpoint - Address on the page's own origin that answers a POST with a client token.
 * @attr {string} server - Origin of the companion server; a script tag's own origin when the script is loaded from there.
 * @attr {string} locale - BCP 47 tag; default: the nearest `lang`, else the browser's language.
 * @attr {'auto'|'popup'|'tab'} redirect-mode - How to leave for the bank; `auto` takes a window where there is a mouse.
 * @attr {string} name - In a form: the name under which the ids of the connected accounts are submitted.
 * @attr {boolean} required - In a form: it cannot be submitted before a bank is connected.
 * @attr {boolean} disabled - Nothing can be pressed; a disabled fieldset does the same.
 * @attr {string} autofill - Details to fill in after the shopper agreed, and the inputs: `holder iban=account_iban sort-code account-number bic`.
 * @attr {'auto'|'light'|'dark'} theme - Default: follows the page's `color-scheme`.
 */
export class BankConnect extends FormElement {
  static override styles = [
    ...surfaceStyles,
    css`
      .surface[inert] {
        opacity: 0.5;
      }
      .footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        margin-block-start: calc(var(--_spacing) * 2);
      }
      .silence {
        margin-block-end: calc(var(--_spacing) * 4);
        font-size: 0.875em;
        color: var(--_color-warning);
      }
    `,
  ];

  /** Used where `server` is not set. The script for script tags sets it to the origin it was loaded from. */
  static defaultServer: string | undefined;

  /** Fetches the later steps. Whoever registers the element says how: the script for script tags, or `bank-connect/define`. */
  static importSteps: ImportSteps = () => Promise.reject(new TypeError());

  readonly #pageLife = browserPageLife();
  readonly #flow = new FlowController(this, {
    world: browserWorld,
    pageLife: this.#pageLife,
    source: () => ({
      serverOrigin: originOf(this.server ?? BankConnect.defaultServer),
      // An attribute that is taken away is null.
      clientToken: this.clientToken ?? undefined,
      sessionEndpoint: this.sessionEndpoint ?? undefined,
    }),
    notify: (notice) => this.#notify(notice),
  });
  readonly #banks = new BanksController(this);
  readonly #later = new StepsController(this, {
    world: browserWorld,
    pageLife: this.#pageLife,
    importSteps: () => BankConnect.importSteps,
    onSteps: (steps) => steps.attach(this, this.#flow, this.#banks, () => this.messages?.language),
  });
  readonly #presenter = new StepPresenter(this, {
    step: () => this.#step,
    view: () => this.stepElement,
    onStep: () => this.#onStep(),
  });
  #lastStep = '';
  /** Which of the events that come once per session have been fired. */
  readonly #told = new Set<string>();

  @query('.step')
  private readonly stepElement!: ViewBase<FirstMessages> | null;

  @state()
  private messages?: FirstMessages;

  /** Banks chosen in this element, newest first. */
  @state()
  private chosenBanks: readonly string[] = [];

  /** Token of a session, from the merchant's backend. A property only; another token begins another session. */
  @property({ attribute: false })
  clientToken?: string;

  @property({ attribute: 'session-endpoint' })
  sessionEndpoint?: string;

  @property()
  server?: string;

  @property()
  locale?: string;

  @property({ attribute: 'redirect-mode' })
  redirectMode: 'auto' | LeaveMode = 'auto';

  @property({ reflect: true })
  theme?: 'auto' | 'light' | 'dark';

  /** Ids of banks that this shopper used before, newest first; shown on top of the list. The element stores nothing. */
  @property({ attribute: false })
  recentBanks: readonly string[] = [];

  /** What to fill in once the shopper agreed, and in which inputs of the form: `holder iban=account sort-code account-number bic`. */
  @property()
  autofill?: string;

  /** What the element is doing. */
  get status(): BankConnectStatus {
    const { state } = this.#flow;
    switch (state.phase) {
      case 'idle':
        return 'idle';
      case 'opening':
        return 'loading';
      case 'broken':
        return 'error';
      case 'open':
        return state.view.status === 'awaited' ? 'loading' : state.view.status;
    }
  }

  /** Id of the session on the screen; harmless to show and to log. */
  override get sessionId(): string | undefined {
    const { state } = this.#flow;
    return state.phase === 'open' ? state.view.id : undefined;
  }

  /** Id of the connection, once there is one. */
  get connectionId(): string | undefined {
    const { state } = this.#flow;
    return state.phase === 'open' && state.view.status === 'completed' ? state.view.connectionId : undefined;
  }

  /** Begins or resumes. The element does so by itself as soon as it has a token or an endpoint; while it runs, nothing happens. */
  start(): void {
    const { phase } = this.#flow.state;
    if (phase === 'idle' || phase === 'broken') this.#flow.dispatch({ type: 'started', renew: false });
  }

  /** Ends the session as the shopper's cancel button does. */
  cancel(): void {
    this.#give({ type: 'cancel' });
  }

  /** Begins anew with another session; without `session-endpoint` that asks the page by `bank-connect-renew`. */
  restart(): void {
    this.#flow.dispatch({ type: 'renewed' });
  }

  protected override get connected(): Connected {
    const { state } = this.#flow;
    if (state.phase !== 'open' || state.view.status === 'awaited') return 'unknown';
    return state.view.status === 'completed' ? state.view.accounts.map(({ id }) => id) : 'none';
  }

  protected override get missing(): string {
    return (this.messages ?? enFirst).form.missing;
  }

  protected override get anchor(): HTMLElement | null | undefined {
    return this.stepElement?.shadowRoot?.querySelector('h2');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('clientToken') || changed.has('sessionEndpoint') || changed.has('server')) this.#sourceChanged();
    if (changed.has('locale') || this.messages === undefined) void this.#loadMessages();
  }

  #sourceChanged(): void {
    const hasSource = (this.clientToken ?? this.sessionEndpoint ?? undefined) !== undefined;
    this.#flow.dispatch(hasSource ? { type: 'started', renew: false } : { type: 'stopped' });
  }

  async #loadMessages(): Promise<void> {
    const locale = this.#locale;
    const messages = await loadMessages(locale);
    if (locale === this.#locale) this.messages = messages;
  }

  get #locale(): string {
    return this.locale ?? this.closest<HTMLElement>('[lang]:not([lang=""])')?.lang ?? navigator.language;
  }

  /** Names what is on the screen; reading a session for the first time is nothing yet. */
  get #step(): string {
    const { state } = this.#flow;
    if (this.messages === undefined || state.phase === 'idle' || state.phase === 'opening') return '';
    return [this.#sessionStep, this.#lacksSteps, this.#unloaded?.code].join('\n');
  }

  /** The step that the session is at, whether it can be shown or not. */
  get #sessionStep(): string {
    const { state } = this.#flow;
    if (state.phase === 'open') return `${stepKey(state.view)}\n${state.trouble?.problem.code ?? ''}`;
    return state.phase === 'broken' ? state.problem.code : '';
  }

  /** The state calls for a step that has not been loaded. */
  get #lacksSteps(): boolean {
    return this.#later.steps === undefined && needsSteps(this.#flow.state, this.#banks.state);
  }

  /** Why that step will not come by itself. */
  get #unloaded(): WidgetProblem | undefined {
    return this.#lacksSteps ? this.#later.problem : undefined;
  }

  /** Something else is on the screen: what may come next is fetched. */
  #onStep(): void {
    // The heading, where the form shows what is missing, is another one now.
    this.syncForm();
    const problem = this.#unloaded;
    if (problem === undefined) this.#later.load();
    else this.dispatchEvent(new BankConnectErrorEvent(this.sessionId, problem));
    if (this.#sessionStep === this.#lastStep) return;
    this.#lastStep = this.#sessionStep;
    this.#loadBanks();
  }

  #loadBanks(): void {
    const { client, state } = this.#flow;
    if (client === undefined || state.phase !== 'open' || state.view.status !== 'bank_selection') return;
    const { list, country } = { list: undefined, country: undefined, ...this.#banks.state };
    this.#banks.load(client, list?.country ?? country ?? state.view.country);
  }

  #notify(notice: Notice): void {
    if (notice.type === 'renew' && (this.sessionEndpoint ?? undefined) !== undefined) return;
    const key = onceKey(notice);
    if (key !== undefined && this.#told.has(key)) return;
    if (key !== undefined) this.#told.add(key);
    if (notice.type === 'step' && notice.view.status === 'consent') this.#remember(notice.view.bank.id);
    // Who hears of the success may submit the form at once.
    if (notice.type === 'success') this.syncForm();
    this.dispatchEvent(eventOf(notice));
    if (notice.type === 'success') this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #remember(bankId: string): void {
    this.chosenBanks = [...new Set([bankId, ...this.chosenBanks])];
  }

  #give(command: Command): void {
    this.#later.load();
    this.#flow.dispatch({ type: 'command_given', command });
  }

  #onBankChosen({ bankId }: BankChosenEvent): void {
    this.#give({ type: 'choose_bank', bankId });
  }

  #onCountryChosen({ country }: CountryChosenEvent): void {
    if (this.#flow.client !== undefined) this.#banks.load(this.#flow.client, country);
  }

  #context(messages: FirstMessages): StepContext {
    const { client } = this.#flow;
    return {
      messages,
      locale: this.#locale,
      serverOrigin: client?.origin ?? '',
      client,
      banks: this.#banks.state,
      makeSearch: this.#later.steps?.makeSearch ?? plainSearch,
      recentBanks: [...new Set([...this.chosenBanks, ...this.recentBanks])],
      settings: this,
      unused: this.isReset,
    };
  }

  #renderStep(messages: FirstMessages): unknown {
    const { state } = this.#flow;
    const context = this.#context(messages);
    if (this.#unloaded !== undefined) return renderUnloaded(this.#unloaded, context);
    return needsSteps(state, context.banks) && this.#later.steps !== undefined
      ? this.#later.steps.render(state, context)
      : renderFirst(state, context);
  }

  protected override render(): unknown {
    const { messages } = this;
    if (messages === undefined) return nothing;
    const { state } = this.#flow;
    return html`<div
      class="surface"
      part="base"
      ?inert=${this.isDisabled}
      lang=${messages.language}
      dir=${messages.direction}
      @bank-chosen=${this.#onBankChosen}
      @country-chosen=${this.#onCountryChosen}
      @accounts-reused=${() => this.resetAccounts(false)}
      @problem-action=${() => this.#later.load()}
    >
      <slot name="header"></slot>
      ${this.#later.steps?.renderSilence(state, messages)} ${this.#renderStep(messages)}
      ${renderFooter(state, messages, {
        leaveBank: () => this.#give({ type: 'choose_bank', bankId: null }),
        cancel: () => this.cancel(),
        lacksSteps: this.#lacksSteps,
      })}
      <slot name="footer"></slot>
      <div class="sr-only" role="status">${this.#presenter.announcement}</div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bank-connect': BankConnect;
  }
}
