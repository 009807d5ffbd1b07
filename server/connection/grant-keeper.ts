import type { Logger } from '../lib/logger.js';
import type { ConnectionRepository } from '../store/repositories.js';
import type { StoredConnection } from '../store/stored.js';
import { withRenewal, type Renewal } from './grants.js';
import type { Spool } from './spool.js';

interface GrantKeeperDeps {
  readonly connections: Pick<ConnectionRepository, 'find' | 'replace'>;
  readonly spool: Spool;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Where a grant is now: in the store, put aside because the store cannot take it, or nowhere, because nobody wants it. */
export type Kept =
  { readonly place: 'store'; readonly connection: StoredConnection } | { readonly place: 'aside' | 'nowhere' };

/** Sees to it that a grant that came back from a provider is never lost. */
export interface GrantKeeper {
  /** Resolves when the new grant is durable. */
  keep(renewal: Renewal): Promise<Kept>;
  /** Gives the store what it could not take; only that of one connection, where one is named. Throws while it still cannot. */
  replay(connectionId?: string): Promise<void>;
}

/** Others write to the same row, but each of them only now and then. */
const maxWrites = 100;

export function createGrantKeeper({ connections, spool, logger }: GrantKeeperDeps): GrantKeeper {
  async function write(renewal: Renewal): Promise<Kept> {
    for (let tries = 0; tries < maxWrites; tries += 1) {
      const current = await connections.find(renewal.merchantId, renewal.connectionId);
      if (current === undefined) {
        logger.warn({ connection: renewal.connectionId }, 'A grant came back for a connection that was erased');
        return { place: 'nowhere' };
      }
      const changed = withRenewal(current, renewal);
      if (changed === current) return { place: 'store', connection: current };
      const next = { ...changed, version: current.version + 1 };
      if (await connections.replace(next)) return { place: 'store', connection: next };
    }
    throw new Error('The connection is never left alone');
  }

  async function putBack(renewal: Renewal): Promise<void> {
    await write(renewal);
    await spool.drop(renewal);
    logger.info({ connection: renewal.connectionId }, 'The store took a grant that was put aside');
  }

  return {
    async keep(renewal) {
      try {
        return await write(renewal);
      } catch (err) {
        logger.error({ err, connection: renewal.connectionId }, 'The store cannot take a grant; it is put aside');
        await spool.put(renewal);
        return { place: 'aside' };
      }
    },

    async replay(connectionId) {
      const wanted = spool.entries.filter((renewal) => (connectionId ?? renewal.connectionId) === renewal.connectionId);
      const results = await Promise.allSettled(wanted.map(putBack));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
