import { AccessTokenRejected, ProviderError } from '../providers/provider-error.js';
import type { CallContext, Grant } from '../providers/authorisation.js';
import type { Provider } from '../providers/provider.js';
import type { BudgetRepository } from '../store/repositories.js';
import type { StoredConnection } from '../store/stored.js';
import type { Operation, ProviderCall } from './provider-call.js';
import type { GrantRefresher } from './refresh.js';
import { ConnectionError } from './service.js';

/**
 * Calls a provider with the grant of a connection: refreshed first where its access token is about to end, refreshed once and
 * called once more where the token is rejected all the same. Without the shopper, every request comes out of the budget.
 */
export type GrantCall = <T>(
  stored: StoredConnection,
  operation: Operation,
  context: CallContext,
  call: (provider: Provider, grant: Grant, context: CallContext) => Promise<T>,
) => Promise<T>;

interface GrantCallDeps {
  readonly call: ProviderCall;
  readonly refresher: Pick<GrantRefresher, 'fresh' | 'renew'>;
  readonly budgets: BudgetRepository;
  /** Told how a call ended, and with which grant, before anybody else is. */
  readonly worked: (used: StoredConnection) => Promise<void>;
  readonly failed: (used: StoredConnection, error: unknown) => Promise<void>;
}

export function createGrantCall({ call, refresher, budgets, worked, failed }: GrantCallDeps): GrantCall {
  /** A call without the shopper has a budget where the provider has one. */
  function withBudget({ connection }: StoredConnection, { capabilities }: Provider, context: CallContext): CallContext {
    const { unattendedCallsPerDay: perDay } = capabilities;
    if (context.psu?.ipAddress !== undefined || perDay === undefined) return context;
    const spend = async (endpoint: string): Promise<void> => {
      const place = await budgets.take(connection.id, endpoint, perDay);
      if (place.taken) return;
      const { nextInMs: retryAfterMs } = place;
      throw new ProviderError('budget_exhausted', { retryable: true, retryAfterMs, detail: endpoint });
    };
    return { ...context, unattended: { spend } };
  }

  return async (stored, operation, context, ask) => {
    const askWith = (used: StoredConnection) =>
      call(used, operation, context, (provider) => ask(provider, used.grant, withBudget(used, provider, context)));

    let used = await refresher.fresh(stored, context);
    const askTwice = async () => {
      try {
        return await askWith(used);
      } catch (error) {
        if (!isRejected(error)) throw error;
        used = await refresher.renew(used, context);
        return askWith(used);
      }
    };
    try {
      const answer = await askTwice();
      await worked(used);
      return answer;
    } catch (error) {
      await failed(used, error);
      throw error;
    }
  };
}

const isRejected = (error: unknown): boolean =>
  error instanceof ConnectionError && error.cause instanceof AccessTokenRejected;
