import type { JsonObject } from '../wire.js';
import type { Payment } from './payment.js';

/** Money that left an account. */
export interface LedgerEntry {
  readonly paymentId: string;
  readonly memberId: string;
  readonly refId: string;
  readonly bankId: string;
  readonly amount: { readonly value: string; readonly currency: string };
  readonly creditor: JsonObject;
  readonly atMs: number;
}

/** The banks' books: every accepted payment moves its money once. */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();

  move(payment: Payment, bankId: string, atMs: number): void {
    if (this.#entries.has(payment.id)) throw new Error(`the money of ${payment.id} has moved before`);
    const { id, memberId, refId, amount, initiation } = payment;
    const creditor = initiation['creditor'] as JsonObject;
    this.#entries.set(id, { paymentId: id, memberId, refId, bankId, amount, creditor, atMs });
  }

  list(): readonly LedgerEntry[] {
    return [...this.#entries.values()];
  }
}
