import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { bankNamed, context, Journey, mockBank, newProvider, startSandbox, ways } from './kit.js';
import { areAllConnected } from './shoppers-kit.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const journey = (options: Record<string, unknown> = {}): Journey =>
  new Journey(sandbox, newProvider(sandbox.apiOrigin, options));

for (const authorizationRequest of ways) {
  describe(`with requests that travel ${authorizationRequest}`, () => {
    for (const registerUsers of [true, false]) {
      test(`a bank is connected, ${registerUsers ? 'for a registered user' : 'for a user that Moneyhub makes up'}`, async () => {
        const shopper = journey({ authorizationRequest, registerUsers });
        const grant = await shopper.connect();
        const accounts = await shopper.provider.data.accounts(grant, context());
        assert.deepEqual(
          accounts.map(({ name, type, currency }) => [name, type, currency]),
          [
            ['Current Account', 'current', 'GBP'],
            ['Rainy Day', 'savings', 'GBP'],
          ],
        );
        assert.equal(grant.data['ownUser'], registerUsers);
        assert.match(grant.data['connectionId'] as string, new RegExp(`^${mockBank}:`));
      });
    }
    for (const [action, code] of [
      ['access_denied', 'access_denied'],
      ['temporarily_unavailable', 'bank_unavailable'],
      ['server_error', 'bank_unavailable'],
    ] as const) {
      test(`${action} at the bank is refused as ${code}, and leaves no user behind`, async () => {
        const before = sandbox.control.users.ids().length;
        const shopper = journey({ authorizationRequest });
        await shopper.begin();
        assert.equal(sandbox.control.users.ids().length, before + 1);
        const step = await shopper.comeBack(action);
        assert.deepEqual([step.kind, step.kind === 'refused' && step.code], ['refused', code]);
        assert.equal(sandbox.control.users.ids().length, before);
      });
    }
  });
}

areAllConnected(10);

describe('a bank that is slow', () => {
  test('has its accounts on the way at first, and later', async () => {
    const shopper = journey();
    const bank = await bankNamed(shopper.provider, 'Test Bank Slow Sync');
    const grant = await shopper.connect({ bank });
    await assert.rejects(shopper.provider.data.accounts(grant, context()), {
      code: 'bank_unavailable',
      retryable: true,
    });
    await assert.rejects(shopper.provider.data.accounts(grant, context()), { code: 'bank_unavailable' });
    assert.equal((await shopper.provider.data.accounts(grant, context())).length, 2);
  });
});
