import type { HttpRequest } from '../../../lib/provider-http.js';
import type { CallContext } from '../../authorisation.js';
import { customerHeaders, get, segment, send } from '../requests.js';

/** The calls of Payments v2 (sheet section 15) as values. */

export type LocalInstrument =
  'SEPA' | 'SEPA_INSTANT' | 'FASTER_PAYMENTS' | 'ELIXIR' | 'EU_DOMESTIC_NON_EURO' | 'AUTO_SELECT';

type Account = { readonly iban: string } | { readonly sortCode: string; readonly accountNumber: string };

/** The body of `POST /v2/payments`, as far as one payment of a shop needs it. */
export interface PaymentBody {
  readonly initiation: {
    readonly bankId: string;
    readonly refId: string;
    readonly remittanceInformationPrimary: string;
    readonly amount: { readonly value: string; readonly currency: string };
    readonly localInstrument: LocalInstrument;
    readonly creditor: Account & { readonly name: string };
    readonly debtor?: Account & { readonly name: string };
    readonly callbackUrl: string;
    readonly callbackState: string;
    readonly flowType: 'API_ONLY' | 'FULL_HOSTED_PAGES' | 'EMBEDDED_HOSTED_PAGES';
    readonly externalPsuReference?: string;
  };
  readonly pispConsentAccepted: true;
}

/** `POST /v2/payments`. */
export const paymentRequest = (body: PaymentBody, context: CallContext): HttpRequest =>
  send('POST', '/v2/payments', body, customerHeaders(context));

/** `GET /v2/payments/{id}`. */
export const readPaymentRequest = (paymentId: string): HttpRequest => get(`/v2/payments/${segment(paymentId)}`);

/** `GET /v2/payments`, the one payment of a reference of ours. */
export const findPaymentRequest = (refId: string): HttpRequest =>
  get(`/v2/payments?${new URLSearchParams({ limit: '2', refIds: refId }).toString()}`);

/** `POST /v2/payments/{id}/embedded-auth`. */
export const embeddedAuthRequest = (
  paymentId: string,
  embeddedAuth: Readonly<Record<string, string>>,
  context: CallContext,
): HttpRequest =>
  send('POST', `/v2/payments/${segment(paymentId)}/embedded-auth`, { embeddedAuth }, customerHeaders(context));

/** `DELETE /v2/payments/{id}`: known from the interface definitions only. */
export const cancelPaymentRequest = (paymentId: string): HttpRequest => ({
  ...get(`/v2/payments/${segment(paymentId)}`),
  method: 'DELETE',
});

/** `GET /v2/banks`: one page of the banks that can be paid from by this member. */
export function payingBanksRequest(page: number, memberId: string, countries: readonly string[] = []): HttpRequest {
  const query = new URLSearchParams({ page: String(page), perPage: '200', sort: 'NAME', memberId });
  query.append('supportsSinglePayment', 'true');
  for (const country of countries) query.append('countries', country);
  return get(`/v2/banks?${query.toString()}`);
}
