import type { AccountIdentifier, AccountType, Balance, Counterparty, Transaction } from '../../contract/connections.js';
import type { Money } from '../../contract/money.js';
import { cleanText } from '../../lib/clean-text.js';
import { isoTime } from '../../lib/clock.js';
import { fromMinorUnits, minorUnitDigits } from '../../contract/minor-units.js';
import { badAnswer } from '../../lib/provider-http.js';
import { withoutSign } from '../money.js';
import { booking, counterparty, dayOf, texts } from '../payments.js';
import type { ProviderAccount } from '../provider-data.js';
import type { WireAccount, WireAmount, WireParty, WireTransaction } from './wire.js';

/** An account as ours; all text cleaned (sheet section 8). */
export function toAccount(wire: WireAccount): ProviderAccount {
  const { id, type, currency, balance, details } = wire;
  const holder = cleanText(wire.accountHolderName ?? '', 140);
  const code = currencyCode(currency ?? balance?.amount.currency);
  return {
    id,
    name: cleanText(wire.accountName ?? '', 140) || cleanText(wire.productName ?? '', 140) || 'Account',
    type: accountType(type),
    ...(code === undefined ? {} : { currency: code }),
    ...(holder === '' ? {} : { holder }),
    identifiers: identifiersOf(details, wire.accountReference),
  };
}

/** By the part before the colon: `mortgage:repayment` is a loan like any other. */
const types: Readonly<Record<string, AccountType | undefined>> = {
  cash: 'current',
  savings: 'savings',
  card: 'card',
  loan: 'loan',
  mortgage: 'loan',
};

function accountType(type = ''): AccountType {
  const [family = ''] = type.split(':', 1);
  return (Object.hasOwn(types, family) ? types[family] : undefined) ?? 'other';
}

function identifiersOf(details: WireAccount['details'], reference: string | null | undefined): AccountIdentifier[] {
  const { iban, sortCodeAccountNumber, pan } = details ?? {};
  const compactIban = compact(iban);
  const [, sortCode, accountNumber] = /^(\d{6})(\d{8})$/.exec(compact(sortCodeAccountNumber)) ?? [];
  const found: AccountIdentifier[] = [
    ...(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compactIban) ? [{ scheme: 'iban' as const, iban: compactIban }] : []),
    ...(sortCode !== undefined && accountNumber !== undefined
      ? [{ scheme: 'sort_code' as const, sortCode, accountNumber }]
      : []),
    ...(pan ? [{ scheme: 'other' as const, value: cleanText(pan, 64) }] : []),
  ];
  // The last four digits are better than nothing.
  return found.length > 0 || !reference ? found : [{ scheme: 'other', value: cleanText(reference, 64) }];
}

const compact = (text: string | null | undefined): string => cleanText(text ?? '', 64).replace(/[\s-]/g, '').toUpperCase(); // prettier-ignore
const currencyCode = (text = ''): string | undefined => /^[A-Z]{3}$/.exec(text.toUpperCase())?.[0];

/** The balance of an account; none where Moneyhub knows none. */
export function toBalances({ balance }: WireAccount): Balance[] {
  if (!balance) return [];
  const updatedAt = instant(balance.date);
  return [{ type: 'current', amount: toMoney(balance.amount), ...(updatedAt === undefined ? {} : { updatedAt }) }];
}

/**
 * Minor units as a decimal amount. Where both units are given they must agree: a currency whose digits Moneyhub counts in
 * another way than ISO 4217 must not come out a hundred times too large.
 */
export function toMoney({ value, minorUnits = value, majorUnits, currency }: WireAmount): Money {
  const code = currency.toUpperCase();
  if (!Number.isSafeInteger(minorUnits)) throw badAnswer('an amount that is not whole');
  const tolerance = 0.5;
  if (majorUnits !== undefined && Math.abs(majorUnits * 10 ** minorUnitDigits(code) - minorUnits) >= tolerance) {
    throw badAnswer('an amount that contradicts itself');
  }
  return { value: fromMinorUnits(minorUnits, code), currency: code };
}

/** A transaction as ours. Money that leaves the account is negative at Moneyhub. */
export function toTransaction(wire: WireTransaction): Transaction {
  const amount = toMoney(wire.amount);
  const debit = amount.value.startsWith('-');
  const booked = wire.status !== 'pending';
  const at = booked ? instant(wire.date) : undefined;
  const valueAt = instant(wire.valueDate ?? undefined);
  const party = debit ? wire.creditorAccount : wire.debtorAccount;
  const { transactionCode, proprietaryTransactionCode } = wire;
  const codes = [transactionCode?.code, transactionCode?.subCode].filter((code) => code).join('-');
  return {
    id: wire.id,
    status: booked ? 'booked' : 'pending',
    direction: debit ? 'debit' : 'credit',
    amount: withoutSign(amount),
    description: cleanText(wire.longDescription ?? '', 500) || cleanText(wire.shortDescription ?? '', 500),
    // Midday stands for "the bank gave no time".
    ...booking(at, { said: wire.date, hasTime: at?.endsWith('T12:00:00.000Z') === false }),
    ...(valueAt === undefined ? {} : { valueDate: dayOf(valueAt) }),
    ...counterparty(party?.name, accountOf(party)),
    ...texts({ bankTransactionCode: codes === '' ? proprietaryTransactionCode?.code : codes }),
  };
}

function accountOf(party: WireParty): Counterparty['account'] {
  const { sortCode, accountNumber, iban, pan } = party ?? {};
  return identifiersOf({ iban, sortCodeAccountNumber: `${sortCode ?? ''}${accountNumber ?? ''}`, pan }, undefined)[0];
}

/** A day or a time, as a time. */
function instant(text: string | undefined): string | undefined {
  const at = /^\d{4}-\d\d-\d\d/.test(text ?? '') ? Date.parse(text ?? '') : NaN;
  return Number.isNaN(at) ? undefined : isoTime(at);
}
