import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MoneyhubSandbox } from '../../../../demo/sandbox/moneyhub/index.js';
import { context, Journey, newProvider, refreshed, startSandbox } from './kit.js';

/** Declares: so many shoppers connect at the same time, and none gets in the way of another. */
export function areAllConnected(shoppers: number): void {
  describe(`${shoppers} shoppers`, () => {
    let sandbox: MoneyhubSandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    test(`connect ${shoppers} banks of ${shoppers}`, async () => {
      const provider = newProvider(sandbox.apiOrigin, { offlineAccess: true });
      const connected = await Promise.all(
        Array.from({ length: shoppers }, async () => {
          const shopper = new Journey(sandbox, provider);
          const grant = await shopper.connect();
          const renewed = await refreshed(provider, grant);
          assert.notEqual(renewed.data['refreshToken'], grant.data['refreshToken']);
          const accounts = await provider.data.accounts(renewed, context());
          assert.equal(accounts.length, 2);
          return grant.data['connectionId'];
        }),
      );
      assert.equal(new Set(connected).size, shoppers);
      const failed = sandbox.control.calls.list().filter(({ status }) => status < 200 || status > 399);
      assert.deepEqual(failed, []);
    });
  });
}
