import { createHash } from 'node:crypto';

import { slovakIban } from './iban.js';

/** An account of the customer; money is decimal text. */
export interface BankAccount {
  /** By which the plain API names it. */
  readonly id: string;
  readonly iban: string;
  readonly name: string;
  readonly product: string;
  readonly type: 'CACC' | 'SVGS';
  readonly currency: string;
  readonly booked: string;
  readonly available: string;
  /** Newest first. */
  readonly transactions: readonly BankTransaction[];
}

export interface BankTransaction {
  readonly reference: string;
  /** Without a sign. */
  readonly amount: string;
  readonly currency: string;
  readonly indicator: 'CRDT' | 'DBIT';
  readonly isBooked: boolean;
  /** YYYY-MM-DD */
  readonly day: string;
  readonly text: string;
  readonly party: string;
}

interface Sketch {
  readonly name: string;
  readonly product: string;
  readonly type: BankAccount['type'];
  readonly entries: number;
}

/** One for each number of transactions that a list can get wrong. */
const sketches: readonly Sketch[] = [
  { name: 'Everyday account', product: 'Account Comfort', type: 'CACC', entries: 250 },
  { name: 'Household', product: 'Account Comfort', type: 'CACC', entries: 101 },
  { name: 'Workshop', product: 'Account Business', type: 'CACC', entries: 100 },
  { name: 'Savings', product: 'Savings Plan', type: 'SVGS', entries: 10 },
  { name: 'Holiday', product: 'Savings Plan', type: 'SVGS', entries: 9 },
  { name: 'New account', product: 'Account Start', type: 'CACC', entries: 0 },
];

const DAY = 24 * 3_600_000;
const numberOf = (seed: string, below: number): number =>
  createHash('sha256').update(seed).digest().readUInt32BE(0) % below;

/** Amounts that binary fractions, exponents and thousands make trouble with. */
const odd = ['0.10', '0.30', '1234567890.12', '1.5E+2', '100', '12.345'];
const amountOf = (seed: string, index: number): string =>
  odd[index] ?? (numberOf(seed, 2_000_000) / 100 + 0.01).toFixed(2);

const texts = ['Groceries', 'Rail ticket', 'Rent', 'Salary', 'Bakery', 'Telephone'];
const parties = ['Market Hall', 'Railways', 'Landlord', 'Employer', 'Corner Bakery', 'Telecom'];

const transactionOf = (iban: string, index: number, now: number): BankTransaction => {
  const seed = `${iban} ${index}`;
  const kind = numberOf(`kind ${seed}`, texts.length);
  return {
    reference: createHash('sha256').update(`reference ${seed}`).digest('hex').slice(0, 16),
    amount: amountOf(seed, index),
    currency: 'EUR',
    indicator: index % 4 === 3 ? 'CRDT' : 'DBIT',
    isBooked: index > 0,
    // Three a day.
    day: new Date(now - Math.floor(index / 3) * DAY).toISOString().slice(0, 10),
    text: `${texts[kind] ?? ''} ${index + 1}`,
    party: parties[kind] ?? '',
  };
};

/** The accounts of the one customer that a bank has. */
export const createAccounts = (bank: string, now: number): BankAccount[] =>
  sketches.map(({ entries, ...sketch }, position) => {
    const iban = slovakIban(bank === 'danube' ? '1100' : '0200', `26000000${position + 1}0`);
    return {
      id: createHash('sha256').update(`account ${iban}`).digest('base64url').slice(0, 12),
      iban,
      ...sketch,
      currency: 'EUR',
      booked: `${numberOf(`booked ${iban}`, 900_000) + 1000}.50`,
      available: `${numberOf(`available ${iban}`, 900_000) + 1000}.05`,
      transactions: Array.from({ length: entries }, (_, index) => transactionOf(iban, index, now)),
    };
  });

/** What is booked while a client reads: each one comes before all others. */
export const arrivals = (iban: string, count: number, now: number): BankTransaction[] =>
  Array.from({ length: count }, (_, index) => ({
    ...transactionOf(`${iban} arrival`, 1000 + count - index, now),
    day: new Date(now).toISOString().slice(0, 10),
  }));
