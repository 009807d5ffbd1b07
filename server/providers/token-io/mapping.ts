import type {
  AccountIdentifier,
  AccountType,
  Balance,
  StandingOrder,
  Transaction,
} from '../../contract/connections.js';
import { cleanText } from '../../lib/clean-text.js';
import { isoTime } from '../../lib/clock.js';
import { currencyCode, decimalMoney, withoutSign } from '../money.js';
import { booking, counterparty, dayOf, texts } from '../payments.js';
import type { ProviderAccount } from '../provider-data.js';
import type {
  WireAccount,
  WireAccountIdentifier,
  WireBalance,
  WireEndpoint,
  WireStandingOrder,
  WireTransaction,
} from './wire.js';

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

const accountType = (type?: string): AccountType => known(types, type) ?? 'other';

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
  const { id, type, status = 'SUCCESS', description = '', createdAtMs } = wire;
  if (status.startsWith('FAILURE_')) return undefined;
  const booked = status === 'SUCCESS' || status.startsWith('SETTLEMENT_');
  const amount = decimalMoney(wire.amount);
  const negative = amount.value.startsWith('-');
  return {
    id,
    status: booked ? 'booked' : 'pending',
    direction: type === 'DEBIT' || (type !== 'CREDIT' && negative) ? 'debit' : 'credit',
    amount: withoutSign(amount),
    description: cleanText(description, 500),
    ...booking(booked ? instant(createdAtMs) : undefined),
    ...payee(wire.creditorEndpoint),
    ...texts({ bankReference: wire.bankTransactionId, bankTransactionCode: transactionCode(wire) }),
  };
}

const payee = (endpoint: WireEndpoint = {}): Pick<Transaction, 'counterparty'> =>
  counterparty(endpoint.customerData?.legalNames?.[0], toIdentifiers(endpoint.accountIdentifier ?? {})[0]);

/** ISO 20022 where the bank uses it, else the bank's own code. */
function transactionCode({ bankTransactionCode = {} }: WireTransaction): string | undefined {
  const { domain = {}, proprietary } = bankTransactionCode;
  const iso = [domain.code, domain.familyCode, domain.subFamilyCode].filter((part) => part);
  return iso.length > 0 ? iso.join('-') : proprietary?.code;
}

const frequencies: Readonly<Record<string, StandingOrder['frequency'] | undefined>> = {
  DAIL: 'daily',
  WEEK: 'weekly',
  TOWK: 'every_two_weeks',
  MNTH: 'monthly',
  TOMN: 'every_two_months',
  QUTR: 'quarterly',
  SEMI: 'every_six_months',
  YEAR: 'yearly',
};
const orderStatuses: Readonly<Record<string, StandingOrder['status'] | undefined>> = {
  ACTIVE: 'active',
  INACTIVE: 'inactive',
};
const known = <T>(table: Readonly<Record<string, T | undefined>>, word = ''): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

/** A standing order as ours (sheet section 9.2). */
export function toStandingOrder(wire: WireStandingOrder): StandingOrder {
  const details = wire.providerStandingOrderDetails?.cma9StandingOrderDetails ?? {};
  const amount = details.nextPaymentAmount ?? details.firstPaymentAmount;
  const createdAt = instant(wire.createdAtMs);
  return {
    id: wire.id,
    status: known(orderStatuses, wire.status) ?? 'other',
    frequency: known(frequencies, wire.frequency) ?? 'other',
    ...(amount === undefined ? {} : { amount: withoutSign(decimalMoney(amount)) }),
    ...paymentDay('firstPaymentDate', details.firstPaymentDateTime),
    ...paymentDay('nextPaymentDate', details.nextPaymentDateTime),
    ...paymentDay('finalPaymentDate', details.finalPaymentDateTime),
    ...payee(wire.creditorEndpoint),
    ...texts({ remittance: details.reference }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

type PaymentDay = 'firstPaymentDate' | 'nextPaymentDate' | 'finalPaymentDate';
const paymentDay = (name: PaymentDay, text = ''): Pick<StandingOrder, PaymentDay> =>
  /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)) ? { [name]: dayOf(text) } : {};
