import { z } from 'zod';
import type { ErrorCode } from '../contract/errors.js';
import type { HttpAnswer } from '../lib/provider-http.js';

/**
 * Error words of RFC 6749 section 5.2, RFC 9101 and RFC 9126. What `invalid_grant` means depends on what was handed in, so
 * it is not among them.
 */
const words: Readonly<Record<string, ErrorCode | undefined>> = {
  invalid_client: 'provider_misconfigured',
  invalid_scope: 'provider_misconfigured',
  invalid_redirect_uri: 'provider_misconfigured',
  unauthorized_client: 'provider_misconfigured',
  unsupported_grant_type: 'provider_misconfigured',
  unsupported_response_type: 'provider_misconfigured',
  invalid_request: 'provider_rejected',
  invalid_request_object: 'provider_rejected',
  access_denied: 'access_denied',
  server_error: 'provider_unavailable',
  temporarily_unavailable: 'provider_unavailable',
};

/** The same at the end of a visit (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6): it is the bank that speaks. */
const callbackWords: Readonly<Record<string, ErrorCode | undefined>> = {
  ...words,
  server_error: 'bank_unavailable',
  temporarily_unavailable: 'bank_unavailable',
  login_required: 'authentication_failed',
  interaction_required: 'authentication_failed',
  consent_required: 'access_denied',
};

const lookUp = (table: Readonly<Record<string, ErrorCode | undefined>>, word: string): ErrorCode | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;

/** What an error word of a token endpoint comes to; undefined for words that nobody knows. */
export const oauthErrorCode = (word: string): ErrorCode | undefined => lookUp(words, word);

/** What the bank says when it sends the shopper back without a code. */
export const callbackErrorCode = (word: string): ErrorCode => lookUp(callbackWords, word) ?? 'provider_rejected';

const WireOAuthError = z.object({ error: z.string().max(4000) });

/** The `error` of an answer of a token endpoint; empty when there is none. */
export const oauthErrorIn = (answer: HttpAnswer): string =>
  WireOAuthError.safeParse(errorBody(answer)).data?.error ?? '';

/** The JSON body of an error answer; undefined for anything else, whatever was sent. */
export function errorBody({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body.subarray(0, 16_384)));
  } catch {
    return undefined;
  }
}
