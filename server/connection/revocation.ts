import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { CallContext } from '../providers/provider.js';
import type { ConnectionRepository, StoredConnection } from '../store/store.js';
import type { GrantCall } from './grant-call.js';
import { ConnectionError } from './service.js';

interface RevocationDeps {
  readonly connections: ConnectionRepository;
  readonly call: GrantCall;
  readonly now: Clock;
  readonly logger: Pick<Logger, 'info' | 'error'>;
}

export interface Revocation {
  /** The connection once its end was asked for: nothing can be read, the accounts are gone, the grant is kept for the provider. */
  request(stored: StoredConnection): StoredConnection;
  /** Tells the provider, then erases the row. When that fails the row stays and says when to try again. */
  carryOut(stored: StoredConnection, context: CallContext): Promise<'erased' | 'pending'>;
}

const firstRetryMs = 60_000;
const lastRetryMs = 12 * 3_600_000;
/** A provider that does not take a revocation for so long will not; the grant is erased all the same. */
const giveUpAfterMs = 30 * 86_400_000;
/** What a provider says to a consent that has ended already. */
const alreadyOver: readonly string[] = ['reauth_required', 'connection_revoked', 'not_found'];

/** Ends consents at their providers; see docs/decisions on removing a connection. */
export function createRevocation({ connections, call, now, logger }: RevocationDeps): Revocation {
  async function tell(stored: StoredConnection, context: CallContext): Promise<boolean> {
    try {
      await call(stored, 'revoke', context, async ({ capabilities, data }, grant, callContext) => {
        if (capabilities.revocation) await data.revoke(grant, callContext);
      });
      return true;
    } catch (error) {
      return error instanceof ConnectionError && alreadyOver.includes(error.code);
    }
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
      const told = await tell(stored, context);
      if (told || isHopeless(stored)) {
        await connections.delete(merchantId, connection.id);
        if (told) logger.info(about, 'A consent was ended at the provider and erased');
        else logger.error(about, 'A consent could not be ended at the provider and was erased');
        return 'erased';
      }
      const tries = (stored.revocation?.tries ?? 0) + 1;
      const requestedAt = stored.revocation?.requestedAt ?? now();
      const nextAt = now() + Math.min(firstRetryMs * 4 ** (tries - 1), lastRetryMs);
      // When somebody else was faster, theirs is as good.
      await connections.replace({ ...stored, revocation: { requestedAt, tries, nextAt }, version: stored.version + 1 });
      return 'pending';
    },
  };
}
