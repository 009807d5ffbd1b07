import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createConnectionService, type ConnectionDeps } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import type { Grant } from '../../../server/providers/authorisation.js';
import type { Provider } from '../../../server/providers/provider.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import { newVault, onEachEngine, type EngineUnderTest } from '../../support/engines.js';
import { context as psuContext, Journey, newProvider, startSandbox } from '../providers/moneyhub/kit.js';
import { aConnection, aStoredSession, next } from '../store/fixtures.js';

/** Longer than an access token lives there. */
const lifeMs = 2 * 3_600_000;
const reader = () => ({ signal: new AbortController().signal, traceId: 'trace-1' });

// So many reads of balances would measure the simulator; what is asked for here is the refresh before them.
const balance = { type: 'current', amount: { value: '1.00', currency: 'GBP' } } as const;
// And the simulator makes its tokens older instead of looking at a clock that is ahead, so what it says of their end is too early.
const adapted = (real: Provider, aheadMs: () => number): Provider => ({
  ...real,
  data: {
    ...real.data,
    balances: () => Promise.resolve([balance]),
    async refresh(grant, context) {
      const fresh = await real.data.refresh?.(grant, context);
      assert.ok(fresh?.accessExpiresAt);
      return { ...fresh, accessExpiresAt: new Date(Date.parse(fresh.accessExpiresAt) + aheadMs()).toISOString() };
    },
  },
});

/** A database with the connection of one shopper, and services on it. */
async function arrange(engine: EngineUnderTest, provider: Provider, grant: Grant, account: ProviderAccount) {
  const [database, vault] = [await engine.newDatabase(), await newVault()];
  const store = await engine.open({ engine: database, vault });
  const session = aStoredSession();
  await store.sessions.insert(session);
  const stored = aConnection({ createdAt: new Date().toISOString(), provider: provider.id, grant });
  const summary = { id: 'account-1', name: 'Everyday', maskedIdentifier: '••••' };
  const connection = { ...stored.connection, scopes: ['accounts' as const, 'balances' as const] };
  const accounts = [{ id: 'account-1', account, summary }];
  await store.sessions.replace(next(session), { connection: { ...stored, connection, accounts } });

  // Callers wait for a place at the pool; on a busy machine longer than they would be let.
  const patient =
    database.kind === 'postgres' ? { ...database, maxConnections: 8, connectTimeoutMs: 30_000 } : database;
  const service = async (deps: Pick<ConnectionDeps, 'instance' | 'now'>) =>
    createConnectionService({
      ...deps,
      store: await engine.open({ engine: patient, vault }),
      vault,
      spool: createMemorySpool(),
      providers: new Map([[provider.id, provider]]),
      schedule: (run, delayMs) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      randomId: () => 'random',
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  return { store, service };
}

/**
 * Declares: so many callers at the same time cause one refresh. The authorization server is a third party's (oidc-provider):
 * it rotates refresh tokens and ends a family at a second use.
 */
export const isOneForAllAtOidcProvider = (callers: number): void =>
  onEachEngine('a grant of an oidc-provider that detects reuse', (engine) => {
    let sandbox: Awaited<ReturnType<typeof startSandbox>>;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    for (const instances of engine.name === 'SQLite' ? [1] : [1, 4]) {
      it(`is refreshed once for ${callers} callers on ${instances} instance(s), and its family lives`, async () => {
        sandbox.control.reset();
        let ahead = 0;
        const provider = adapted(newProvider(sandbox.apiOrigin, { offlineAccess: true }), () => ahead);
        const grant = await new Journey(sandbox, provider).connect();
        const accounts = await provider.data.accounts(grant, psuContext());
        const [account] = accounts;
        assert.ok(account);
        const { store, service } = await arrange(engine, provider, grant, account);
        const nodes = await Promise.all(
          Array.from({ length: instances }, (_, n) =>
            service({ instance: `node-${n}`, now: () => Date.now() + ahead }),
          ),
        );

        // Twice: had the first refresh been two, the second would find the family dead.
        for (const expected of [1, 2]) {
          ahead += lifeMs;
          sandbox.control.clock.advance(lifeMs);
          const answers = await Promise.all(
            Array.from({ length: callers }, (_, n) =>
              nodes[n % instances]!.balances('shop', 'connection-1', 'account-1', reader()),
            ),
          );
          assert.equal(answers.filter(({ balances }) => balances.length === 1).length, callers);
          const calls = sandbox.control.calls.list();
          assert.equal(calls.filter(({ form }) => form?.['grant_type'] === 'refresh_token').length, expected);
        }
        assert.equal((await store.connections.find('shop', 'connection-1'))?.connection.status, 'active');
        const read = await nodes[0]!.accounts('shop', 'connection-1', psuContext());
        assert.equal(read.accounts.length, accounts.length, 'the newest token opens the data API');
        await Promise.all(nodes.map((node) => node.stop()));
      });
    }
  });
