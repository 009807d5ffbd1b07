import type { HttpRequest } from '../../lib/provider-http.js';
import type { CallContext } from '../authorisation.js';
import type { TransactionWish } from '../provider-data.js';

/**
 * The calls of Token.io's API as values: everything but the proof of who calls. One builder per call, pure, so that what is
 * signed can be tested to the byte.
 */

const accept = { accept: 'application/json', 'token-json-error': 'true' };

/** An id as one path segment. Colons stay as they are: that is how Token.io's own libraries send them. */
export function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') throw new TypeError('An id cannot be a dot segment');
  return encodeURIComponent(id).replaceAll('%3A', ':');
}

export const get = (path: string, headers: Readonly<Record<string, string>> = {}): HttpRequest => ({
  method: 'GET',
  path,
  headers: { ...accept, ...headers },
});

export const send = (
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpRequest => ({
  method,
  path,
  headers: { ...accept, 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** What a call says about the shopper (section 4.1). The address is sent only while the shopper is there, and only as IPv4. */
export function customerHeaders({ psu }: CallContext): Record<string, string> {
  if (psu === undefined) return {};
  // Header values are printable ASCII; anything else in a user agent is noise or an attack.
  const agent = psu.userAgent?.replace(/[^\x20-\x7e]/g, '').trim().slice(0, 256); // prettier-ignore
  const isIPv4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(psu.ipAddress ?? '');
  return {
    'customer-initiated': 'true',
    ...(psu.ipAddress !== undefined && isIPv4 ? { 'token-customer-ip-address': psu.ipAddress } : {}),
    ...(agent ? { 'token-customer-user-agent': agent } : {}),
  };
}

/** `GET /banks` (section 5.1): one page of the banks that let this member read accounts. */
export function banksRequest(page: number, memberId: string, countries: readonly string[] = []): HttpRequest {
  const query = new URLSearchParams({ page: String(page), perPage: '200', sort: 'name', memberId });
  query.append('bank_features.supports_account_information.value', 'true');
  for (const country of countries) query.append('countries', country);
  return get(`/banks?${query.toString()}`);
}

/** `GET /reports/banks/status` (section 13). */
export const bankStatusesRequest = (): HttpRequest => get('/reports/banks/status');

/** The body of `POST /token-requests` (section 6.1), as far as reading accounts needs it. */
export interface TokenRequestBody {
  readonly requestOptions: { readonly bankId: string; readonly psuId?: string };
  readonly requestPayload: {
    readonly refId: string;
    readonly to: { readonly id: string };
    readonly redirectUrl: string;
    readonly callbackState: string;
    readonly description: string;
    /** Unix time in seconds, as text. */
    readonly tokenExpiration: string;
    readonly actingAs?: { readonly displayName: string; readonly refId?: string; readonly secondaryName?: string };
    readonly accessBody: {
      readonly resourceTypeList: {
        readonly resources: readonly ('ACCOUNTS' | 'BALANCES' | 'TRANSACTIONS' | 'STANDING_ORDERS')[];
        readonly source?: {
          readonly accountIdentifier?: { readonly iban: { readonly iban: string } };
          readonly currency?: string;
        };
      };
      readonly transactionHistoryDays?: number;
    };
  };
}

/** `POST /token-requests`. */
export const tokenRequestRequest = (body: TokenRequestBody, context: CallContext): HttpRequest =>
  send('POST', '/token-requests', body, customerHeaders(context));

/** The body of `POST /token-requests/{id}/authorization` (section 7.1); all four members are always sent. */
export interface AuthorizationBody {
  readonly credentials: Readonly<Record<string, string>>;
  readonly consentAccepted: boolean;
  readonly useCredentialFlow: boolean;
  readonly useWebappCredentialsFlow: boolean;
}

/** `POST /token-requests/{id}/authorization`. */
export const authorizationRequest = (requestId: string, body: AuthorizationBody, context: CallContext): HttpRequest =>
  send('POST', `/token-requests/${segment(requestId)}/authorization`, body, customerHeaders(context));

/** `POST /callback/initiation` (section 10.2): hands the bank's raw query over. */
export const callbackRequest = (query: string, context: CallContext): HttpRequest =>
  send('POST', '/callback/initiation', { query }, customerHeaders(context));

/** `GET /token-requests/{id}/result` (section 8). */
export const resultRequest = (requestId: string): HttpRequest => get(`/token-requests/${segment(requestId)}/result`);

/** `GET /tokens/{id}` (section 9.1). */
export const tokenRequest = (tokenId: string): HttpRequest => get(`/tokens/${segment(tokenId)}`);

/** `PUT /tokens/{id}/cancel` (section 9.1): ends the consent. */
export const cancelTokenRequest = (tokenId: string): HttpRequest =>
  send('PUT', `/tokens/${segment(tokenId)}/cancel`, {});

/** `GET /accounts` (section 9.2). */
export const accountsRequest = (tokenId: string, context: CallContext): HttpRequest =>
  get('/accounts', onBehalfOf(tokenId, context));

/** `GET /accounts/{id}/balance`. */
export const balanceRequest = (tokenId: string, accountId: string, context: CallContext): HttpRequest =>
  get(`/accounts/${segment(accountId)}/balance`, onBehalfOf(tokenId, context));

/** `GET /accounts/{id}/transactions`; `page.limit` must be below 200. Days are `YYYY-MM-DD`. */
export function transactionsRequest(
  tokenId: string,
  accountId: string,
  { from, to, cursor, limit = 100 }: TransactionWish,
  context: CallContext,
): HttpRequest {
  const parameters = new URLSearchParams({ 'page.limit': String(Math.min(limit, 199)) });
  if (cursor !== undefined) parameters.set('page.offset', cursor);
  if (from !== undefined) parameters.set('startDate', from);
  if (to !== undefined) parameters.set('endDate', to);
  return get(`/accounts/${segment(accountId)}/transactions?${parameters.toString()}`, onBehalfOf(tokenId, context));
}

/** `GET /accounts/{id}/standing-orders`; as many as a page can have. */
export function standingOrdersRequest(
  tokenId: string,
  accountId: string,
  offset: string | undefined,
  context: CallContext,
): HttpRequest {
  const parameters = new URLSearchParams({ 'page.limit': '199' });
  if (offset !== undefined) parameters.set('page.offset', offset);
  return get(`/accounts/${segment(accountId)}/standing-orders?${parameters.toString()}`, onBehalfOf(tokenId, context));
}

/** `GET /resolve-alias` for Token.io's own member (section 10.4). */
export const tokenMemberRequest = (): HttpRequest =>
  get('/resolve-alias?alias.value=token.io&alias.type=DOMAIN&alias.realm=token&alias.realmId=');

/** `GET /members/{id}`: the member's public keys. */
export const memberRequest = (memberId: string): HttpRequest => get(`/members/${segment(memberId)}`);

/** The consent in whose name an account is read; no credential by itself. */
const onBehalfOf = (tokenId: string, context: CallContext): Record<string, string> => ({
  ...customerHeaders(context),
  'on-behalf-of': tokenId,
});
