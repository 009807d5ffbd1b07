import type { SandboxBank } from '../banks/bank.js';
import { accountId } from '../ids.js';
import type { JsonObject } from '../wire.js';
import { ibanFor } from './iban.js';
import { transactionsOf, type BankTransaction } from './transactions.js';

/** An account of the sandbox's one customer. Amounts are decimal strings. */
export interface BankAccount {
  readonly id: string;
  readonly name: string;
  readonly type: 'CHECKING' | 'SAVINGS' | 'CARD' | 'OTHER';
  readonly currency: string;
  readonly identifiers: readonly JsonObject[];
  readonly available: string;
  readonly current: string;
  readonly locked: boolean;
  /** Newest first. */
  readonly transactions: readonly BankTransaction[];
  readonly providerDetails: JsonObject;
}

export const ACCOUNT_HOLDER = 'Zoë Åkesson-Müller';

interface Template {
  readonly key: string;
  readonly name: string;
  readonly type: BankAccount['type'];
  readonly currency?: string;
  readonly available: string;
  readonly current: string;
  readonly transactions: number;
  readonly locked?: boolean;
  identifiers(country: string, seed: string): readonly JsonObject[];
}

const ibanIdentifier = (country: string, seed: string): JsonObject => ({ iban: { iban: ibanFor(country, seed) } });

const domestic = (country: string, seed: string): readonly JsonObject[] => {
  const iban = ibanFor(country, seed);
  if (country !== 'GB') return [{ iban: { iban } }];
  return [{ gbDomestic: { sortCode: iban.slice(8, 14), accountNumber: iban.slice(14) } }, { iban: { iban } }];
};

/** Between them: every type, several currencies, a zero balance, a debt, an account that is locked. */
const TEMPLATES: readonly [Template, ...Template[]] = [
  {
    key: 'everyday',
    name: 'Everyday account',
    type: 'CHECKING',
    available: '2874.19',
    current: '2914.19',
    transactions: 250,
    identifiers: domestic,
  },
  {
    key: 'savings',
    name: 'Rainy day savings',
    type: 'SAVINGS',
    available: '15200',
    current: '15200',
    transactions: 24,
    identifiers: (country, seed) => [ibanIdentifier(country, seed)],
  },
  {
    key: 'card',
    name: 'Travel card',
    type: 'CARD',
    available: '1187.65',
    current: '-312.35',
    transactions: 41,
    identifiers: () => [{ pan: { pan: '5555555555554444' } }],
  },
  {
    key: 'dollar',
    name: 'US dollar account',
    type: 'OTHER',
    currency: 'USD',
    available: '0',
    current: '0',
    transactions: 0,
    identifiers: () => [{ bban: { bban: '000123456789', clearingNumber: '021000021' } }],
  },
  {
    key: 'former',
    name: '',
    type: 'CHECKING',
    available: '12.5',
    current: '12.5',
    transactions: 3,
    locked: true,
    identifiers: (country, seed) => [ibanIdentifier(country, seed), { msisdn: { msisdn: '46700123456' } }],
  },
];

const detailsFor = (bank: SandboxBank, template: Template): JsonObject => {
  if (bank.countries[0] === 'GB') {
    const subtype = { CHECKING: 'CURRENT_ACCOUNT', SAVINGS: 'SAVINGS', CARD: 'CREDIT_CARD', OTHER: 'EMONEY' };
    const details = { accountType: 'PERSONAL_ACCOUNT', accountSubtype: subtype[template.type], partyType: 'SOLE' };
    return { cma9AccountDetails: { ...details, name: ACCOUNT_HOLDER } };
  }
  const cashAccountType = { CHECKING: 'CACC', SAVINGS: 'SVGS', CARD: 'CARD', OTHER: 'OTHR' }[template.type];
  return { nextGenPsd2AccountDetails: { cashAccountType, product: template.name, usage: 'PRIV' } };
};

/** The accounts behind a consent: the same for a bank every time, with transactions up to today. */
export const accountsOf = (bank: SandboxBank, nowMs: number): readonly BankAccount[] => {
  const country = bank.countries[0] ?? 'GB';
  return TEMPLATES.map((template) => {
    const seed = `${bank.id} ${template.key}`;
    const currency = template.currency ?? (country === 'GB' ? 'GBP' : bank.currency);
    return {
      id: accountId(seed),
      name: template.name,
      type: template.type,
      currency,
      identifiers: template.identifiers(country, seed),
      available: template.available,
      current: template.current,
      locked: template.locked ?? false,
      transactions: transactionsOf({ seed, currency, count: template.transactions, nowMs }),
      providerDetails: detailsFor(bank, template),
    };
  });
};
