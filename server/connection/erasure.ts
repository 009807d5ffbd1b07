import type { Erasure } from '../contract/erasures.js';
import type { Logger } from '../lib/logger.js';
import type { CallContext } from '../providers/authorisation.js';
import type { ShopperRepository } from '../store/repositories.js';
import type { Store } from '../store/store.js';
import { ConnectionError, type ConnectionService } from './service.js';

interface ErasureDeps {
  readonly store: { readonly shoppers: ShopperRepository } & Pick<Store, 'connections'>;
  readonly connections: Pick<ConnectionService, 'remove'>;
  /** Ends a session that is under way, at the provider too; nothing happens to one that is over. */
  readonly endSession: (merchantId: string, id: string, traceId: string) => Promise<void>;
  readonly logger: Pick<Logger, 'info'>;
}

/** Erases all that is known of one shopper of a merchant. Idempotent: what is gone is not counted again. */
export type Erase = (merchantId: string, psuId: string, context: CallContext) => Promise<Erasure>;

/** See docs/decisions on erasing a shopper's data. */
export function createErasure({ store, connections, endSession, logger }: ErasureDeps): Erase {
  /** False: the provider has still to be told, and will be; nothing but the grant is left until then. */
  async function removeConnection(merchantId: string, id: string, context: CallContext): Promise<boolean> {
    await connections.remove(merchantId, id, context).catch((error: unknown) => {
      // Somebody else removed it at this moment.
      if (!(error instanceof ConnectionError) || error.code !== 'not_found') throw error;
    });
    return (await store.connections.find(merchantId, id)) === undefined;
  }

  return async (merchantId, psuId, context) => {
    const { shoppers } = store;
    // Sessions first: none of them may lead to another connection.
    for (const id of await shoppers.sessions(merchantId, psuId)) await endSession(merchantId, id, context.traceId);
    const ids = await shoppers.connections(merchantId, psuId);
    const about = new Set(ids);
    let pendingConnections = 0;
    for (const id of ids) {
      const sessionId = (await store.connections.find(merchantId, id))?.connection.sessionId;
      if (sessionId !== undefined) about.add(sessionId);
      if (!(await removeConnection(merchantId, id, context))) pendingConnections += 1;
    }
    // Last, so that what was written on the way goes too.
    const erased = await shoppers.erase(merchantId, psuId, [...about]);
    const answer = { ...erased, connections: ids.length - pendingConnections, pendingConnections };
    logger.info({ merchantId, ...answer, traceId: context.traceId }, 'The data of a shopper was erased');
    return answer;
  };
}
