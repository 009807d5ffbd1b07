import type { CredentialField } from '../../../contract/fields.js';
import { cleanText } from '../../../lib/clean-text.js';
import { isIban } from '../source-account.js';
import type { Debtor } from './order.js';

const ibanId = 'debtor-iban';
const nameId = 'debtor-name';

/** The fields that ask a payer for the account, where the bank wants it named before (`mandatoryFields`). */
export const debtorFields: readonly CredentialField[] = [
  { kind: 'text', id: ibanId, label: 'IBAN of your account' },
  { kind: 'text', id: nameId, label: 'Name of the account holder' },
];

/** The account that was typed; `invalid` when the IBAN is none, `missing` when nothing was typed. */
export function readDebtor(values: Readonly<Record<string, string>>): Debtor | 'invalid' | 'missing' {
  const iban = (values[ibanId] ?? '').replace(/\s/g, '').toUpperCase();
  const name = cleanText(values[nameId] ?? '', 70);
  if (iban === '' || name === '') return 'missing';
  return isIban(iban) ? { iban, name } : 'invalid';
}

/** The fields once more after an IBAN that is none. */
export const debtorFieldsAgain: readonly CredentialField[] = debtorFields.map((field) =>
  field.id === ibanId ? { ...field, help: 'This IBAN is not valid. Check it and try again.' } : field,
);
