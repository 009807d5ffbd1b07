import { createHash } from 'node:crypto';
import type { AccountIdentifier, AccountType, Balance, Transaction } from '../../contract/connections.js';
import { cleanText } from '../../lib/clean-text.js';
import { isoTime } from '../../lib/clock.js';
import { currencyCode, decimalMoney, withoutSign } from '../money.js';
import { booking, counterparty, dayOf, texts } from '../payments.js';
import type { ProviderAccount } from '../provider-data.js';
import type { Answers, Places } from './answers.js';
import { plainDecimal } from './decimal.js';
import type { Keyed } from './paging.js';
import { linesAt, requiredAt, textAt, type Item } from './places.js';

/** An account as ours; all text cleaned. */
export function toAccount(item: Item, places: Answers['accounts']): ProviderAccount {
  const id = requiredAt(item, places.id).slice(0, 256);
  const currency = currencyCode(textAt(item, places.currency));
  const holder = cleanText(textAt(item, places.holder) ?? '', 140);
  const bic = textAt(item, places.bic) ?? '';
  return {
    id,
    name: cleanText(textAt(item, places.name) ?? '', 140) || 'Account',
    type: accountType(textAt(item, places.type)),
    ...(currency === undefined ? {} : { currency }),
    ...(holder === '' ? {} : { holder }),
    ...(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/.test(bic) ? { bic } : {}),
    identifiers: identifiersOf(textAt(item, places.number) ?? ''),
  };
}

/** By the codes of ISO 20022, or by the words that banks use in their place. */
function accountType(type = ''): AccountType {
  if (/^(CACC|TRAN)$|current|checking/i.test(type)) return 'current';
  if (/^(SVGS|LLSV)$|saving/i.test(type)) return 'savings';
  if (/card/i.test(type)) return 'card';
  return /^LOAN$|loan|mortgage/i.test(type) ? 'loan' : 'other';
}

function identifiersOf(text: string): AccountIdentifier[] {
  const value = cleanText(text, 64);
  const compact = value.replace(/\s/g, '').toUpperCase();
  if (compact === '') return [];
  const isIban = /^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/.test(compact);
  return [isIban ? { scheme: 'iban', iban: compact } : { scheme: 'other', value }];
}

/** A balance as ours: the indicator is its sign, if there is one. */
export function toBalance(item: Item, places: Answers['balances']): Balance {
  const { amount, isDebit } = signedMoney(item, places);
  const updatedAt = instant(textAt(item, places.at));
  const isNegative = isDebit && /[1-9]/.test(amount.value);
  return {
    type: balanceType(textAt(item, places.type)),
    amount: isNegative ? { ...amount, value: `-${amount.value}` } : amount,
    ...(updatedAt === undefined ? {} : { updatedAt }),
  };
}

/** ITBD and CLBD are booked, ITAV and CLAV can be spent (ISO 20022). */
function balanceType(type = ''): Balance['type'] {
  if (type === '' || /BD$|booked|current/i.test(type)) return 'current';
  return /AV$|available/i.test(type) ? 'available' : 'other';
}

/** A transaction as ours but for its id, which depends on those beside it. */
export function toTransaction(item: Item, places: Answers['transactions']): Keyed<Omit<Transaction, 'id'>> {
  const { amount, isDebit } = signedMoney(item, places);
  const direction = isDebit ? 'debit' : 'credit';
  const said = textAt(item, places.bookedAt);
  const at = instant(said);
  const isBooked = isBookedStatus(textAt(item, places.status), at);
  const valueAt = textAt(item, places.valueAt);
  const reference = textAt(item, places.reference) ?? '';
  return {
    // No id of the bank holds for ever: reference, day and amount together are what there is (sheet section 5.3).
    key: keyOf(reference === '' ? [JSON.stringify(item)] : [reference, said ?? valueAt ?? '', direction, amount.value, amount.currency]), // prettier-ignore
    isCertain: reference !== '',
    item: {
      status: isBooked ? 'booked' : 'pending',
      direction,
      amount,
      description: cleanText(linesAt(item, places.description) ?? '', 500),
      ...booking(isBooked ? at : undefined, { said, hasTime: /\d[T ]\d/.test(said ?? '') }),
      ...(instant(valueAt) === undefined ? {} : { valueDate: dayOf(valueAt ?? '') }),
      ...otherSide(item, isDebit ? [places.creditor, places.creditorAccount] : [places.debtor, places.debtorAccount]),
      ...texts({
        remittance: linesAt(item, places.remittance),
        endToEndId: endToEndId(textAt(item, places.endToEndId)),
        bankReference: reference,
        bankTransactionCode: textAt(item, places.code),
      }),
    },
  };
}

const otherSide = (item: Item, [name, account]: readonly [Places, Places]): Pick<Transaction, 'counterparty'> =>
  counterparty(textAt(item, name), identifiersOf(textAt(item, account) ?? '')[0]);

/** ISO 20022 has a word for none. */
const endToEndId = (text: string | undefined): string | undefined =>
  /^not ?provided$/i.test(text ?? '') ? undefined : text;

const keyOf = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 15).toString('base64url');

/** `BOOK`, or `BOOKED`; `INFO` and everything else is on its way. */
const isBookedStatus = (status: string | undefined, bookedAt: string | undefined): boolean =>
  status === undefined ? bookedAt !== undefined : /^book(ed)?$/i.test(status);

/** An amount without its sign, and which way it goes. */
function signedMoney(item: Item, places: { amount: Places; currency: Places; indicator: Places }) {
  const value = plainDecimal(requiredAt(item, places.amount)) ?? '';
  const amount = decimalMoney({ value, currency: requiredAt(item, places.currency) });
  const indicator = textAt(item, places.indicator);
  const isDebit = indicator === undefined ? amount.value.startsWith('-') : /^(DBIT|debit|D)$/i.test(indicator);
  return { amount: withoutSign(amount), isDebit };
}

/** A day or a time, as a time. */
function instant(text = ''): string | undefined {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : isoTime(at);
}
