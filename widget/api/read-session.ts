import type { AccountSummary, AccountType } from '../../server/contract/accounts.js';
import type { Bank, BankList } from '../../server/contract/banks.js';
import type { Problem } from '../../server/contract/errors.js';
import type { Money } from '../../server/contract/money.js';
import type { CreditorAccount, PaymentStatus, PaymentView } from '../../server/contract/payments.js';
import type { ConsentView, Scope, SessionStatus, SessionView, TerminalStatus } from '../../server/contract/session.js';
import { badAnswer, flag, integer, list, oneOf, optional, own, path, plainText, text, time } from './parse.js';
import { readFields } from './read-fields.js';
import { readProblem } from './read-problem.js';

const statuses = [
  'bank_selection',
  'consent',
  'processing',
  'redirect',
  'credentials',
  'decoupled',
  'account_selection',
  'attempt_failed',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const satisfies readonly SessionStatus[];
const terminal: readonly SessionStatus[] = [
  'completed',
  'failed',
  'cancelled',
  'expired',
] satisfies readonly TerminalStatus[];
const paymentStatuses = [
  'pending',
  'accepted',
  'completed',
  'settled',
  'rejected',
  'failed',
  'cancelled',
  'expired',
  'unknown',
] as const satisfies readonly PaymentStatus[];
const scopes = ['accounts', 'balances', 'transactions', 'standing_orders'] as const satisfies readonly Scope[];

/** Whether nothing comes after this status. */
export const isTerminal = (status: SessionStatus): boolean => terminal.includes(status);

const readBank = (json: unknown): Bank => ({
  id: text(json, 'id'),
  name: text(json, 'name'),
  bic: optional(json, 'bic', text),
  logo: optional(json, 'logo', path),
  down: own(json, 'down') === true ? true : undefined,
});
const bankOf = (json: unknown): Bank => readBank(own(json, 'bank'));

const readScope = (item: unknown): Scope => oneOf({ item }, 'item', scopes);

/** An address that may become a link: absolute, https, or http for a shop on this machine. */
function webAddress(source: unknown, key: string): string {
  const value = text(source, key);
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) throw badAnswer(key);
  return value;
}

const readConsent = (json: unknown): ConsentView => ({
  merchantName: text(json, 'merchantName'),
  tppName: optional(json, 'tppName', text),
  purpose: text(json, 'purpose'),
  scopes: list(json, 'scopes', readScope),
  accessUntil: optional(json, 'accessUntil', time),
  termsUrl: optional(json, 'termsUrl', webAddress),
  privacyUrl: optional(json, 'privacyUrl', webAddress),
});

/** `Intl` throws at anything else. */
const moneyOf = (json: unknown): Money => ({
  value: matching(json, 'value', /^-?\d+(\.\d+)?$/),
  currency: matching(json, 'currency', /^[A-Z]{3}$/),
});

function matching(json: unknown, key: string, pattern: RegExp): string {
  const value = text(json, key);
  if (!pattern.test(value)) throw badAnswer(key);
  return value;
}

const readCreditorAccount = (json: unknown): CreditorAccount =>
  own(json, 'scheme') === 'iban'
    ? { scheme: 'iban', iban: text(json, 'iban') }
    : { scheme: 'sort_code', sortCode: text(json, 'sortCode'), accountNumber: text(json, 'accountNumber') };

function readPayment(source: unknown, key: string): PaymentView {
  const json = own(source, key);
  const order = own(json, 'order');
  const creditor = own(order, 'creditor');
  return {
    id: text(json, 'id'),
    status: oneOf(json, 'status', paymentStatuses),
    order: {
      amount: moneyOf(own(order, 'amount')),
      creditor: { name: text(creditor, 'name'), account: readCreditorAccount(own(creditor, 'account')) },
      reference: text(order, 'reference'),
    },
  };
}

const accountTypes = ['current', 'savings', 'card', 'loan', 'other'] as const satisfies readonly AccountType[];

const readAccount = (json: unknown): AccountSummary => ({
  id: text(json, 'id'),
  name: text(json, 'name'),
  maskedIdentifier: text(json, 'maskedIdentifier'),
  type: optional(json, 'type', (source, key) => oneOf(source, key, accountTypes)),
  currency: optional(json, 'currency', text),
  balance: optional(json, 'balance', (source, key) => moneyOf(own(source, key))),
});

const problemOf = (json: unknown): Problem => readProblem(own(json, 'problem'));

/** `SessionView` of server/contract/session.ts, member by member. Throws `bad_answer`. */
export function readSession(json: unknown): SessionView {
  const status = oneOf(json, 'status', statuses);
  const base = {
    id: text(json, 'id'),
    version: integer(json, 'version'),
    expiresAt: time(json, 'expiresAt'),
    merchantName: text(json, 'merchantName'),
    framePath: path(json, 'framePath'),
    bankFixed: own(json, 'bankFixed') === true ? (true as const) : undefined,
    payment: optional(json, 'payment', readPayment),
  };
  switch (status) {
    case 'bank_selection':
      return { ...base, status, country: optional(json, 'country', text) };
    case 'consent':
      return { ...base, status, bank: bankOf(json), consent: readConsent(own(json, 'consent')) };
    case 'processing':
      return { ...base, status, bank: bankOf(json) };
    case 'redirect':
      return {
        ...base,
        status,
        bank: bankOf(json),
        leftAt: optional(json, 'leftAt', time),
        deadline: time(json, 'deadline'),
      };
    case 'credentials':
      return {
        ...base,
        status,
        bank: bankOf(json),
        round: integer(json, 'round'),
        deadline: time(json, 'deadline'),
        inlineFields: optional(json, 'inlineFields', readFields),
      };
    case 'decoupled':
      return {
        ...base,
        status,
        bank: bankOf(json),
        round: integer(json, 'round'),
        message: text(json, 'message'),
        needsConfirmation: flag(json, 'needsConfirmation'),
        deadline: time(json, 'deadline'),
      };
    case 'account_selection':
      return {
        ...base,
        status,
        bank: bankOf(json),
        select: oneOf(json, 'select', ['one', 'many']),
        accounts: list(json, 'accounts', readAccount),
        deadline: time(json, 'deadline'),
      };
    case 'attempt_failed':
    case 'failed':
      return { ...base, status, bank: optional(json, 'bank', bankOf), problem: problemOf(json) };
    case 'completed':
      return {
        ...base,
        status,
        bank: bankOf(json),
        connectionId: optional(json, 'connectionId', text),
        accounts: list(json, 'accounts', readAccount),
        autofill: optional(json, 'autofill', flag),
      };
    default:
      return { ...base, status };
  }
}

/** `BankList` of server/contract/banks.ts. */
export const readBanks = (json: unknown): BankList => ({
  country: text(json, 'country'),
  countries: list(json, 'countries', plainText),
  banks: list(json, 'banks', readBank),
});
