import type { ErrorCode } from '../../contract/errors.js';
import { isoTime } from '../../lib/clock.js';
import { badAnswer } from '../../lib/provider-http.js';
import { providerWords } from '../../lib/provider-words.js';
import type { CallContext, Grant } from '../authorisation.js';
import type { TokenIoClient } from './client.js';
import type { NamedToken, Reference } from './flow.js';
import { resultRequest, tokenRequest } from './requests.js';
import type { SignatureCheck } from './signature.js';
import { WireResult, WireToken as WireTokenAnswer, type WireToken } from './wire.js';

/** What `GET /token-requests/{id}/result` comes to. */
export type Outcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'authorised'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string };

/** Reads the one place where success can come from. `named` is the token that a callback of hosted pages named. */
export type ReadResult = (reference: Reference, context: CallContext, named?: NamedToken) => Promise<Outcome>;

/**
 * Reads results (sheet section 8) and, when they are there, tokens (section 9.1). With `checkSignature` a consent counts
 * only when Token.io signed its token id together with our state, in the result or earlier in the callback.
 */
export function createReadResult(
  client: TokenIoClient,
  checkSignature: SignatureCheck | undefined,
  longestMs: () => number = () => Infinity,
): ReadResult {
  return async (reference, context, named) => {
    const result = await client.call(resultRequest(reference.requestId), WireResult, context);
    if (result.status !== 'PROCESSED') return unsuccessful(result);
    const { tokenId } = result;
    if (!tokenId) throw badAnswer('result: PROCESSED without a token id');
    if (named && named.tokenId !== tokenId) return integrityFailed('another token id than in the callback');
    if (checkSignature && !named?.signed) {
      const signed = { tokenId, state: reference.state };
      const valid = await checkSignature(result.signature ?? {}, signed, context);
      if (!valid) return integrityFailed('no valid signature on the result');
    }
    const { token } = await client.call(tokenRequest(tokenId), WireTokenAnswer, context);
    const echoes = [token.tokenRequestId, token.payload.tokenRequestId].filter((echo) => echo !== undefined);
    if (token.id !== tokenId || echoes.some((echo) => echo !== reference.requestId)) {
      return integrityFailed('a token of another request');
    }
    return { kind: 'authorised', grant: toGrant(token, longestMs()) };
  };
}

function unsuccessful({ status, statusReasonInformation }: WireResult): Outcome {
  const reason = providerWords(statusReasonInformation ?? '', 200);
  const detail = reason === '' ? {} : { detail: `result: ${reason}` };
  if (status === 'REJECTED') return { kind: 'refused', code: 'access_denied', ...detail };
  if (status === 'EXPIRED') return { kind: 'refused', code: 'authorisation_expired', ...detail };
  // PENDING, and whatever Token.io may invent: our own deadline ends the wait.
  return { kind: 'pending' };
}

const integrityFailed = (detail: string): Outcome => ({ kind: 'refused', code: 'integrity_failed', detail });

/** The grant of a token: its id, the accounts that it names, and when it ends; at `longestMs` at the latest. */
export function toGrant({ id, payload }: WireToken, longestMs = Infinity): Grant {
  const named = (payload.access?.resources ?? []).flatMap((resource) =>
    Object.values(resource).flatMap(({ accountId }) => accountId ?? []),
  );
  const saidMs = Number(payload.expiresAtMs ?? 0);
  // Nothing said is no end known.
  const expiresAtMs = Math.min(saidMs > 0 ? saidMs : Infinity, longestMs);
  // Beyond the range of dates.
  const ends = expiresAtMs <= 8.64e15;
  return {
    data: { tokenId: id, accountIds: [...new Set(named)] },
    ...(ends ? { expiresAt: isoTime(expiresAtMs) } : {}),
  };
}
