import { unlessAborted, withDeadline } from '../lib/deadline.js';
import type { Schedule } from '../lib/schedule.js';
import { SingleFlight } from '../lib/single-flight.js';
import type { CallContext } from '../providers/authorisation.js';
import type { Store } from '../store/store.js';
import type { StoredConnection } from '../store/stored.js';
import { createGrantKeeper } from './grant-keeper.js';
import { fingerprintOf, hasAccessEnded, hasGrant, isRenewalDue, isUnproven } from './grants.js';
import type { ProviderCall, ProviderCallDeps } from './provider-call.js';
import { createRefreshAttempts, defaultLeaseTerms, type LeaseTerms } from './refresh-attempt.js';
import { ConnectionError } from './service.js';
import type { Spool } from './spool.js';

export interface RefreshDeps extends Pick<ProviderCallDeps, 'providers' | 'now' | 'logger'> {
  readonly store: Pick<Store, 'connections' | 'refreshLeases'>;
  readonly spool: Spool;
  readonly schedule: Schedule;
  /** Names this instance to the operator. */
  readonly instance: string;
  /** Tests shorten them. */
  readonly leaseTerms?: Partial<LeaseTerms>;
}

/** Keeps grants alive (docs/decisions/012). */
export interface GrantRefresher {
  /** The connection, its grant renewed first where the access token is about to end. */
  fresh(stored: StoredConnection, context: CallContext): Promise<StoredConnection>;
  /** The connection with another grant than its own, which the provider rejected. Throws `reauth_required` for none. */
  renew(stored: StoredConnection, context: CallContext): Promise<StoredConnection>;
  /** Gives the store what was put aside, and finishes what instances that died have begun. */
  sweep(traceId: string): Promise<void>;
  /** Begins nothing more; waits for what runs, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** How long a caller waits for a refresh; it goes on without the caller. */
const callerMs = 30_000;
const lookAgainMs = 150;
const abandonedAtOnce = 10;

const busy = (): ConnectionError => new ConnectionError('provider_unavailable', { retryAfterMs: 5_000 });

export function createGrantRefresher(deps: RefreshDeps, call: ProviderCall): GrantRefresher {
  const { store, spool, providers, schedule, instance, now, logger } = deps;
  const { connections, refreshLeases: leases } = store;
  const terms = { holder: instance, ...defaultLeaseTerms, ...deps.leaseTerms };
  const keeper = createGrantKeeper({ connections, spool, logger });
  const attempts = createRefreshAttempts({ connections, leases, keeper, spool, call, schedule, now, terms, logger });
  const flights = new SingleFlight<StoredConnection>();
  const running = new Set<Promise<unknown>>();
  let stopping = false;

  async function load({ merchantId, connection }: StoredConnection): Promise<StoredConnection> {
    const stored = await connections.find(merchantId, connection.id);
    if (stored === undefined) throw new ConnectionError('not_found');
    return stored;
  }

  const pause = (): Promise<void> => new Promise((resolve) => void schedule(resolve, lookAgainMs));

  const hasGrace = ({ provider }: StoredConnection) =>
    providers.get(provider)?.capabilities.refreshGraceMs !== undefined;

  function claim(stored: StoredConnection, fingerprint: string) {
    const { merchantId, connection } = stored;
    // A provider that takes a used token again for a while wants it soon; others want it never, unless all hope is gone.
    const doubtMs = hasGrace(stored) ? 0 : terms.doubtMs;
    return leases.claim(merchantId, connection.id, { ...terms, fingerprint, doubtMs });
  }

  /** The connection with another grant than `seen`: somebody else's, or one that is fetched now. */
  async function takeOff(of: StoredConnection, traceId: string, waitMs: number): Promise<StoredConnection> {
    let seen = fingerprintOf(of.grant);
    const givesUpAt = performance.now() + waitMs;
    await keeper.replay(of.connection.id);
    for (;;) {
      const stored = await load(of);
      if (!hasGrant(stored, seen)) return stored;
      const lease = await claim(stored, seen);
      if (lease !== undefined) {
        // Read again under the lease: the holder before may just have written.
        const { connection, isContested } = await attempts.carryOut(lease, seen, () => load(of), traceId);
        if (!isContested || !hasGrace(connection)) return connection;
        // Two answers to one token: as long as the grace lasts, a third one settles which of them counts.
        seen = fingerprintOf(connection.grant);
        continue;
      }
      if (stopping || performance.now() >= givesUpAt) throw busy();
      await pause();
    }
  }

  function start(of: StoredConnection, traceId: string, waitMs: number): Promise<StoredConnection> {
    const work = stopping ? Promise.reject(busy()) : takeOff(of, traceId, waitMs);
    running.add(work);
    work.catch(() => undefined).finally(() => running.delete(work));
    return work;
  }

  const canRefresh = ({ provider }: StoredConnection) => providers.get(provider)?.data.refresh !== undefined;

  async function replace(stored: StoredConnection, { signal, traceId }: CallContext): Promise<StoredConnection> {
    const key = `${stored.merchantId}/${stored.connection.id}`;
    const join = () => flights.run(key, () => withDeadline(start(stored, traceId, callerMs), callerMs, schedule, busy));
    const renewed = await unlessAborted(join(), signal, busy);
    // A flight that began before this grant was there may bring nothing newer.
    return hasGrant(renewed, fingerprintOf(stored.grant)) ? unlessAborted(join(), signal, busy) : renewed;
  }

  async function finish(merchantId: string, connectionId: string, traceId: string): Promise<void> {
    const stored = await connections.find(merchantId, connectionId);
    if (stored === undefined || stopping) return;
    await start(stored, traceId, 0).catch((error: unknown) => {
      const code = error instanceof ConnectionError ? error.code : 'internal';
      logger.warn({ connection: connectionId, traceId, code }, 'A refresh that was broken off could not be finished');
    });
  }

  return {
    async fresh(stored, context) {
      if (!canRefresh(stored) || !isRenewalDue(stored, now())) return stored;
      try {
        return await replace(stored, context);
      } catch (error) {
        const isOver = !(error instanceof ConnectionError) || !passing.has(error.code);
        if (isOver || hasAccessEnded(stored, now())) throw error;
        return stored;
      }
    },

    async renew(stored, context) {
      if (!canRefresh(stored) || isUnproven(stored, now())) throw new ConnectionError('reauth_required');
      return replace(stored, context);
    },

    async sweep(traceId) {
      await keeper.replay();
      for (const { merchantId, connectionId } of await leases.abandoned(abandonedAtOnce)) {
        await finish(merchantId, connectionId, traceId);
      }
    },

    async stop(graceMs) {
      stopping = true;
      const all = Promise.allSettled(running);
      await withDeadline(all, graceMs, schedule, () => new Error('late')).catch(() => {
        logger.warn({ running: running.size }, 'Stopped while grants were being refreshed; the next start goes on');
      });
    },
  };
}

/** What keeps a refresh from happening now, and says nothing about the grant. */
const passing: ReadonlySet<string> = new Set([
  'provider_unavailable',
  'bank_unavailable',
  'provider_rate_limited',
  'provider_rejected',
  'provider_misconfigured',
  'bad_provider_answer',
  'internal',
]);
