import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';

/** Ids of the connected accounts; `none` before there is a connection, `unknown` until a session says how things are. */
export type Connected = readonly string[] | 'none' | 'unknown';

/**
 * An element that takes part in a form. Its value are the ids of the connected accounts: references, by which the merchant's
 * backend finds them, and nothing else. The same references are what a browser keeps for the way back to the page.
 */
export abstract class FormElement extends LitElement {
  /** In a form the element is a control like any other. */
  static readonly formAssociated = true;

  readonly #internals = Object.assign(this.attachInternals(), { role: 'group' });
  /** What the browser kept: counts while nothing else is known. */
  #restored: readonly string[] | undefined;
  /** The session whose accounts a reset took out of the form. */
  #reset: string | undefined;
  /** What the browser says: by itself, or with its fieldset. */
  #disabled = false;

  /** Under this name a form submits the ids of the connected accounts. */
  @property({ reflect: true })
  name?: string;

  /** The form cannot be submitted before a bank is connected. */
  @property({ type: Boolean, reflect: true })
  required = false;

  /** Nothing can be pressed; a disabled fieldset does the same. */
  @property({ type: Boolean, reflect: true })
  disabled = false;

  /** Ids of the accounts that the form submits; empty while there are none. */
  get accountIds(): readonly string[] {
    return this.#value ?? [];
  }

  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }

  get labels(): NodeList {
    return this.#internals.labels;
  }

  get validity(): ValidityState {
    return this.#internals.validity;
  }

  get validationMessage(): string {
    return this.#internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.#internals.willValidate;
  }

  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }

  /** The same; what is missing is shown to the shopper. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** @ignore */
  formDisabledCallback(disabled: boolean): void {
    this.#disabled = disabled;
    this.requestUpdate();
  }

  /** @ignore */
  formResetCallback(): void {
    this.resetAccounts(true);
  }

  /** @ignore */
  formStateRestoreCallback(kept: unknown): void {
    this.#restored = typeof kept === 'string' ? kept.split(' ') : undefined;
    this.requestUpdate();
  }

  protected override updated(): void {
    this.syncForm();
  }

  abstract get sessionId(): string | undefined;

  protected abstract get connected(): Connected;

  /** What the form shows where a bank is required and missing. */
  protected abstract get missing(): string;

  /** Where it shows it: something in the element that can take the focus. */
  protected abstract get anchor(): HTMLElement | null | undefined;

  /** The shopper can press nothing. */
  protected get isDisabled(): boolean {
    return this.disabled || this.#disabled;
  }

  /** True after a reset of the form: there are accounts, but they are not submitted. */
  protected get isReset(): boolean {
    return this.#reset !== undefined && this.#reset === this.sessionId;
  }

  /** Takes the accounts out of the form, or puts them back. The connection is not touched. */
  protected resetAccounts(isReset: boolean): void {
    this.#restored = undefined;
    this.#reset = isReset && Array.isArray(this.connected) ? this.sessionId : undefined;
    this.syncForm();
    this.requestUpdate();
  }

  /** Tells the form what there is now. */
  protected syncForm(): void {
    const { name, required } = this;
    const value = this.#value;
    const entries = new FormData();
    for (const id of value ?? []) if (name) entries.append(name, id);
    this.#internals.setFormValue(value ? entries : null, value?.join(' '));
    const valueMissing = required && value === undefined;
    this.#internals.setValidity({ valueMissing }, valueMissing ? this.missing : '', this.anchor ?? undefined);
  }

  /** What is submitted; undefined while there is no connection. */
  get #value(): readonly string[] | undefined {
    const { connected } = this;
    if (connected === 'unknown') return this.#restored;
    return connected === 'none' || this.isReset ? undefined : connected;
  }
}
