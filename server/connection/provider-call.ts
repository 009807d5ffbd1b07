import type { ErrorCode } from '../contract/errors.js';
import type { Scope } from '../contract/session.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Metrics } from '../lib/metrics.js';
import { AccessTokenRejected, ProviderError } from '../providers/provider-error.js';
import type { CallContext } from '../providers/authorisation.js';
import type { Provider } from '../providers/provider.js';
import { StoreError } from '../store/store-error.js';
import type { StoredConnection } from '../store/stored.js';
import { ConnectionError } from './service.js';

export interface ProviderCallDeps {
  /** By instance id. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics?: Pick<Metrics, 'providerCalled'>;
}

export type Operation = Scope | 'refresh' | 'revoke';

export type ProviderCall = <T>(
  stored: StoredConnection,
  operation: Operation,
  context: CallContext,
  call: (provider: Provider) => Promise<T>,
) => Promise<T>;

/** What a provider may say about a connection. Its other codes are about a shopper who is not there. */
const readCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not_found',
  'invalid_request',
  'bank_unavailable',
  'bank_not_supported',
  'provider_unavailable',
  'provider_rate_limited',
  'provider_rejected',
  'bad_provider_answer',
  'provider_misconfigured',
  'integrity_failed',
  'reauth_required',
  'connection_revoked',
  'budget_exhausted',
  'not_supported',
]);

/** Calls the provider of a connection; whatever breaks comes out as a `ConnectionError`. Logs ids and codes, never data. */
export function createProviderCall({ providers, now, logger, metrics }: ProviderCallDeps): ProviderCall {
  return async (stored, operation, context, call) => {
    const about = { connection: stored.connection.id, provider: stored.provider, operation, traceId: context.traceId };
    const provider = providers.get(stored.provider);
    if (provider === undefined) {
      logger.error(about, 'The provider of a connection is not configured any more');
      throw new ConnectionError('provider_misconfigured');
    }
    const startedAt = now();
    const ended = (result: string) =>
      metrics?.providerCalled(provider.id, operation, result, (now() - startedAt) / 1000);
    try {
      const answer = await call(provider);
      ended('ok');
      return answer;
    } catch (cause) {
      const error = toConnectionError(cause, context);
      ended(error.code);
      logger.warn({ ...about, code: error.code, detail: detailOf(cause) }, 'A provider call for a connection failed');
      throw error;
    }
  };
}

/** Where a bank counts and does not say when it will count anew: budgets are per day, so by then there is a slot. */
const longestWaitMs = 86_400_000;

function toConnectionError(cause: unknown, { signal }: CallContext): ConnectionError {
  if (cause instanceof ProviderError) {
    const code = readCodes.has(cause.code) ? cause.code : 'provider_rejected';
    const retryAfterMs = cause.retryAfterMs ?? (code === 'budget_exhausted' ? longestWaitMs : undefined);
    return new ConnectionError(code, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }
  // Where nothing can mend it, the shopper must come back.
  if (cause instanceof AccessTokenRejected) return new ConnectionError('reauth_required', { cause });
  if (cause instanceof StoreError && cause.code === 'unavailable') return new ConnectionError('unavailable', { cause });
  return new ConnectionError(signal.aborted ? 'provider_unavailable' : 'internal', { cause });
}

/** Nothing of an unknown error is logged but its name. */
const detailOf = (cause: unknown): string | undefined =>
  cause instanceof ProviderError ? cause.detail : cause instanceof Error ? cause.name : typeof cause;
