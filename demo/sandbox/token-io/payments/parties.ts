import { isIban } from '../accounts/iban.js';
import { isObject } from '../wire.js';
import { expected, fieldError } from './field-error.js';
import type { LocalInstrument } from './offer.js';

type Party = Readonly<Record<string, unknown>>;
const has = (party: Party, name: string): boolean => typeof party[name] === 'string' && party[name] !== '';

/** The identifiers that a way of paying takes: one of these sets, complete (OpenAPI document, LocalInstrument). */
const IDENTIFIERS: Readonly<Record<LocalInstrument, readonly (readonly string[])[]>> = {
  SEPA: [['iban']],
  SEPA_INSTANT: [['iban']],
  FASTER_PAYMENTS: [['sortCode', 'accountNumber']],
  ELIXIR: [['iban'], ['accountNumber']],
  EU_DOMESTIC_NON_EURO: [['iban'], ['bban']],
  EU_DOMESTIC_NON_EURO_INSTANT: [['iban'], ['bban']],
  BANKGIRO: [['bankgiroNumber']],
  PLUSGIRO: [['plusgiroNumber']],
  AUTO_SELECT: [['iban'], ['sortCode', 'accountNumber'], ['bban'], ['bankgiroNumber'], ['plusgiroNumber']],
};

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  iban: isIban,
  bic: (text) => /^[A-Z0-9]{8}([A-Z0-9]{3})?$/.test(text),
  sortCode: (text) => /^\d{6}$/.test(text),
  accountNumber: (text) => /^\d{8}$|^\d{26}$/.test(text),
  bban: (text) => /^[A-Za-z0-9]{1,35}$/.test(text),
  clearingNumber: (text) => /^\d{4,5}$/.test(text),
  bankgiroNumber: (text) => /^\d{7,8}$/.test(text),
  plusgiroNumber: (text) => /^\d{2,8}$/.test(text),
};

const checkFormats = (party: Party, path: string): void => {
  for (const [name, isGood] of Object.entries(FORMATS)) {
    const value = party[name];
    if (typeof value === 'string' && !isGood(value)) throw fieldError('InvalidFormat', `${path}.${name}`, 'invalid');
  }
};

/** An account of the right kind, and a name. Settlement accounts are named by their id alone. */
export const checkParty = (value: unknown, path: string, instrument: LocalInstrument): void => {
  if (!isObject(value)) throw expected(path);
  if (path.endsWith('creditor') && has(value, 'virtualAccountId')) return;
  const sets = IDENTIFIERS[instrument];
  if (!sets.some((names) => names.every((name) => has(value, name)))) {
    throw expected(`${path}.${sets[0]?.find((name) => !has(value, name)) ?? ''}`);
  }
  checkFormats(value, path);
  if (!has(value, 'name')) throw expected(`${path}.name`);
  if (String(value['name']).length > 140) throw fieldError('InvalidFormat', `${path}.name`, 'longer than 140');
};
