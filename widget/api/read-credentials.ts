import type { CredentialsView } from '../../server/contract/fields.js';
import { flag, integer, members, optional, text } from './parse.js';
import { readFields } from './read-fields.js';

/** `CredentialsView` of server/contract/fields.ts; in a file of its own, because only the credential frame reads it. */
export const readCredentials = members<CredentialsView>({
  bankName: text,
  round: integer,
  fields: readFields,
  again: optional(flag),
});
