import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { EngineUnderTest } from '../../support/engines.js';
import { arrange } from './refresh-fixture.js';

const hourMs = 3_600_000;

/** Declares, in a suite on this engine: so many callers at the same time cause one refresh. */
export function isOneForAll(engine: EngineUnderTest, callers: number): void {
  for (const instances of [1, 2]) {
    it(`happens once for ${callers} callers on ${instances} instances, and all of them are answered`, async () => {
      const { bank, clock, instance, stored } = await arrange(engine);
      const nodes = await Promise.all(Array.from({ length: instances }, () => instance()));
      clock.now += hourMs;
      const reads = Array.from({ length: callers }, (_, n) => nodes[n % instances]!.read());
      assert.ok((await Promise.all(reads)).every((answer) => JSON.stringify(answer) === '{"balances":[]}'));
      assert.deepEqual([bank.refreshes, bank.isAlive], [['r1'], true]);
      assert.deepEqual((await stored()).grant, bank.grant());
    });

    it(`happens once for ${callers} rejected callers on ${instances} instances`, async () => {
      const { bank, instance } = await arrange(engine);
      const nodes = await Promise.all(Array.from({ length: instances }, () => instance()));
      // The bank ended the access token early: nobody can know but by trying.
      bank.isClosed = true;
      bank.after.push(() => Promise.resolve((bank.isClosed = false)));
      await Promise.all(Array.from({ length: callers }, (_, n) => nodes[n % instances]!.read()));
      assert.deepEqual([bank.refreshes, bank.isAlive], [['r1'], true]);
      assert.ok(bank.reads.filter((token) => token === 'a2').length === callers);
    });
  }
}
