import type { HttpRequest } from '../../lib/provider-http.js';
import { badAnswer } from '../../lib/provider-http.js';
import type { PaymentOrder } from '../../contract/payments.js';
import type { Paths } from './options.js';

/**
 * The calls of tell.connect as values: everything but who calls and the signature. One builder per call, pure, so that what
 * is signed can be tested to the byte.
 */
export interface TellCall {
  readonly method: HttpRequest['method'];
  /** As it is signed: without version and query. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The text that is signed: the JSON body itself, the form as a JSON object, `{}` where there is no body. */
  readonly payload: string;
}

/** What an authorisation is for: reading accounts, or one payment. */
export type RequestedScope = 'aisp' | 'pisp';

/** The body of an authorisation request (sheet section 3.1), in the order of the documents. */
export interface AuthorisationBody {
  readonly aspsp: string;
  readonly uuid: string;
  readonly scope: RequestedScope;
  readonly sandbox_sca?: boolean;
}

const accept = { accept: 'application/json' };

/** `POST` of an authorisation request: what is signed is the body, byte for byte. */
export function authoriseCall({ authorise }: Paths, { aspsp, uuid, scope, sandbox_sca }: AuthorisationBody): TellCall {
  const body = JSON.stringify({ aspsp, uuid, scope, ...(sandbox_sca === undefined ? {} : { sandbox_sca }) });
  const headers = { ...accept, 'content-type': 'application/json' };
  return { method: 'POST', path: authorise, query: '', headers, body, payload: body };
}

/** `POST` of an authorisation code (section 3.4): `authorisation_code` on the way in, `code` on the way out. */
export const codeCall = (paths: Paths, code: string): TellCall =>
  formCall(paths.token, [
    ['grant_type', 'authorization_code'],
    ['code', code],
  ]);

/** `POST` of a refresh token (section 3.5). */
export const refreshCall = (paths: Paths, refreshToken: string): TellCall =>
  formCall(paths.token, [
    ['grant_type', 'refresh_token'],
    ['refresh_token', refreshToken],
  ]);

/** `GET` of data (section 3.6), said to be for a shopper at this address, or for none. */
export function dataCall(path: string, userIp: string | undefined, query = ''): TellCall {
  const headers = { ...accept, ...(userIp === undefined ? {} : { 'x-user-ip': userIp }) };
  return { method: 'GET', path, query, headers, payload: '{}' };
}

/** `POST` of the one payment of a token (section 3.6), in the vocabulary of the bank-side gateway. */
export function paymentCall({ payment }: Paths, order: PaymentOrder, userIp: string | undefined): TellCall {
  const { amount, creditor, reference } = order;
  const { account } = creditor;
  const body = JSON.stringify({
    Amount: amount.value,
    Currency: amount.currency,
    CreditorName: creditor.name,
    CreditorSchemeName: account.scheme === 'iban' ? 'IBAN' : 'SortCodeAccountNumber',
    CreditorIdentification: account.scheme === 'iban' ? account.iban : `${account.sortCode}${account.accountNumber}`,
    Reference: reference,
  });
  const user: TellCall['headers'] = userIp === undefined ? {} : { 'x-user-ip': userIp };
  const headers = { ...accept, 'content-type': 'application/json', ...user };
  return { method: 'POST', path: payment, query: '', headers, body, payload: body };
}

/** A path template with the account's id in it, percent-encoded. */
export function accountPath(template: string, accountId: string): string {
  // A dot segment would name another path: both ends normalise paths before they route them.
  if (accountId === '' || accountId === '.' || accountId === '..') throw badAnswer('an account id that is none');
  return template.replace('{accountId}', () => encodeURIComponent(accountId));
}

function formCall(path: string, fields: readonly (readonly [string, string])[]): TellCall {
  const body = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
  const headers = { ...accept, 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', path, query: '', headers, body, payload: JSON.stringify(Object.fromEntries(fields)) };
}
