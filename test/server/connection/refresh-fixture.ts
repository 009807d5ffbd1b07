import { createConnectionService, type ConnectionDeps } from '../../../server/connection/create-service.js';
import { createMemorySpool, type Spool } from '../../../server/connection/spool.js';
import type { Schedule } from '../../../server/lib/schedule.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import type { Provider } from '../../../server/providers/provider.js';
import type { StoreOptions } from '../../../server/store/open-store.js';
import { StoreError } from '../../../server/store/store-error.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { newVault, tamper, type EngineUnderTest } from '../../support/engines.js';
import { RotatingBank } from '../../support/rotating-bank.js';
import { aConnection, anAccount, aStoredSession, next } from '../store/fixtures.js';

export const noon = Date.parse('2026-01-02T12:00:00.000Z');
export const merchant = 'shop';
export const id = 'connection-1';
export const context: CallContext = { signal: new AbortController().signal, traceId: 'trace-1' };
export const isCode = (code: string) => ({ name: 'ConnectionError', code });

/** Real timers; unlike those of the server they keep the process alive. */
const schedule: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/** A store whose connections cannot be written, or not even be read, while somebody says so. */
export function fragile(store: Store) {
  const state: { down: 'no' | 'writes' | 'all' } = { down: 'no' };
  const check = (isWrite: boolean): void => {
    if (state.down === 'all' || (state.down === 'writes' && isWrite)) {
      throw new StoreError('unavailable', 'The store is down');
    }
  };
  const guard = <T extends object>(target: T, reads: readonly string[]): T =>
    new Proxy(target, {
      get(all, name) {
        const member: unknown = Reflect.get(all, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          check(!reads.includes(String(name)));
          return (member as (...all: unknown[]) => Promise<unknown>).apply(all, args);
        };
      },
    });
  const fragileStore: Store = {
    ...store,
    connections: guard(store.connections, ['find', 'list']),
    refreshLeases: guard(store.refreshLeases, ['abandoned']),
    budgets: guard(store.budgets, []),
  };
  return { store: fragileStore, state };
}

export interface Instance {
  readonly service: ReturnType<typeof createConnectionService>;
  readonly store: ReturnType<typeof fragile>['state'];
  readonly spool: Spool;
  readonly read: (context?: CallContext) => Promise<unknown>;
}

export interface Arrangement {
  readonly connection?: StoredConnection;
  readonly capabilities?: Partial<Provider['capabilities']>;
  readonly deps?: Partial<ConnectionDeps>;
}

/** One bank, one database with one connection, and any number of instances over it. */
export async function arrange(engine: EngineUnderTest, { connection, capabilities, deps }: Arrangement = {}) {
  const clock = { now: noon };
  const bank = new RotatingBank(() => clock.now, capabilities);
  bank.accounts = [anAccount.account];
  const made = await engine.newDatabase();
  // A thousand callers wait for a place at the pool; on a busy machine longer than they would be let.
  const database: StoreOptions['engine'] = made.kind === 'postgres' ? { ...made, connectTimeoutMs: 30_000 } : made;
  const vault = await newVault();
  const log: { level: string; fields: unknown; message: string }[] = [];
  const say = (level: string) => (fields: unknown, message: string) => void log.push({ level, fields, message });
  const first = await engine.open({ engine: database, vault });
  const session = aStoredSession();
  await first.sessions.insert(session);
  const stored = connection ?? aConnection({ createdAt: new Date(noon).toISOString() });
  const scopes: StoredConnection['connection']['scopes'] = ['accounts', 'balances', 'transactions'];
  const inserted: StoredConnection = {
    ...stored,
    connection: { ...stored.connection, scopes },
    accounts: [anAccount],
    grant: bank.grant(),
  };
  await first.sessions.replace(next(session), { connection: inserted });

  async function instance(overrides: Partial<ConnectionDeps> = {}): Promise<Instance> {
    const { store, state } = fragile(await engine.open({ engine: database, vault }));
    const spool = overrides.spool ?? createMemorySpool();
    const service = createConnectionService({
      store,
      vault,
      spool,
      instance: 'a node',
      providers: new Map([[bank.provider.id, bank.provider]]),
      now: () => clock.now,
      schedule,
      randomId: () => 'random',
      logger: { info: say('info'), warn: say('warn'), error: say('error') },
      leaseTerms: { leaseMs: 1_000 },
      ...deps,
      ...overrides,
    });
    const read = (with_: CallContext = context) => service.balances(merchant, id, anAccount.id, with_);
    return { service, store: state, spool, read };
  }

  return {
    bank,
    clock,
    log,
    vault,
    instance,
    /** The connection as the database has it. */
    stored: async (): Promise<StoredConnection> => {
      const found = await first.connections.find(merchant, id);
      if (found === undefined) throw new Error('The connection is gone');
      return found;
    },
    first,
    /** Leases and attempts are older by so much. */
    age: (ms: number) =>
      tamper(
        database,
        `update connections set refresh_until = refresh_until - ${ms}, refresh_sent_at = refresh_sent_at - ${ms}`,
      ),
  };
}
