import type { CredentialField } from '../../server/contract/fields.js';
import { fold } from '../ui/fold.js';
import { asksForCardNumber, asksForCardSecret, looksLikeCardNumber } from './card-guard.js';

export type AnswerFault = 'required' | 'choice' | 'card';

/** A field that the shopper answers; the others are for reading only. */
export const takesAnswer = (field: CredentialField): boolean =>
  field.kind === 'image' || field.kind === 'flicker' ? field.answerable : field.kind !== 'message';

/** A field that is typed into, as opposed to chosen from. */
export const isTyped = (field: CredentialField): boolean =>
  takesAnswer(field) && field.kind !== 'choice' && field.kind !== 'confirmation';

/** Fields whose answer is a code of a few characters. */
export const isCode = ({ kind }: CredentialField): boolean => kind === 'otp' || kind === 'image' || kind === 'flicker';

const textOf = ({ label, help = '' }: CredentialField): string => `${label} ${help}`;

/** The answer as it is sent: codes may be typed or pasted in groups, `123 456`. Nothing else is touched. */
export const cleanAnswer = (field: CredentialField, value: string): string =>
  isCode(field) ? value.replaceAll(/\s/g, '') : value;

/** Digits only where the bank says so: some codes hold letters, which a numeric keypad could not type. */
export const inputModeOf = (field: CredentialField): 'numeric' | 'text' =>
  isCode(field) && /\d ?stellig|digit|ziffer|zahl|chiffre|cifr|cijfer|numeric|numerique/.test(fold(textOf(field)))
    ? 'numeric'
    : 'text';

/** What is wrong with an answer; undefined when it can go. A card number is held back once, unless the bank asks for one. */
export function faultOf(field: CredentialField, value: string): AnswerFault | undefined {
  if (value === '') return isTyped(field) ? 'required' : 'choice';
  const suspicious = isTyped(field) && !asksForCardNumber(textOf(field)) && looksLikeCardNumber(value);
  return suspicious ? 'card' : undefined;
}

/** How far a set of fields can be trusted: refused ones are not shown at all, the others with a warning. */
export type Suspicion = 'refused' | 'secret_mentioned' | 'card_number';

export function suspicionOf(fields: readonly CredentialField[]): Suspicion | undefined {
  if (fields.some((field) => takesAnswer(field) && asksForCardSecret(textOf(field)))) return 'refused';
  if (fields.some((field) => asksForCardSecret(textOf(field)))) return 'secret_mentioned';
  return fields.some((field) => takesAnswer(field) && asksForCardNumber(textOf(field))) ? 'card_number' : undefined;
}
