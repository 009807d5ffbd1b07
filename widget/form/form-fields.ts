import type { AutofillDetails, AutofillField } from '../../server/contract/accounts.js';

/** An input of the merchant's form, or a custom element that behaves like one. */
interface Fillable extends HTMLElement {
  value: string;
}

/** A detail of the account, and where in the form it belongs. */
export interface FormField {
  readonly detail: AutofillField;
  readonly input: Fillable;
}

/** What an input was filled in with, and what was there before. */
interface Filling extends FormField {
  readonly before: string;
  readonly value: string;
}

const details: Readonly<Record<string, AutofillField>> = {
  holder: 'holder',
  iban: 'iban',
  'sort-code': 'sortCode',
  'account-number': 'accountNumber',
  bic: 'bic',
};

/**
 * The inputs that `autofill` names, as far as the form has them: `iban` is the input of that name, `iban=account` the one that
 * is called `account`. The first of a name counts; other words are left out.
 */
export function formFields(form: HTMLFormElement, autofill: string): readonly FormField[] {
  return autofill.split(/\s+/).flatMap((word): FormField[] => {
    const [, token = '', name = token] = /^([^=]+)(?:=(.+))?$/.exec(word) ?? [];
    const detail = Object.hasOwn(details, token) ? details[token] : undefined;
    // Not `form.elements`: an input may bear that very name.
    const root = form.getRootNode() as Node & ParentNode;
    const named = [...root.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const input = named.find((each): each is Fillable => isOf(each, form));
    return detail && input ? [{ detail, input }] : [];
  });
}

const isOf = (element: Element, form: HTMLFormElement): boolean =>
  'form' in element && element.form === form && 'value' in element && typeof element.value === 'string';

/** One filling-in of a form, which can be taken back. */
export class FormFilling {
  readonly #fillings: readonly Filling[];

  constructor(fields: readonly FormField[], found: AutofillDetails) {
    this.#fillings = fields.flatMap((field) => {
      const value = found[field.detail];
      return value === undefined ? [] : [{ ...field, value, before: field.input.value }];
    });
    for (const { input, value } of this.#fillings) write(input, value);
  }

  get details(): readonly AutofillField[] {
    return this.#fillings.map(({ detail }) => detail);
  }

  /** Whether the input still has what was filled in. */
  holds(input: HTMLElement): boolean {
    return this.#fillings.some((filling) => filling.input === input && filling.value === filling.input.value);
  }

  /** Brings back what was there; what was typed since stays. */
  undo(): void {
    for (const { input, value, before } of this.#fillings) if (input.value === value) write(input, before);
  }
}

/** As if it had been typed: by the setter of the prototype, because frameworks hide it on the input itself, and with its events. */
function write(input: Fillable, value: string): void {
  Reflect.set(Object.getPrototypeOf(input) as object, 'value', value, input);
  for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
}
