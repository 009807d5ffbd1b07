import type { CredentialField, CredentialsView } from '../../server/contract/fields.js';
import { badAnswer, flag, integer, list, oneOf, optional, own, text } from './parse.js';

const kinds = [
  'text',
  'password',
  'otp',
  'choice',
  'confirmation',
  'message',
  'image',
  'flicker',
] as const satisfies readonly CredentialField['kind'][];
const mediaTypes = ['image/png', 'image/jpeg', 'image/gif'] as const;

const readOption = (json: unknown) => ({ value: text(json, 'value'), label: text(json, 'label') });

function readImage(json: unknown) {
  const base64 = text(json, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw badAnswer('base64');
  return { mediaType: oneOf(json, 'mediaType', mediaTypes), base64 };
}

/** One `CredentialField` of server/contract/fields.ts. */
export function readField(json: unknown): CredentialField {
  const common = { id: text(json, 'id'), label: text(json, 'label'), help: optional(json, 'help', text) };
  const kind = oneOf(json, 'kind', kinds);
  switch (kind) {
    case 'choice':
    case 'confirmation':
      return { kind, ...common, options: list(json, 'options', readOption) };
    case 'image':
      return { kind, ...common, image: readImage(own(json, 'image')), answerable: flag(json, 'answerable') };
    case 'flicker':
      return { kind, ...common, flickerCode: text(json, 'flickerCode'), answerable: flag(json, 'answerable') };
    default:
      return { kind, ...common };
  }
}

/** The fields of one round: 1 to 8, no id twice. */
export function readFields(source: unknown, key: string): CredentialField[] {
  const fields = list(source, key, readField);
  if (fields.length < 1 || fields.length > 8 || new Set(fields.map(({ id }) => id)).size !== fields.length) {
    throw badAnswer(key);
  }
  return fields;
}

/** `CredentialsView` of server/contract/fields.ts. */
export const readCredentials = (json: unknown): CredentialsView => ({
  bankName: text(json, 'bankName'),
  round: integer(json, 'round'),
  fields: readFields(json, 'fields'),
});
