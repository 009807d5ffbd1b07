import type { ErrorCode } from '../../contract/errors.js';
import type { HttpAnswer } from '../../lib/provider-http.js';
import { retryAfterMs } from '../../lib/retry-after.js';
import { oauthErrorCode, oauthErrorIn } from '../oauth-errors.js';
import { AccessTokenRejected, ProviderError } from '../provider-error.js';

/** The form calls; what `invalid_grant` means depends on what was handed in. */
export type FormPlace = 'code' | 'refresh' | 'revoke';

interface FailedCall {
  readonly method: string;
  /** As it is configured: without an account. */
  readonly path: string;
  readonly now: number;
}

/** The code is used or too old; the refresh token is dead; what shall be ended has ended. */
const invalidGrant = {
  code: 'authorisation_expired',
  refresh: 'reauth_required',
  revoke: 'not_found',
} as const satisfies Record<FormPlace, ErrorCode>;

/**
 * The error of a refused form call. Nothing but `invalid_grant` ends a consent: a bad request and a bad token may have the same
 * status. Its detail holds no words of the answer: they may quote a code or a token.
 */
export function formError(answer: HttpAnswer, call: FailedCall & { readonly place: FormPlace }): ProviderError {
  const word = oauthErrorIn(answer);
  const code = byStatus(answer.status) ?? (word === 'invalid_grant' ? invalidGrant[call.place] : oauthErrorCode(word));
  const said = /^[a-z_]{1,64}$/.test(word) ? ` ${word}` : '';
  return providerError(answer, call, code ?? otherCode(answer.status), said);
}

/** The error of a refused read. A rejected access token may be mended by a refresh; expired and revoked look alike. */
export function readError(
  answer: HttpAnswer,
  call: FailedCall & { readonly attended: boolean; readonly ofAccount: boolean },
): ProviderError | AccessTokenRejected {
  const word = oauthErrorIn(answer);
  const said = /^[A-Za-z_]{1,64}$/.test(word) ? ` ${word}` : '';
  if (answer.status === 401) return new AccessTokenRejected(`${call.method} ${call.path}: 401${said}`);
  const isBudget = answer.status === 429 && !call.attended;
  const code = isBudget ? 'budget_exhausted' : (byStatus(answer.status) ?? readCode(answer.status, word, call));
  return providerError(answer, call, code, said);
}

function readCode(status: number, word: string, { ofAccount }: { readonly ofAccount: boolean }): ErrorCode {
  if (word === 'insufficient_scope') return 'provider_misconfigured';
  // The account is not, or no longer, part of the consent; banks say so in either way.
  if (status === 403 || status === 404) return ofAccount ? 'not_found' : otherRead[status];
  return status === 405 ? 'provider_misconfigured' : 'provider_rejected';
}

/** A list of accounts that may not be read at all; one that is not where it should be. */
const otherRead = { 403: 'bank_not_supported', 404: 'provider_misconfigured' } as const;

const otherCode = (status: number): ErrorCode =>
  // Paths are configuration: nothing but a wrong one is not found.
  status === 401 || status === 404 || status === 405 ? 'provider_misconfigured' : 'provider_rejected';

/** Statuses that say it all by themselves. A maintenance window is a 503. */
function byStatus(status: number): ErrorCode | undefined {
  if (status === 429) return 'provider_rate_limited';
  return status >= 500 || status === 408 ? 'provider_unavailable' : undefined;
}

const transient: ReadonlySet<ErrorCode> = new Set([
  'provider_unavailable',
  'provider_rate_limited',
  'budget_exhausted',
]);

function providerError(answer: HttpAnswer, call: FailedCall, code: ErrorCode, said: string): ProviderError {
  // A budget comes back with the next day; everything else is worth another try soon.
  const longestMs = code === 'budget_exhausted' ? 86_400_000 : undefined;
  const waitMs = retryAfterMs(answer.headers.get('retry-after'), call.now, longestMs);
  return new ProviderError(code, {
    retryable: transient.has(code),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    detail: `${call.method} ${call.path}: ${answer.status}${said}`,
    // A gateway that gave up does not know what became of the call behind it.
    inDoubt: code === 'provider_unavailable',
  });
}
