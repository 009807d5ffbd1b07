import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { OAuthBankSandbox } from '../../../../demo/sandbox/oauth-bank/index.js';
import { context, Journey, newProvider, refreshed, startSandbox } from './kit.js';

/** Declares: so many shoppers connect at the same time, and none gets in the way of another. */
export function areAllConnected(shoppers: number): void {
  describe(`${shoppers} shoppers`, () => {
    let sandbox: OAuthBankSandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    test(`connect ${shoppers} banks of ${shoppers}, and all of their tokens rotate`, async () => {
      // All at once on a busy machine: patience, not pace, is what this is about.
      const limits = { firstByteMs: 60_000, totalMs: 60_000 };
      const provider = newProvider(sandbox.apiOrigin, {}, { limits });
      const tokens = await Promise.all(
        Array.from({ length: shoppers }, async () => {
          const grant = await new Journey(sandbox, provider).connect();
          const renewed = await refreshed(provider, grant);
          assert.notDeepEqual(renewed.data['tokens'], grant.data['tokens']);
          assert.deepEqual(renewed.data['consent'], grant.data['consent']);
          assert.equal((await provider.data.accounts(renewed, context())).length, 6);
          return renewed.data['tokens'];
        }),
      );
      assert.equal(new Set(tokens.map((pair) => JSON.stringify(pair))).size, shoppers);
      const failed = sandbox.control.calls.list().filter(({ status }) => status < 200 || status > 399);
      assert.deepEqual(failed, []);
    });
  });
}
