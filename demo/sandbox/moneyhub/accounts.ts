import { createHash } from 'node:crypto';

import type { MoneyhubBank } from './banks.js';

/** An account of a bank; money is in minor units. */
export interface BankAccount {
  /** uuid */
  readonly id: string;
  readonly connectionId: string;
  readonly name: string;
  readonly type: string;
  readonly currency: string;
  readonly balance: number;
  readonly sortCodeAccountNumber?: string;
  readonly iban?: string;
  readonly transactions: readonly BankTransaction[];
}

export interface BankTransaction {
  readonly id: string;
  readonly accountId: string;
  readonly amount: number;
  readonly currency: string;
  /** ISO 8601; midday when the bank gives no time. */
  readonly date: string;
  readonly description: string;
  readonly status: 'posted' | 'pending';
}

/** Digits after the point (ISO 4217), where it is not two. */
const exponents: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };
export const exponentOf = (currency: string): number => exponents[currency] ?? 2;

/** The same seed gives the same uuid. */
const uuidOf = (seed: string): string =>
  createHash('sha256')
    .update(seed)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');

const numberOf = (seed: string, below: number): number =>
  createHash('sha256').update(seed).digest().readUInt32BE(0) % below;

interface Sketch {
  readonly name: string;
  readonly type: string;
  readonly currency: string;
  readonly entries: number;
}

const sketches: Readonly<Record<'ordinary' | 'currencies' | 'many-transactions', readonly Sketch[]>> = {
  ordinary: [
    { name: 'Current Account', type: 'cash:current', currency: 'GBP', entries: 12 },
    { name: 'Rainy Day', type: 'savings', currency: 'GBP', entries: 3 },
  ],
  currencies: [
    { name: 'Pounds', type: 'cash:current', currency: 'GBP', entries: 4 },
    { name: 'Yen', type: 'cash:current', currency: 'JPY', entries: 4 },
    { name: 'Dinars', type: 'savings', currency: 'KWD', entries: 4 },
  ],
  'many-transactions': [{ name: 'Busy Account', type: 'cash:current', currency: 'GBP', entries: 250 }],
};

const DAY = 24 * 3_600_000;
const shops = ['Corner Shop', 'Railway', 'Rent', 'Salary', 'Bakery', 'Phone'];

const transactionsOf = (accountId: string, { currency, entries }: Sketch, now: number): BankTransaction[] =>
  Array.from({ length: entries }, (_, index) => {
    const seed = `${accountId} ${index}`;
    const day = new Date(now - index * DAY).toISOString().slice(0, 10);
    return {
      id: uuidOf(`transaction ${seed}`),
      accountId,
      amount: index % 4 === 3 ? numberOf(seed, 500_000) + 1 : -(numberOf(seed, 20_000) + 1),
      currency,
      date: `${day}T12:00:00.000Z`,
      description: shops[numberOf(`shop ${seed}`, shops.length)] ?? 'Shop',
      status: index === 0 ? 'pending' : 'posted',
    };
  });

/** The accounts that a connection brings along. */
export const accountsOf = (connectionId: string, bank: MoneyhubBank, now: number): BankAccount[] => {
  const kind = bank.specialty === 'currencies' || bank.specialty === 'many-transactions' ? bank.specialty : 'ordinary';
  return sketches[kind].map((sketch): BankAccount => {
    const seed = `${connectionId} ${sketch.name}`;
    const id = uuidOf(`account ${seed}`);
    const digits = String(10_000_000_000_000 + numberOf(seed, 2 ** 32)).slice(0, 14);
    return {
      id,
      connectionId,
      name: sketch.name,
      type: sketch.type,
      currency: sketch.currency,
      balance: numberOf(`balance ${seed}`, 1_000_000),
      ...(sketch.currency === 'GBP' ? { sortCodeAccountNumber: digits } : { iban: `GB33BUKB${digits}` }),
      transactions: transactionsOf(id, sketch, now),
    };
  });
};
