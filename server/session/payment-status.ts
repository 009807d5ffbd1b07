import type { PaymentStatus } from '../contract/payments.js';

/** What a payment comes to. `made`: the bank has taken it. `over`: it is not paid, for certain. `open`: nobody knows yet. */
const outcomes = {
  pending: 'open',
  accepted: 'made',
  completed: 'made',
  settled: 'made',
  rejected: 'over',
  failed: 'over',
  cancelled: 'over',
  expired: 'over',
  unknown: 'open',
} as const satisfies Record<PaymentStatus, 'open' | 'made' | 'over'>;

export const outcomeOf = (status: PaymentStatus): 'open' | 'made' | 'over' => outcomes[status];

/** No more is to be learnt of a payment with this status. */
export const isFinal = (status: PaymentStatus): boolean => outcomes[status] !== 'open' && status !== 'accepted';
