import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FlowState } from '../flow/flow-state.js';

export interface FormControlOptions {
  state(): FlowState;
  /** What the form shows where a bank is required and missing. */
  missing(): string;
  /** Where it shows it: something in the element that can take the focus. */
  anchor(): HTMLElement | null | undefined;
}

type Host = ReactiveControllerHost & HTMLElement & { readonly name?: string; readonly required: boolean };

/**
 * The element's part in a form. Its value are the ids of the connected accounts: references, by which the merchant's
 * backend finds them, and nothing else. The same references are what a browser keeps for the way back to the page.
 */
export class FormControl implements ReactiveController {
  readonly internals: ElementInternals;
  readonly #host: Host;
  readonly #options: FormControlOptions;
  /** What the browser kept, until a session says how things are. */
  #restored: readonly string[] | undefined;
  /** The session whose accounts a reset took out of the form. */
  #reset: string | undefined;
  #disabled = false;

  constructor(host: Host, options: FormControlOptions) {
    this.#host = host;
    this.#options = options;
    this.internals = host.attachInternals();
    this.internals.role = 'group';
    host.addController(this);
  }

  /** Ids of the accounts that are submitted; undefined while there is no connection. */
  get value(): readonly string[] | undefined {
    const state = this.#options.state();
    if (state.phase !== 'open') return this.#restored;
    const { view } = state;
    return view.status === 'completed' && view.id !== this.#reset ? view.accounts.map(({ id }) => id) : undefined;
  }

  /** True after a reset of the form: there are accounts, but they are not submitted. */
  get isReset(): boolean {
    const state = this.#options.state();
    return state.phase === 'open' && state.view.id === this.#reset;
  }

  /** What the browser says: the element is disabled, by itself or with its fieldset. */
  get isDisabled(): boolean {
    return this.#disabled;
  }

  disable(disabled: boolean): void {
    this.#disabled = disabled;
    this.#host.requestUpdate();
  }

  restore(kept: unknown): void {
    this.#restored = typeof kept === 'string' ? kept.split(' ') : undefined;
    this.#host.requestUpdate();
  }

  /** Takes the accounts out of the form, or puts them back. The connection is not touched. */
  reset(isReset: boolean): void {
    const state = this.#options.state();
    this.#restored = undefined;
    this.#reset = isReset && state.phase === 'open' && state.view.status === 'completed' ? state.view.id : undefined;
    this.sync();
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    this.sync();
  }

  /** Tells the form what there is now. */
  sync(): void {
    const { name, required } = this.#host;
    const { value } = this;
    const entries = new FormData();
    for (const id of value ?? []) if (name) entries.append(name, id);
    this.internals.setFormValue(value ? entries : null, value?.join(' '));
    const valueMissing = required && value === undefined;
    this.internals.setValidity(
      { valueMissing },
      valueMissing ? this.#options.missing() : '',
      this.#options.anchor() ?? undefined,
    );
  }
}
