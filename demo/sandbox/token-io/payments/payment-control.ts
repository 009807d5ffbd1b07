import type { World } from '../world.js';
import { end, show, tick } from './engine.js';
import type { LedgerEntry } from './ledger.js';
import { latest } from './payment.js';
import { isFinal, type DocumentedStatus, type PaymentStatus } from './status.js';

/** A payment as the sandbox knows it, whatever reads still say. */
export interface KnownPayment {
  readonly id: string;
  readonly refId: string;
  readonly bankId?: string;
  readonly status: PaymentStatus;
}

/** What a test or the demo may do with payments behind the back of the API. */
export interface PaymentControl {
  list(): readonly KnownPayment[];
  /** The money that was moved, in order. */
  ledger(): readonly LedgerEntry[];
  /** Makes the next read say this. Moves no money. False when there is no such payment. */
  set(id: string, status: DocumentedStatus, reason?: string): boolean;
}

export const createPaymentControl = (world: World): PaymentControl => ({
  list: () =>
    [...world.payments.values()].map((payment) => {
      tick(world, payment);
      const { id, refId, bank } = payment;
      return { id, refId, status: latest(payment).status, ...(bank !== undefined && { bankId: bank.id }) };
    }),
  ledger: () => world.ledger.list(),
  set: (id, status, reason) => {
    const payment = world.payments.get(id);
    if (payment === undefined) return false;
    const view = { status, ...(reason !== undefined && { reason }) };
    if (isFinal(status)) end(world, payment, view);
    else show(world, payment, view);
    return true;
  },
});
