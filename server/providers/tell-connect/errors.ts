import { z } from 'zod';
import type { ErrorCode } from '../../contract/errors.js';
import type { HttpAnswer } from '../../lib/provider-http.js';
import { retryAfterMs } from '../../lib/retry-after.js';
import { providerWords } from '../../lib/provider-words.js';
import { AccessTokenRejected, ProviderError } from '../provider-error.js';

/** The calls of the flow: what a 400 means depends on what was handed in. */
export type FlowPlace = 'authorise' | 'code' | 'refresh';

interface FailedCall {
  readonly method: string;
  readonly path: string;
  readonly now: number;
}

/** What a 400 means: the code is used or too old; the refresh token is dead; the request itself is wrong. */
const badRequest = {
  authorise: 'provider_rejected',
  code: 'authorisation_expired',
  refresh: 'reauth_required',
} as const satisfies Record<FlowPlace, ErrorCode>;

/** Codes of RFC 6749 section 5.2 that blame the request or the client, never the code or the token that was handed in. */
const notAboutTheGrant: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** The error of a refused call of the flow. Its detail holds no words of the answer: they may quote a code or a token. */
export function flowError(answer: HttpAnswer, call: FailedCall & { readonly place: FlowPlace }): ProviderError {
  const said = saidIn(answer);
  const word = /^[a-z]\w{0,63}$/i.test(said.code ?? '') ? ` ${said.code ?? ''}` : '';
  return providerError(answer, call, flowCode(answer.status, call.place, said), word);
}

function flowCode(status: number, place: FlowPlace, { code = '' }: Said): ErrorCode {
  // One status for a bad token and a bad request would be a consent thrown away for a mistake of ours.
  if (status === 400) return notAboutTheGrant.has(code) ? 'provider_rejected' : badRequest[place];
  // Paths are configuration: nothing but a wrong one is not found.
  if (status === 401 || status === 404 || status === 405) return 'provider_misconfigured';
  return commonCode(status);
}

/**
 * The error of a refused payment. In doubt unless the status says that it was not made: a 403 may also say that this consent
 * has made its payment already, and nobody knows which one that was.
 */
export function paymentError(answer: HttpAnswer, call: FailedCall): ProviderError {
  const { code = '' } = saidIn(answer);
  const word = /^[a-z]\w{0,63}$/i.test(code) ? ` ${code}` : '';
  const refused = paymentRefusals[answer.status];
  const scope = answer.status === 403 && code === 'insufficient_scope';
  const error = providerError(
    answer,
    call,
    scope ? 'provider_misconfigured' : (refused ?? commonCode(answer.status)),
    word,
  );
  const { code: ours, retryable, retryAfterMs: waitMs, detail } = error;
  return new ProviderError(ours, {
    retryable,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    ...(detail === undefined ? {} : { detail }),
    inDoubt: refused === undefined && !scope,
  });
}

/** Statuses that say that nothing was paid. */
const paymentRefusals: Partial<Record<number, ErrorCode>> = {
  400: 'provider_rejected',
  401: 'authorisation_expired',
  402: 'insufficient_funds',
  404: 'provider_misconfigured',
  405: 'provider_misconfigured',
  415: 'provider_rejected',
  422: 'payment_rejected',
  429: 'provider_rate_limited',
};

/** The error of a refused read. A rejected access token may be mended by a refresh. */
export function readError(
  answer: HttpAnswer,
  call: FailedCall & { readonly attended: boolean },
): ProviderError | AccessTokenRejected {
  const said = saidIn(answer);
  const words = providerWords([said.code, said.message].filter((text) => text).join(': '), 200);
  if (answer.status === 401) return new AccessTokenRejected(`${call.method} ${call.path}: 401 ${words}`.trim());
  return providerError(answer, call, readCode(answer.status, call.attended), words === '' ? '' : ` ${words}`);
}

function readCode(status: number, attended: boolean): ErrorCode {
  // The consent does not cover this read; giving it again would not change that.
  if (status === 403) return 'bank_not_supported';
  if (status === 404) return 'not_found';
  if (status === 429 && !attended) return 'budget_exhausted';
  return commonCode(status);
}

function commonCode(status: number): ErrorCode {
  if (status === 429) return 'provider_rate_limited';
  if (status === 501) return 'bank_not_supported';
  return status >= 500 || status === 408 ? 'provider_unavailable' : 'provider_rejected';
}

const transient: ReadonlySet<ErrorCode> = new Set([
  'provider_unavailable',
  'provider_rate_limited',
  'budget_exhausted',
]);

function providerError(answer: HttpAnswer, call: FailedCall, code: ErrorCode, words: string): ProviderError {
  // A budget comes back with the next day; everything else is worth another try soon.
  const longestMs = code === 'budget_exhausted' ? 86_400_000 : undefined;
  const waitMs = retryAfterMs(answer.headers.get('retry-after'), call.now, longestMs);
  return new ProviderError(code, {
    retryable: transient.has(code),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    detail: `${call.method} ${call.path}: ${answer.status}${words}`,
    // A gateway that gave up does not know what became of the call behind it.
    inDoubt: code === 'provider_unavailable',
  });
}

/** What an error answer says; no document fixes its shape. */
export interface Said {
  readonly code?: string;
  readonly message?: string;
}

const text = z.string().max(4000);
/** RFC 6749 section 5.2; the bank-side gateway of today, whose `error` is the message; the gateway of before; in this order. */
const shapes = z.union([
  z.object({ error: text, error_description: text }).transform((said): Said => ({ code: said.error, message: said.error_description })), // prettier-ignore
  z.object({ code: text, error: text }).transform((said): Said => ({ code: said.code, message: said.error })),
  z.object({ error: text }).transform((said): Said => ({ code: said.error })),
  z.object({ Error: text }).transform((said): Said => ({ message: said.Error })),
]);

/** Reads an error answer in all shapes that are known; never fails, whatever was sent. */
export function saidIn({ body }: HttpAnswer): Said {
  const raw = new TextDecoder().decode(body.subarray(0, 16_384));
  const parsed = shapes.safeParse(jsonOrUndefined(raw));
  return parsed.success ? parsed.data : { message: raw };
}

function jsonOrUndefined(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
