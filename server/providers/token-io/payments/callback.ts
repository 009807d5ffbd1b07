import { decodeBankCallback, decodePaymentQuery } from '../callback.js';
import { ProviderError } from '../../provider-error.js';

/**
 * Checks what a browser brought back (sheet section 15): the payment that was left for, our state, our member. Nothing else of
 * it is read. Throws `invalid_callback`.
 */
export function checkPaymentCallback(
  query: string,
  expected: { readonly paymentId: string; readonly state: string; readonly memberId: string },
): void {
  const { paymentId, state, memberId } = decodePaymentQuery(query);
  const fits =
    paymentId === expected.paymentId &&
    (state === undefined || state === expected.state) &&
    (memberId === undefined || memberId === expected.memberId);
  if (fits) return;
  throw new ProviderError('invalid_callback', { retryable: false, detail: 'of another payment' });
}

/** The query with which a bank itself came back, checked, for Token.io to read. */
export const bankQuery = (query: string): string => decodeBankCallback(query).query;
