import { html, type TemplateResult } from 'lit';
import type { CredentialField } from '../../server/contract/fields.js';
import { fill } from '../i18n/format.js';
import { isTyped } from './credential-answers.js';
import { choiceInput, fieldNotes, passwordInput, quoted, typedInput, type InputContext } from './credential-inputs.js';

type Typed = (field: CredentialField, context: InputContext, label: unknown) => TemplateResult;

const typedField: Typed = (field, context, label) =>
  html`<div class="field">
    <label for=${context.id}>${label}</label>
    ${field.kind === 'password' ? passwordInput(field, context) : typedInput(field, context)}
    ${fieldNotes(field, context)}
  </div>`;

/** A picture or a flickering code, and a line for the answer where the field takes it itself. */
const challengeField = (field: CredentialField, context: InputContext, challenge: TemplateResult): TemplateResult =>
  html`<div class="challenge">
    <span class="label">${quoted(field.label)}</span>
    ${challenge}
    ${isTyped(field) ? typedField(field, context, context.messages.credentials.answer) : fieldNotes(field, context)}
  </div>`;

/** A text of the bank, shown as a quotation. */
export const messageField = (field: CredentialField, context: InputContext): TemplateResult =>
  html`<div class="field">
    <blockquote part="message" dir="auto">${field.label}</blockquote>
    ${fieldNotes(field, context)}
  </div>`;

/** One field of the bank in the form; `bank` is its name. */
export function credentialField(field: CredentialField, context: InputContext, bank: string): TemplateResult {
  const { messages } = context;
  switch (field.kind) {
    case 'text':
    case 'password':
    case 'otp':
      return typedField(field, context, quoted(field.label));
    case 'choice':
    case 'confirmation':
      return choiceInput(field, context);
    case 'message':
      return messageField(field, context);
    case 'image':
      return challengeField(
        field,
        context,
        html`<bank-connect-photo-tan
          .image=${field.image}
          .description=${fill(messages.credentials.image, { bank })}
          .messages=${messages}
        ></bank-connect-photo-tan>`,
      );
    case 'flicker':
      return challengeField(
        field,
        context,
        html`<bank-connect-chip-tan .code=${field.flickerCode} .messages=${messages}></bank-connect-chip-tan>`,
      );
  }
}
