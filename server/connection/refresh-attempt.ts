import { withDeadline } from '../lib/deadline.js';
import { Limiter } from '../lib/limiter.js';
import type { Logger } from '../lib/logger.js';
import type { Schedule } from '../lib/schedule.js';
import { ProviderError } from '../providers/provider-error.js';
import type { Grant } from '../providers/authorisation.js';
import type { ConnectionRepository, RefreshLease, RefreshLeaseRepository } from '../store/repositories.js';
import type { StoredConnection } from '../store/stored.js';
import { announcements } from './announcements.js';
import type { GrantKeeper } from './grant-keeper.js';
import { fingerprintOf, hasGrant, withRenewal, type Renewal } from './grants.js';
import type { ProviderCall } from './provider-call.js';
import { withStatus } from './rules.js';
import { ConnectionError } from './service.js';
import type { Spool } from './spool.js';

export interface LeaseTerms {
  /** Names this instance to the operator. */
  readonly holder: string;
  /** How soon an instance that died is replaced; longer than any stall of the event loop. */
  readonly leaseMs: number;
  /** How long an answer is waited for; from then on nobody else can have it either. */
  readonly doubtMs: number;
}

/** A little longer than a patient provider call, so that its own error comes first. */
export const defaultLeaseTerms = { leaseMs: 10_000, doubtMs: 65_000 };

export interface AttemptDeps {
  readonly connections: Pick<ConnectionRepository, 'replace'>;
  readonly leases: RefreshLeaseRepository;
  readonly keeper: GrantKeeper;
  readonly spool: Pick<Spool, 'has'>;
  readonly call: ProviderCall;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly terms: LeaseTerms;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
}

export interface RefreshAttempts {
  /**
   * Refreshes the grant with the fingerprint `seen`, which nobody else does as long as the lease holds; gives the lease back.
   * The answer is durable when this resolves. Throws `ConnectionError`. `isContested`: there was another answer to the same
   * token, which was written first; the bank may take only the one that was not.
   */
  carryOut(
    lease: RefreshLease,
    seen: string,
    load: () => Promise<StoredConnection>,
    traceId: string,
  ): Promise<RefreshOutcome>;
}

export interface RefreshOutcome {
  readonly connection: StoredConnection;
  readonly isContested: boolean;
}

/** Refreshes at one provider at the same time. Exchanges of codes do not wait behind them. */
const refreshesAtOnce = 10;
/** The same token again, when nobody knows what became of it. */
const maxSends = 2;
const maxWrites = 20;

/** What a refresh came to: a grant that is durable, and whether the store knows. */
interface Refreshed extends RefreshOutcome {
  readonly isStored: boolean;
}

const stands = (connection: StoredConnection): Refreshed => ({ connection, isStored: true, isContested: false });

export function createRefreshAttempts(deps: AttemptDeps): RefreshAttempts {
  const { connections, leases, keeper, spool, call, schedule, now, terms, logger } = deps;
  const limiters = new Map<string, Limiter>();

  function limiterOf(provider: string): Limiter {
    const limiter = limiters.get(provider) ?? new Limiter(refreshesAtOnce);
    limiters.set(provider, limiter);
    return limiter;
  }

  function keepAlive(lease: RefreshLease): () => void {
    let isOver = false;
    let callOff = (): void => undefined;
    const beat = (): void => {
      const extend = async (): Promise<void> => {
        // A store that is down gives the lease to nobody else, either.
        await leases.extend(lease, terms.leaseMs).catch(() => false);
        if (!isOver) beat();
      };
      callOff = schedule(() => void extend(), terms.leaseMs / 3);
    };
    beat();
    return () => {
      isOver = true;
      callOff();
    };
  }

  /** One refresh token, sent; a second time when doubt is left. */
  async function send(of: StoredConnection, grant: Grant, lease: RefreshLease, seen: string, traceId: string) {
    const context = { signal: new AbortController().signal, traceId };
    for (let sends = 1; ; sends += 1) {
      try {
        return await limiterOf(of.provider).run(async () => {
          // Written down before it is sent, and only by who holds the lease.
          const asked = performance.now();
          if (!(await leases.recordAttempt(lease, seen, terms.leaseMs))) throw overtaken();
          const answer = call(of, 'refresh', context, async ({ data }) => {
            if (data.refresh === undefined) throw cannotRefresh();
            // Who was held up for so long may have a successor by now, and a third use could be one too many.
            if (performance.now() - asked >= terms.leaseMs) throw heldUp();
            return data.refresh(grant, context);
          });
          return withDeadline(answer, terms.doubtMs, schedule, tooLate);
        });
      } catch (error) {
        if (sends === maxSends || !isInDoubt(error)) throw error;
      }
    }
  }

  /** The new grant; undefined when the provider knows neither the refresh token nor the one before. */
  async function fetchGrant(stored: StoredConnection, lease: RefreshLease, seen: string, traceId: string) {
    const previous = stored.refreshed?.previous;
    for (const grant of [stored.grant, ...(previous === undefined ? [] : [previous])]) {
      try {
        return await send(stored, grant, lease, seen, traceId);
      } catch (error) {
        if (!isDead(error)) throw error;
      }
    }
    return undefined;
  }

  async function keep(stored: StoredConnection, renewal: Renewal): Promise<Refreshed> {
    const kept = await keeper.keep(renewal);
    if (kept.place === 'store') {
      return { ...stands(kept.connection), isContested: !hasGrant(kept.connection, fingerprintOf(renewal.grant)) };
    }
    if (kept.place === 'aside') return { ...stands(withRenewal(stored, renewal)), isStored: false };
    throw new ConnectionError('not_found');
  }

  /**
   * The provider said that the grant is dead. That is believed of the grant that is stored now, by who still holds the lease, and
   * in the same write; everything else means that somebody else knows better.
   */
  async function believe(lease: RefreshLease, seen: string, load: () => Promise<StoredConnection>) {
    for (let writes = 0; writes < maxWrites; writes += 1) {
      const current = await load();
      if (!hasGrant(current, seen)) return current;
      if (spool.has(lease.connectionId) || !(await leases.extend(lease, terms.leaseMs))) throw overtaken();
      const next = { ...withStatus(current, 'reauth_required'), version: current.version + 1 };
      if (await connections.replace(next, { lease, events: announcements(current, next) }))
        throw new ConnectionError('reauth_required');
    }
    throw overtaken();
  }

  async function refresh(
    lease: RefreshLease,
    seen: string,
    load: () => Promise<StoredConnection>,
    traceId: string,
  ): Promise<Refreshed> {
    const stored = await load();
    if (!hasGrant(stored, seen)) return stands(stored);
    const at = now();
    const grant = await fetchGrant(stored, lease, seen, traceId);
    if (grant === undefined) return stands(await believe(lease, seen, load));
    const { merchantId, connectionId } = lease;
    return keep(stored, { merchantId, connectionId, replaces: seen, grant, at });
  }

  return {
    async carryOut(lease, seen, load, traceId) {
      const stopBeating = keepAlive(lease);
      let isSettled = true;
      try {
        const refreshed = await refresh(lease, seen, load, traceId);
        isSettled = refreshed.isStored;
        return refreshed;
      } finally {
        stopBeating();
        // As long as the store does not have the answer, the journal keeps others from asking again.
        if (isSettled) {
          await leases.release(lease).catch((err: unknown) => {
            logger.warn({ err, connection: lease.connectionId }, 'A lease could not be given back; it ends by itself');
          });
        }
      }
    },
  };
}

const overtaken = (): ConnectionError => new ConnectionError('provider_unavailable', { retryAfterMs: 1_000 });

const heldUp = (): ProviderError =>
  new ProviderError('provider_unavailable', { retryable: true, detail: 'refresh: the lease ended before it was sent' });

const tooLate = (): ConnectionError =>
  new ConnectionError('provider_unavailable', {
    cause: new ProviderError('provider_unavailable', { retryable: true, inDoubt: true, detail: 'refresh: no answer' }),
  });

const cannotRefresh = (): ProviderError =>
  new ProviderError('reauth_required', { retryable: false, detail: 'this provider does not refresh' });

const isInDoubt = (error: unknown): boolean =>
  error instanceof ConnectionError && error.cause instanceof ProviderError && error.cause.inDoubt;

const isDead = (error: unknown): boolean => error instanceof ConnectionError && error.code === 'reauth_required';
