import { html, nothing, type TemplateResult } from 'lit';
import type { CredentialField } from '../../server/contract/fields.js';
import type { CredentialMessages } from '../i18n/credential-messages.js';
import { icon } from '../ui/icon.js';
import * as icons from '../ui/icons.js';
import { inputModeOf, isCode } from './credential-answers.js';

/** More options than this become a select. */
const radioLimit = 5;

/** Everything that the template of one input needs; `id` is unique in the form, `name` also in the session. */
export interface InputContext {
  readonly id: string;
  readonly name: string;
  readonly busy: boolean;
  /** Text of what is wrong; linked to the input. */
  readonly error: string | undefined;
  readonly revealed: boolean;
  readonly messages: CredentialMessages;
  readonly onReveal: () => void;
  readonly onInput: () => void;
}

const described = ({ id, error }: InputContext, field: CredentialField): string | typeof nothing =>
  [error && `${id}-error`, field.help && `${id}-help`].filter(Boolean).join(' ') || nothing;

/** Text of the bank or provider, isolated: never markup, and in the direction of its own script. */
export const quoted = (text: string): TemplateResult => html`<bdi dir="auto">${text}</bdi>`;

export const fieldNotes = (field: CredentialField, { id, error }: InputContext): TemplateResult =>
  html`${field.help ? html`<small class="help" id="${id}-help">${quoted(field.help)}</small>` : nothing}${
    error ? html`<span class="error" id="${id}-error">${icon(icons.alert)}<span>${error}</span></span>` : nothing
  }`;

/** A line to type into. Password managers and form histories are told to keep out (security.md T37); pasting is allowed. */
export function typedInput(field: CredentialField, context: InputContext): TemplateResult {
  const secret = field.kind === 'password';
  return html`<input
    id=${context.id}
    class=${isCode(field) ? 'code' : ''}
    part="input"
    type=${secret && !context.revealed ? 'password' : 'text'}
    name=${context.name}
    autocomplete=${isCode(field) ? 'one-time-code' : 'off'}
    inputmode=${inputModeOf(field)}
    autocapitalize="off"
    autocorrect="off"
    spellcheck="false"
    maxlength="1024"
    aria-required="true"
    aria-invalid=${context.error ? 'true' : 'false'}
    aria-describedby=${described(context, field)}
    ?readonly=${context.busy}
    @input=${context.onInput}
  />`;
}

export function passwordInput(field: CredentialField, context: InputContext): TemplateResult {
  const { showPassword, hidePassword } = context.messages.credentials;
  return html`<div class="secret">
    ${typedInput(field, context)}
    <button class="quiet" type="button" @click=${context.onReveal}>
      ${context.revealed ? hidePassword : showPassword}<span class="sr-only"> ${quoted(field.label)}</span>
    </button>
  </div>`;
}

type WithOptions = Extract<CredentialField, { readonly kind: 'choice' | 'confirmation' }>;

function radios(field: WithOptions, context: InputContext): TemplateResult {
  return html`<fieldset
    class="field"
    role="radiogroup"
    aria-required="true"
    aria-invalid=${context.error ? 'true' : 'false'}
    aria-describedby=${described(context, field)}
  >
    <legend>${quoted(field.label)}</legend>
    <div class="stack">
      ${field.options.map(
        ({ value, label }, index) =>
          html`<label class="choice"
            ><input
              id=${index === 0 ? context.id : nothing}
              type="radio"
              name=${context.name}
              .value=${value}
              @change=${context.onInput}
            />${quoted(label)}</label
          >`,
      )}
    </div>
    ${fieldNotes(field, context)}
  </fieldset>`;
}

function select(field: WithOptions, context: InputContext): TemplateResult {
  return html`<div class="field">
    <label for=${context.id}>${quoted(field.label)}</label>
    <div class="select">
      <select
        id=${context.id}
        part="input"
        name=${context.name}
        aria-required="true"
        aria-invalid=${context.error ? 'true' : 'false'}
        aria-describedby=${described(context, field)}
        @change=${context.onInput}
      >
        <option value="" selected>${context.messages.credentials.choose}</option>
        ${field.options.map(({ value, label }) => html`<option .value=${value}>${label}</option>`)}
      </select>
      ${icon(icons.next)}
    </div>
    ${fieldNotes(field, context)}
  </div>`;
}

/** One of several: radio buttons while they are few, else a select. */
export const choiceInput = (field: WithOptions, context: InputContext): TemplateResult =>
  field.options.length > radioLimit ? select(field, context) : radios(field, context);
