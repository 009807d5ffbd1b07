import { createHash } from 'node:crypto';
import { badAnswer, type HttpRequest } from '../../lib/provider-http.js';
import type { Headers, OAuthBankConfig } from './options.js';

/** The bank's calls as values. One builder per call, pure. */

/** What an authorisation request is about. */
export interface Wish {
  readonly callbackUrl: string;
  readonly state: string;
  /** PKCE, RFC 7636. */
  readonly verifier: string;
  readonly consentId?: string | undefined;
}

/** The address of an authorisation request (RFC 6749 section 4.1.1), with PKCE whether the bank knows it or not. */
export function authorizationAddress(authorizationUrl: string, config: OAuthBankConfig, wish: Wish): string {
  const { clientId, scope, authorizationParameters, consentParameter } = config;
  const url = new URL(authorizationUrl);
  url.search = new URLSearchParams({
    ...authorizationParameters,
    response_type: 'code',
    client_id: clientId,
    redirect_uri: wish.callbackUrl,
    scope,
    state: wish.state,
    code_challenge: createHash('sha256').update(wish.verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(consentParameter === undefined || wish.consentId === undefined ? {} : { [consentParameter]: wish.consentId }),
  }).toString();
  return url.href;
}

export type Form = Readonly<Record<string, string>>;

/** The exchange of a code (RFC 6749 section 4.1.3): the address is that of the authorisation request. */
export const codeForm = (exchange: { code: string; callbackUrl: string; verifier: string }): Form => ({
  grant_type: 'authorization_code',
  code: exchange.code,
  redirect_uri: exchange.callbackUrl,
  code_verifier: exchange.verifier,
});

/** RFC 6749 section 6; without a scope, which means the one that was granted. */
export const refreshForm = (refreshToken: string): Form => ({
  grant_type: 'refresh_token',
  refresh_token: refreshToken,
});

/** RFC 7009 section 2.1. */
export const revokeForm = (refreshToken: string): Form => ({ token: refreshToken, token_type_hint: 'refresh_token' });

/** A read of data: who is asked about what. */
export interface Reading {
  /** The path as the bank counts calls. */
  readonly endpoint: string;
  /** Absent for the list of accounts. */
  readonly account?: string;
  readonly parameters?: Form;
}

interface Caller {
  readonly accessToken: string;
  readonly requestId: string;
  /** Absent without the shopper. */
  readonly psu?: { readonly ipAddress?: string; readonly userAgent?: string } | undefined;
}

/**
 * The request of a read. Where the path does not name the account it travels in the body, so that no address on the way
 * ever shows it; such a POST changes nothing and may be repeated.
 */
export function readRequest(
  { basePath, headers, request }: OAuthBankConfig,
  { endpoint, account, parameters = {} }: Reading,
  caller: Caller,
): HttpRequest {
  const common = { accept: 'application/json', ...callerHeaders(headers, caller) };
  const path = `${basePath}${endpoint}`;
  if (account === undefined || endpoint.includes('{account}')) {
    const query = new URLSearchParams(parameters).toString();
    const named = account === undefined ? path : path.replace('{account}', () => segment(account));
    return { method: 'GET', path: query === '' ? named : `${named}?${query}`, headers: common };
  }
  return {
    method: 'POST',
    path,
    headers: { ...common, 'content-type': 'application/json; charset=utf-8' },
    body: bodyOf({ [request.account]: account, ...parameters }, [request.page, request.pageSize]),
  };
}

/** A JSON body; numbers are numbers there. */
const bodyOf = (members: Form, numbers: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, numbers.includes(name) ? Number(value) : value]),
    ),
  );

function callerHeaders(names: Headers, { accessToken, requestId, psu }: Caller): Record<string, string> {
  const agent = psu?.userAgent?.replace(/[^\x20-\x7e]/g, '').trim().slice(0, 256) ?? ''; // prettier-ignore
  return {
    authorization: `Bearer ${accessToken}`,
    [names.requestId.toLowerCase()]: requestId,
    ...(psu?.ipAddress === undefined ? {} : { [names.psuAddress.toLowerCase()]: psu.ipAddress }),
    ...(agent === '' ? {} : { [names.psuUserAgent.toLowerCase()]: agent }),
  };
}

/** An account as one path segment. */
function segment(account: string): string {
  // A dot segment would name another path: both ends normalise paths before they route them.
  if (account === '' || account === '.' || account === '..') throw badAnswer('an account id that is none');
  return encodeURIComponent(account);
}
