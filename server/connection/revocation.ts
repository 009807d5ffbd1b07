import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { CallContext } from '../providers/authorisation.js';
import type { ConnectionRepository } from '../store/repositories.js';
import type { RetiredGrant, StoredConnection, StoredRevocation } from '../store/stored.js';
import type { GrantCall } from './grant-call.js';
import { ConnectionError } from './service.js';

interface RevocationDeps {
  readonly connections: ConnectionRepository;
  readonly call: GrantCall;
  /** Without a refresh: for grants that no connection has any more. */
  readonly plainCall: GrantCall;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

export interface Revocation {
  /** The connection once its end was asked for: nothing can be read, the accounts are gone, the grant is kept for the provider. */
  request(stored: StoredConnection): StoredConnection;
  /**
   * Tells the provider about grants that were replaced, and about the end of the connection if that was asked for, then erases
   * what it was told of. When that fails it stays and says when to try again.
   */
  carryOut(stored: StoredConnection, context: CallContext): Promise<'erased' | 'pending' | 'kept'>;
}

const firstRetryMs = 60_000;
const lastRetryMs = 12 * 3_600_000;
/** A provider that does not take a revocation for so long will not; the grant is erased all the same. */
const giveUpAfterMs = 30 * 86_400_000;
/** What a provider says to a consent that has ended already. */
const alreadyOver: readonly string[] = ['reauth_required', 'connection_revoked', 'not_found'];

/** Ends consents at their providers; see docs/decisions on removing a connection. */
export function createRevocation({ connections, call, plainCall, now, logger }: RevocationDeps): Revocation {
  async function tellWith(ask: GrantCall, stored: StoredConnection, context: CallContext): Promise<boolean> {
    try {
      await ask(stored, 'revoke', context, async ({ capabilities, data }, grant, callContext) => {
        if (capabilities.revocation) await data.revoke(grant, callContext);
      });
      return true;
    } catch (error) {
      return error instanceof ConnectionError && alreadyOver.includes(error.code);
    }
  }

  /** The replaced grants that have still to be ended. */
  async function tellOfRetired(stored: StoredConnection, context: CallContext): Promise<RetiredGrant[]> {
    const left: RetiredGrant[] = [];
    for (const retired of stored.retired ?? []) {
      const isDue = retired.nextAt <= now();
      const told = isDue && (await tellWith(plainCall, { ...stored, grant: retired.grant }, context));
      const isOld = now() - retired.requestedAt >= giveUpAfterMs;
      if (isOld && !told) logger.error({ connection: stored.connection.id }, 'A replaced consent could not be ended');
      if (!told && !isOld) left.push(isDue ? { ...retired, ...nextTry(retired) } : retired);
    }
    return left;
  }

  function nextTry({ requestedAt, tries }: StoredRevocation): StoredRevocation {
    const nextAt = now() + Math.min(firstRetryMs * 4 ** tries, lastRetryMs);
    return { requestedAt, tries: tries + 1, nextAt };
  }

  function isHopeless({ connection, revocation }: StoredConnection): boolean {
    const requestedAt = revocation?.requestedAt ?? now();
    const ended = connection.expiresAt !== undefined && Date.parse(connection.expiresAt) <= now();
    return ended || now() - requestedAt >= giveUpAfterMs;
  }

  return {
    request(stored) {
      const requestedAt = now();
      return {
        ...stored,
        connection: { ...stored.connection, status: 'revoked' },
        accounts: [],
        revocation: { requestedAt, tries: 0, nextAt: requestedAt + firstRetryMs },
      };
    },

    async carryOut(stored, context) {
      const { merchantId, connection } = stored;
      const about = { connection: connection.id, provider: stored.provider, traceId: context.traceId };
      const retired = await tellOfRetired(stored, context);
      const next = { ...stored, retired, version: stored.version + 1 };
      if (stored.revocation === undefined) {
        await connections.replace(next);
        return 'kept';
      }
      const told = stored.revocation.isTold === true || (await tellWith(call, stored, context));
      if ((told && retired.length === 0) || isHopeless(stored)) {
        await connections.delete(merchantId, connection.id);
        if (told) logger.info(about, 'A consent was ended at the provider and erased');
        else logger.error(about, 'A consent could not be ended at the provider and was erased');
        return 'erased';
      }
      // When somebody else was faster, theirs is as good.
      await connections.replace({
        ...next,
        revocation: { ...nextTry(stored.revocation), ...(told && { isTold: true }) },
      });
      return 'pending';
    },
  };
}
