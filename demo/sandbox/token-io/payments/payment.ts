import type { SandboxBank } from '../banks/bank.js';
import type { Subject } from '../journeys/token-request.js';
import type { JsonObject } from '../wire.js';
import { isFinal, type PaymentStatus } from './status.js';

/** What a read of the payment says beside its initiation. */
export interface PaymentView {
  readonly status: PaymentStatus;
  readonly authentication?: JsonObject;
  readonly reason?: string;
  readonly bankStatus?: string;
  readonly errorInfo?: JsonObject;
}

/**
 * A payment. What the bank knows is true at once; what reads say may lag behind: they show `views` one after the other,
 * and the last one is the truth.
 */
export interface Payment extends Subject {
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly initiation: JsonObject;
  readonly amount: { readonly value: string; readonly currency: string };
  readonly refId: string;
  bank?: SandboxBank;
  /** Index of the stage that waits for the user; 'start' before the first; 'over' when the user has nothing to do. */
  position: number | 'start' | 'over';
  /** Wrong answers at this stage so far. */
  mistakes: number;
  views: readonly [PaymentView, ...PaymentView[]];
  /** When the bank took the order. */
  acceptedAtMs?: number;
  readonly hosted: { consented: boolean; lang?: string };
}

/** A user who does nothing loses the payment after 40 minutes; a bank that says nothing final is given up after 30. */
export const AUTHENTICATION_LIFETIME_MS = 40 * 60_000;
export const POLLING_LIFETIME_MS = 30 * 60_000;

export const isPayment = (subject: Subject): subject is Payment => 'initiation' in subject;

export const latest = (payment: Payment): PaymentView => payment.views.at(-1) ?? payment.views[0];
export const isOver = (payment: Payment): boolean => payment.position === 'over' || isFinal(latest(payment).status);

/** True when the user took too long. */
export const ranOut = (payment: Payment, nowMs: number): boolean =>
  !isOver(payment) && nowMs - payment.createdAtMs >= AUTHENTICATION_LIFETIME_MS;
