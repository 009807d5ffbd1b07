import { isoOf, type JsonObject } from '../wire.js';
import type { BankAccount } from './bank-accounts.js';

const DAY_MS = 24 * 3_600_000;

interface StandingOrder {
  readonly key: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly frequency: 'MNTH' | 'WEEK';
  readonly payee: string;
  readonly value: string;
}

const ORDERS: readonly StandingOrder[] = [
  { key: 'rent', status: 'ACTIVE', frequency: 'MNTH', payee: 'Gable & Hearth Lettings', value: '980' },
  { key: 'savings', status: 'ACTIVE', frequency: 'WEEK', payee: 'Rainy day savings', value: '25.5' },
  { key: 'gym', status: 'INACTIVE', frequency: 'MNTH', payee: 'Kettle Lane Gym', value: '39' },
];

/** Standing orders of an account (sheet §9.2); only current accounts that are open have any. */
export const standingOrdersOf = (account: BankAccount, nowMs: number): readonly JsonObject[] =>
  account.type !== 'CHECKING' || account.locked
    ? []
    : ORDERS.map((order) => {
        const amount = { currency: account.currency, value: order.value };
        return {
          id: `so:${account.id.split(':')[1]}:${order.key}`,
          status: order.status,
          frequency: order.frequency,
          createdAtMs: String(nowMs - 200 * DAY_MS),
          creditorEndpoint: { customerData: { legalNames: [order.payee] } },
          providerStandingOrderDetails: {
            cma9StandingOrderDetails: {
              nextPaymentAmount: amount,
              nextPaymentDateTime: order.status === 'ACTIVE' ? isoOf(nowMs + 5 * DAY_MS) : undefined,
              reference: order.key,
            },
          },
        };
      });
