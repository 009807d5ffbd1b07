import type { AccountIdentifier, AccountType, Balance, Transaction } from '../../contract/connections.js';
import { cleanText } from '../../lib/clean-text.js';
import { isoTime } from '../../lib/clock.js';
import { currencyCode, decimalMoney } from '../money.js';
import type { ProviderAccount } from '../provider.js';
import type { WireAccount, WireAccountIdentifier, WireBalance, WireTransaction } from './wire.js';

/** An account as ours; all text cleaned (sheet section 9.2). */
export function toAccount({ id, name, accountDetails: details = {} }: WireAccount): ProviderAccount {
  const identifiers = (details.accountIdentifiers ?? []).flatMap(toIdentifiers);
  const fallback = details.identifier === undefined ? [] : [toPlainIdentifier(details.identifier)];
  const holder = cleanText(details.accountHolderName ?? '', 140);
  const currency = currencyCode(details.currency);
  const bic = details.bic?.toUpperCase();
  return {
    id,
    name: cleanText(name ?? '', 140) || holder || 'Account',
    type: accountType(details.type),
    ...(currency === undefined ? {} : { currency }),
    ...(holder === '' ? {} : { holder }),
    ...(bic !== undefined && /^[A-Z0-9]{8}([A-Z0-9]{3})?$/.test(bic) ? { bic } : {}),
    identifiers: identifiers.length > 0 ? identifiers : fallback,
  };
}

const types: Readonly<Record<string, AccountType | undefined>> = {
  CHECKING: 'current',
  SAVINGS: 'savings',
  CARD: 'card',
  LOAN: 'loan',
};

const accountType = (type = ''): AccountType => (Object.hasOwn(types, type) ? types[type] : undefined) ?? 'other';

function toIdentifiers(wire: WireAccountIdentifier): AccountIdentifier[] {
  const { iban, gbDomestic, bban } = wire;
  const other = wire.bankgiro?.bankgiroNumber ?? wire.plusgiro?.plusgiroNumber ?? wire.msisdn?.msisdn ?? wire.pan?.pan;
  return [
    ...(iban ? [{ scheme: 'iban' as const, iban: compact(iban.iban) }] : []),
    ...(gbDomestic
      ? [
          {
            scheme: 'sort_code' as const,
            sortCode: digits(gbDomestic.sortCode),
            accountNumber: digits(gbDomestic.accountNumber),
          },
        ]
      : []),
    ...(bban ? [{ scheme: 'bban' as const, bban: compact((bban.clearingNumber ?? '') + bban.bban) }] : []),
    ...(other === undefined ? [] : [{ scheme: 'other' as const, value: cleanText(other, 64) }]),
  ];
}

/** The bare identifier of older answers: an IBAN by its looks, else an unknown scheme. */
function toPlainIdentifier(text: string): AccountIdentifier {
  const iban = compact(text);
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)
    ? { scheme: 'iban', iban }
    : { scheme: 'other', value: cleanText(text, 64) };
}

const compact = (text: string): string => cleanText(text, 64).replace(/\s/g, '').toUpperCase();
const digits = (text: string): string => text.replace(/\D/g, '');

/** Balances in the order available, current, others. */
export function toBalances({ balance = {} }: WireBalance): Balance[] {
  const updated = timestamp(balance.updatedAtMs);
  return [
    ...(balance.available ? [{ type: 'available' as const, amount: decimalMoney(balance.available), ...updated }] : []),
    ...(balance.current ? [{ type: 'current' as const, amount: decimalMoney(balance.current), ...updated }] : []),
    ...(balance.otherBalances ?? []).flatMap(({ amount, updatedAtMs }) =>
      amount ? [{ type: 'other' as const, amount: decimalMoney(amount), ...timestamp(updatedAtMs) }] : [],
    ),
  ];
}

const timestamp = (ms: string | undefined): { readonly updatedAt?: string } => {
  const at = instant(ms);
  return at === undefined ? {} : { updatedAt: at };
};

function instant(ms: string | undefined): string | undefined {
  const at = Number(ms ?? 0);
  return at > 0 && at <= 8.64e15 ? isoTime(at) : undefined;
}

/** A transaction as ours; undefined for one that failed and therefore never moved money. */
export function toTransaction(wire: WireTransaction): Transaction | undefined {
  const { id, type, status = 'SUCCESS', description = '', createdAtMs, creditorEndpoint } = wire;
  if (status.startsWith('FAILURE_')) return undefined;
  const booked = status === 'SUCCESS' || status.startsWith('SETTLEMENT_');
  const amount = decimalMoney(wire.amount);
  const negative = amount.value.startsWith('-');
  const at = booked ? instant(createdAtMs) : undefined;
  const counterparty = cleanText(creditorEndpoint?.customerData?.legalNames?.[0] ?? '', 140);
  return {
    id,
    status: booked ? 'booked' : 'pending',
    direction: type === 'DEBIT' || (type !== 'CREDIT' && negative) ? 'debit' : 'credit',
    amount: { ...amount, value: negative ? amount.value.slice(1) : amount.value },
    description: cleanText(description, 500),
    ...(at === undefined ? {} : { bookedAt: at }),
    ...(counterparty === '' ? {} : { counterparty }),
  };
}
