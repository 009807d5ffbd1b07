import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OAuthBankSandbox } from '../../../demo/sandbox/oauth-bank/index.js';
import { createConnectionService } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import { openStore } from '../../../server/store/open-store.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { newVault } from '../../support/engines.js';
import { context, Journey, newProvider, startSandbox } from '../providers/oauth-bank/kit.js';
import { aConnection, aStoredSession, next } from '../store/fixtures.js';

const readEveryMs = 2_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A shopper's connection at the simulated bank, read by the merchant; all clocks go together. */
async function connect(sandbox: OAuthBankSandbox) {
  sandbox.control.reset();
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const provider = newProvider(sandbox.apiOrigin, {}, { now });
  const grant = await new Journey(sandbox, provider).connect();
  const [account] = await provider.data.accounts(grant, context());
  assert.ok(account);
  const vault = await newVault();
  const store = await openStore({ engine: { kind: 'sqlite', path: ':memory:' }, vault, now });
  const session = aStoredSession();
  await store.sessions.insert(session);
  const base = aConnection({ createdAt: new Date().toISOString(), provider: provider.id, grant });
  const scopes: StoredConnection['connection']['scopes'] = ['accounts', 'balances'];
  const accounts = [{ id: 'a', account, summary: { id: 'a', name: 'Everyday', maskedIdentifier: '••••' } }];
  const connection = { ...base, connection: { ...base.connection, scopes }, accounts };
  await store.sessions.replace(next(session), { connection });
  const service = createConnectionService({
    store,
    vault,
    spool: createMemorySpool(),
    instance: 'a node',
    providers: new Map([[provider.id, provider]]),
    now,
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    randomId: () => 'random',
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  return {
    read: () => service.balances('shop', base.connection.id, 'a', context()),
    status: async () => (await service.get('shop', base.connection.id)).status,
    pass: (ms: number) => {
      ahead += ms;
      sandbox.control.clock.advance(ms);
    },
    close: async () => {
      await service.stop();
      await store.close();
    },
  };
}

/** Declares: whatever the bank answers for so many minutes, the connection is there afterwards, and only so many calls are repeated. */
export function areWeathered({ minutes, retries }: { readonly minutes: number; readonly retries: number }): void {
  describe('storms at a bank', () => {
    const reads = (minutes * minuteMs) / readEveryMs;
    let sandbox: OAuthBankSandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    for (const answer of [
      { status: 401, body: '{"error":"invalid_token"}' },
      { status: 403, body: '{"error":"forbidden"}' },
      { status: 429, body: '{}' },
      { status: 429, headers: { 'retry-after': '0' }, body: '{}' },
      { status: 500, body: '{}' },
      { status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' },
      { status: 503, body: '{}' },
      { status: 504, body: '{}' },
    ]) {
      const name = `${answer.status}${answer.headers === undefined ? '' : ' with Retry-After'}`;
      it(`${minutes} minutes of ${name} cost no connection, are not made worse, and are over when they end`, async () => {
        const { read, status, pass, close } = await connect(sandbox);
        await read();
        sandbox.control.calls.clear();
        await read();
        assert.equal(sandbox.control.calls.list().length, 1, 'a read is one request');

        sandbox.control.calls.clear();
        sandbox.control.faults.add({ path: '/api/*', times: 'always', answer });
        for (let each = 0; each < reads; each += 1) {
          await assert.rejects(read(), { name: 'ConnectionError' });
          pass(readEveryMs);
        }
        const requests = sandbox.control.calls.list().length;
        assert.ok(requests >= reads && requests <= reads + retries, `${requests} requests for ${reads} reads`);

        sandbox.control.faults.clear();
        await read();
        assert.equal(await status(), 'active');
        pass(2 * hourMs);
        await read();
        assert.equal(await status(), 'active', 'its refresh token is alive, too');
        await close();
      });
    }
  });
}
