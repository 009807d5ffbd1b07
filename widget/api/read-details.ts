import type { AutofillDetails } from '../../server/contract/accounts.js';
import { members, optional, text } from './parse.js';

/** `AutofillDetails` of server/contract/accounts.ts. */
export const readDetails = members<AutofillDetails>({
  holder: optional(text),
  iban: optional(text),
  sortCode: optional(text),
  accountNumber: optional(text),
  bic: optional(text),
});
