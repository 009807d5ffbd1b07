import type { HttpRequest } from '../../lib/provider-http.js';
import { CLIENT_ASSERTION_TYPE } from '../../signing/client-assertion.js';
import type { TransactionWish } from '../provider-data.js';
import type { Paths } from './options.js';

/** Moneyhub's calls as values: everything but the proof of who calls. One builder per call, pure. */

const accept = { accept: 'application/json' };

/** A POST of a form; `client_id` and the client's proof are added when it is sent. */
export interface FormCall {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

/** The request of a form call with its proof (RFC 7523 section 2.2). */
export function provenRequest({ path, form }: FormCall, clientId: string, assertion: string): HttpRequest {
  const fields = {
    ...form,
    client_id: clientId,
    client_assertion: assertion,
    client_assertion_type: CLIENT_ASSERTION_TYPE,
  };
  return {
    method: 'POST',
    path,
    headers: { ...accept, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}

/** A pushed authorization request (RFC 9126 section 2). */
export const pushCall = ({ pushedRequest }: Paths, form: Readonly<Record<string, string>>): FormCall => ({
  path: pushedRequest,
  form,
});

/** The exchange of a code (sheet section 4). `sub` is sent when the user is known, and never empty. */
export const codeCall = (
  { token }: Paths,
  exchange: {
    readonly code: string;
    readonly callbackUrl: string;
    readonly verifier: string;
    readonly userId: string | undefined;
  },
): FormCall => ({
  path: token,
  form: {
    grant_type: 'authorization_code',
    code: exchange.code,
    redirect_uri: exchange.callbackUrl,
    code_verifier: exchange.verifier,
    ...(exchange.userId === undefined ? {} : { sub: exchange.userId }),
  },
});

/** A token of our own, or one that acts for a user (sheet section 5). */
export const credentialsCall = ({ token }: Paths, scope: string, userId: string | undefined): FormCall => ({
  path: token,
  form: { grant_type: 'client_credentials', scope, ...(userId === undefined ? {} : { sub: userId }) },
});

/** RFC 6749 section 6. */
export const refreshCall = ({ token }: Paths, refreshToken: string): FormCall => ({
  path: token,
  form: { grant_type: 'refresh_token', refresh_token: refreshToken },
});

/** A call by a bearer token; the token is added when it is sent. */
export interface BearerCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
}

export const bearerRequest = ({ method, path, body }: BearerCall, token: string): HttpRequest => ({
  method,
  path,
  headers: {
    ...accept,
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  ...(body === undefined ? {} : { body }),
});

/** An id as one path segment. */
function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') throw new TypeError('An id cannot be a dot segment');
  return encodeURIComponent(id);
}

/** `POST /users` (sheet section 7). */
export const createUserCall = ({ users }: Paths, clientUserId: string): BearerCall => ({
  method: 'POST',
  path: users,
  body: JSON.stringify({ clientUserId }),
});

/** `DELETE /users/{id}`. */
export const deleteUserCall = ({ users }: Paths, userId: string): BearerCall => ({
  method: 'DELETE',
  path: `${users}/${segment(userId)}`,
});

/** `GET /users/{id}/connections`. */
export const connectionsCall = ({ users }: Paths, userId: string): BearerCall => ({
  method: 'GET',
  path: `${users}/${segment(userId)}/connections`,
});

/** `DELETE /users/{id}/connection/{id}`: in the singular, unlike the others. */
export const deleteConnectionCall = ({ users }: Paths, userId: string, connectionId: string): BearerCall => ({
  method: 'DELETE',
  path: `${users}/${segment(userId)}/connection/${segment(connectionId)}`,
});

/** Items of a page that are asked for. */
const PAGE_LIMIT = 100;

/** `GET /accounts` (sheet section 8), the first page. */
export const accountsCall = (apiVersion: string): BearerCall => ({
  method: 'GET',
  path: `/${apiVersion}/accounts?limit=${PAGE_LIMIT}&offset=0`,
});

/** `GET /accounts/{id}`. */
export const accountCall = (apiVersion: string, accountId: string): BearerCall => ({
  method: 'GET',
  path: `/${apiVersion}/accounts/${segment(accountId)}`,
});

/** `GET /transactions` of one account, the first page. Days are `YYYY-MM-DD`, both included. */
export function transactionsCall(
  apiVersion: string,
  accountId: string,
  { from, to, limit = PAGE_LIMIT }: TransactionWish,
): BearerCall {
  const query = new URLSearchParams({ accountId, limit: String(Math.min(limit, PAGE_LIMIT)), offset: '0' });
  if (from !== undefined) query.set('startDate', from);
  if (to !== undefined) query.set('endDate', to);
  return { method: 'GET', path: `/${apiVersion}/transactions?${query.toString()}` };
}
