import type { AccountIdentifier, AccountType, Balance, Transaction } from '../../contract/connections.js';
import { cleanText } from '../../lib/clean-text.js';
import { isoTime } from '../../lib/clock.js';
import { currencyCode, decimalMoney, withoutSign } from '../money.js';
import { booking, counterparty, texts } from '../payments.js';
import type { ProviderAccount } from '../provider-data.js';
import type { WireAccount, WireBalance, WireTransaction } from './wire.js';

/** An account as ours; all text cleaned. */
export function toAccount(wire: WireAccount): ProviderAccount {
  const currency = currencyCode(wire.currency);
  const holder = cleanText(wire.name ?? '', 140);
  return {
    id: wire.accountid,
    name: cleanText(wire.nickname ?? '', 140) || holder || 'Account',
    type: accountType(wire),
    ...(currency === undefined ? {} : { currency }),
    ...(holder === '' ? {} : { holder }),
    identifiers: identifiersOf(wire),
  };
}

/** By what the names of types have in common across the gateway's versions: `CurrentAccount`, `PrePaidCard`, `EMoney`, … */
function accountType({ accountsubtype = '', accounttype = '' }: WireAccount): AccountType {
  const words = `${accountsubtype} ${accounttype}`;
  if (/card/i.test(words)) return 'card';
  if (/saving/i.test(words)) return 'savings';
  if (/loan|mortgage/i.test(words)) return 'loan';
  return /current|e-?money/i.test(words) ? 'current' : 'other';
}

type Identified = Pick<WireAccount, 'identification' | 'schemename'>;
function identifiersOf({ identification = '', schemename = '' }: Identified): AccountIdentifier[] {
  const value = cleanText(identification, 64);
  const compact = value.replace(/[\s-]/g, '').toUpperCase();
  if (compact === '') return [];
  if (/SortCodeAccountNumber$/i.test(schemename) && /^\d{14}$/.test(compact)) {
    return [{ scheme: 'sort_code', sortCode: compact.slice(0, 6), accountNumber: compact.slice(6) }];
  }
  if (/IBAN$/i.test(schemename)) return [{ scheme: 'iban', iban: compact }];
  return [{ scheme: 'other', value }];
}

/** A balance as ours: `CreditDebit` is its sign. */
export function toBalance(wire: WireBalance): Balance {
  const amount = decimalMoney({ value: wire.amount.trim(), currency: wire.currency });
  const negative = isDebit(wire.creditdebit) && !amount.value.startsWith('-') && /[1-9]/.test(amount.value);
  const updatedAt = instant(wire.datetime);
  return {
    type: balanceType(wire.type),
    amount: negative ? { ...amount, value: `-${amount.value}` } : amount,
    ...(updatedAt === undefined ? {} : { updatedAt }),
  };
}

function balanceType(type = ''): Balance['type'] {
  if (type === '' || /booked|current|closing/i.test(type)) return 'current';
  return /available/i.test(type) ? 'available' : 'other';
}

/** A transaction as ours; undefined for one that was refused and therefore never moved money. */
export function toTransaction(wire: WireTransaction): Transaction | undefined {
  const { status = '' } = wire;
  if (/reject|declin|fail|cancel/i.test(status)) return undefined;
  const amount = decimalMoney({ value: wire.amount.trim(), currency: wire.currency });
  const negative = amount.value.startsWith('-');
  const direction = (wire.creditdebit === undefined ? negative : isDebit(wire.creditdebit)) ? 'debit' : 'credit';
  const at = instant(wire.bookingdatetime);
  const booked = status === '' ? at !== undefined : /^booked$/i.test(status);
  const said = (wire.bookingdatetime ?? '').trim();
  const codes = [wire.code, wire.subcode].filter((code) => code).join('-');
  return {
    id: wire.transactionid,
    status: booked ? 'booked' : 'pending',
    direction,
    amount: withoutSign(amount),
    description: descriptionOf(wire),
    ...booking(booked ? at : undefined, { said, hasTime: /\d[T ]\d/.test(said) }),
    ...counterpartyOf(wire, direction),
    ...texts({ bankTransactionCode: codes }),
  };
}

function counterpartyOf(wire: WireTransaction, direction: Transaction['direction']): Pick<Transaction, 'counterparty'> {
  if (direction === 'credit') return counterparty(wire.debtorname);
  const { creditoridentification: identification, creditorschemename: schemename } = wire;
  return counterparty(wire.creditorname, identifiersOf({ identification, schemename })[0]);
}

const descriptionOf = ({ transactioninformation = '', code = '', subcode = '' }: WireTransaction): string =>
  cleanText(transactioninformation, 500) || cleanText([code, subcode].join(' '), 500);

const isDebit = (creditDebit = ''): boolean => /^debit$|^dbit$/i.test(creditDebit);

/** A time as ISO 8601 in UTC, also without an offset (then UTC is meant) or a time of day. */
function instant(text = ''): string | undefined {
  const [, day, time = 'T00:00:00', offset = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const at = Date.parse(`${day}${time.replace(' ', 'T')}${offset}`);
  return Number.isNaN(at) ? undefined : isoTime(at);
}
