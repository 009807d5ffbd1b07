import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { TellConnectSandbox } from '../../../demo/sandbox/tell-connect/index.js';
import { createConnectionService } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import { newVault, onEachEngine, tamper } from '../../support/engines.js';
import { context as attended, newGrant, newProvider, startSandbox } from '../providers/tell-connect/kit.js';
import { aConnection, aStoredSession, next } from '../store/fixtures.js';

const hourMs = 3_600_000;
const jobsPerHour = 6;
const schedule = (run: () => void, delayMs: number) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/**
 * Declares: jobs of so many days stay within the budget. An hour at a time; the bank counts for itself, and its clock is its
 * own; the instances' clocks jump about.
 */
export const stayWithinBudget = (days: number): void =>
  onEachEngine(`jobs without the shopper, on two instances, over ${days} day(s)`, (engine) => {
    let sandbox: TellConnectSandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    it('make no more than four calls per endpoint and day, whatever the clocks of the instances say', async () => {
      sandbox.control.reset();
      const jumps = [0, 0];
      let ahead = 0;
      const clockOf = (n: number) => (): number => Date.now() + ahead + (jumps[n] ?? 0);
      const provider = newProvider(sandbox.apiOrigin);
      const grant = await newGrant(provider);
      const [account] = await provider.data.accounts(grant, attended());
      assert.ok(account);

      const [database, vault] = [await engine.newDatabase(), await newVault()];
      const store = await engine.open({ engine: database, vault });
      const session = aStoredSession();
      await store.sessions.insert(session);
      const stored = aConnection({ createdAt: new Date().toISOString(), provider: provider.id, grant });
      const summary = { id: 'account-1', name: 'Everyday', maskedIdentifier: '••••' };
      await store.sessions.replace(next(session), {
        connection: {
          ...stored,
          connection: { ...stored.connection, scopes: ['accounts', 'balances', 'transactions'] },
          accounts: [{ id: 'account-1', account, summary }],
        },
      });
      const nodes = await Promise.all(
        jumps.map(async (_, n) =>
          createConnectionService({
            store: await engine.open({ engine: database, vault }),
            vault,
            spool: createMemorySpool(),
            instance: `node-${n}`,
            providers: new Map([[provider.id, provider]]),
            now: clockOf(n),
            schedule,
            randomId: () => 'random',
            logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
          }),
        ),
      );
      sandbox.control.calls.clear();
      const job = { signal: new AbortController().signal, traceId: 'job' };
      const seen: { readonly endpoint: string; readonly at: number; readonly status: number }[] = [];
      const results = new Map<string, number>();
      for (let hour = 0; hour < days * 24; hour += 1) {
        ahead += hourMs;
        sandbox.control.clock.advance(hourMs);
        // The budget runs by the database's clock; an hour passes there, too.
        await tamper(database, `update unattended_calls set taken_at = taken_at - ${hourMs} where taken_at > 0`);
        // Plus or minus an hour, never the same twice in a row.
        jumps.forEach((_, n) => (jumps[n] = (((hour * 7 + n * 3) % 5) - 2) * (hourMs / 2)));
        const jobs = Array.from({ length: jobsPerHour }, (_, n) => {
          const node = nodes[n % nodes.length]!;
          const read = [
            () => node.accounts('shop', 'connection-1', job),
            () => node.balances('shop', 'connection-1', 'account-1', job),
            () => node.transactions('shop', 'connection-1', 'account-1', {}, job),
          ][n % 3]!;
          return read().then(
            () => 'ok',
            (error: unknown) => (error as { code: string }).code,
          );
        });
        for (const result of await Promise.all(jobs)) results.set(result, (results.get(result) ?? 0) + 1);
        for (const { method, path, status } of sandbox.control.calls.list()) {
          if (method === 'GET') seen.push({ endpoint: path.replace(/\?.*/s, ''), at: hour, status });
        }
        sandbox.control.calls.clear();
      }
      const endpoints = [...new Set(seen.map(({ endpoint }) => endpoint))];
      assert.equal(endpoints.length, 3);
      for (const endpoint of endpoints) {
        const times = seen.filter((call) => call.endpoint === endpoint).map(({ at }) => at);
        for (let from = 0; from < days * 24; from += 1) {
          const within = times.filter((at) => at >= from && at < from + 24).length;
          assert.ok(within <= 4, `${within} calls of ${endpoint} in the 24 hours from hour ${from}`);
        }
        assert.equal(times.length, 4 * days, 'and none of the budget is lost');
      }
      assert.deepEqual(
        seen.filter(({ status }) => status === 429),
        [],
        'the bank never had to say no',
      );
      assert.deepEqual([...results.keys()].toSorted(), ['budget_exhausted', 'ok']);
      assert.equal((await store.connections.find('shop', 'connection-1'))?.connection.status, 'active');
      await Promise.all(nodes.map((node) => node.stop()));
    });
  });
