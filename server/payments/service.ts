import type { Payment, PaymentList } from '../contract/payments.js';

/** The merchant backend's side of payments. Scoped to one merchant: foreign ids are `not_found`. */
export interface PaymentService {
  /** Newest first. Throws `invalid_request` for a cursor that is not one of this list. */
  list(merchantId: string, page: { readonly cursor?: string; readonly limit: number }): Promise<PaymentList>;
  get(merchantId: string, id: string): Promise<Payment>;
}
