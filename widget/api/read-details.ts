import type { AutofillDetails } from '../../server/contract/accounts.js';
import { optional, text } from './parse.js';

/** `AutofillDetails` of server/contract/accounts.ts. */
export const readDetails = (json: unknown): AutofillDetails => ({
  holder: optional(json, 'holder', text),
  iban: optional(json, 'iban', text),
  sortCode: optional(json, 'sortCode', text),
  accountNumber: optional(json, 'accountNumber', text),
  bic: optional(json, 'bic', text),
});
