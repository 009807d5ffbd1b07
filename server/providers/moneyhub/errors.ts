import { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.js';
import { cleanText } from '../../lib/clean-text.js';
import type { HttpAnswer } from '../../lib/provider-http.js';
import { retryAfterMs } from '../../lib/retry-after.js';
import { providerWords } from '../../lib/provider-words.js';
import { errorBody, oauthErrorCode, oauthErrorIn } from '../oauth-errors.js';
import { ProviderError } from '../provider-error.js';

/** The calls that a client assertion proves; what `invalid_grant` means depends on what was handed in. */
export type FormPlace = 'push' | 'code' | 'credentials' | 'refresh';

interface FailedCall {
  readonly method: string;
  readonly path: string;
  readonly now: number;
}

/** The code is used, too old, or another's; the user is gone; the refresh token is dead (sheet section 9). */
const invalidGrant = {
  push: 'provider_rejected',
  code: 'authorisation_expired',
  credentials: 'reauth_required',
  refresh: 'reauth_required',
} as const satisfies Record<FormPlace, ErrorCode>;

/** Moneyhub's own word, for claims of a request that it does not take. */
const wordCode = (word: string): ErrorCode | undefined =>
  word === 'invalid_claims' ? 'provider_rejected' : oauthErrorCode(word);

/** The error of a refused form call. Its detail holds no words of the answer: they may quote a code or a token. */
export function formError(answer: HttpAnswer, call: FailedCall & { readonly place: FormPlace }): ProviderError {
  const said = oauthErrorIn(answer);
  const code = byStatus(answer.status) ?? (said === 'invalid_grant' ? invalidGrant[call.place] : wordCode(said));
  const word = /^[a-z_]{1,64}$/.test(said) ? ` ${said}` : '';
  return providerError(answer, call, code ?? otherCode(answer.status), word);
}

/** The error of a refused call by a bearer token: data and identity resources (sheet section 9). */
export function bearerError(answer: HttpAnswer, call: FailedCall): ProviderError {
  const { code = '', message = '', correlationId = '' } = WireApiError.safeParse(errorBody(answer)).data ?? {};
  const words = providerWords([code, message].filter((part) => part !== '').join(': '), 200);
  const trace = cleanText(correlationId, 64);
  const detail = `${words === '' ? '' : ` ${words}`}${trace === '' ? '' : ` correlation=${trace}`}`;
  return providerError(answer, call, byStatus(answer.status) ?? bearerCode(answer.status), detail);
}

/** A token that was just made and is not taken is nothing that the shopper could mend. */
function bearerCode(status: number): ErrorCode {
  if (status === 401) return 'provider_misconfigured';
  return status === 404 ? 'not_found' : 'provider_rejected';
}

const otherCode = (status: number): ErrorCode =>
  // Paths are configuration: nothing but a wrong one is not found.
  status === 401 || status === 404 || status === 405 ? 'provider_misconfigured' : 'provider_rejected';

/** Statuses that say it all by themselves. */
function byStatus(status: number): ErrorCode | undefined {
  if (status === 429) return 'provider_rate_limited';
  return status >= 500 || status === 408 ? 'provider_unavailable' : undefined;
}

const transient: ReadonlySet<ErrorCode> = new Set(['provider_unavailable', 'provider_rate_limited']);

function providerError(answer: HttpAnswer, call: FailedCall, code: ErrorCode, words: string): ProviderError {
  const waitMs = retryAfterMs(answer.headers.get('retry-after'), call.now);
  return new ProviderError(code, {
    retryable: transient.has(code),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    detail: `${call.method} ${call.path.replace(/\?.*/s, '')}: ${answer.status}${words}`,
  });
}

const text = z.string().max(4000);
const WireApiError = z.object({
  code: text.optional(),
  message: text.optional(),
  correlationId: text.optional(),
});
