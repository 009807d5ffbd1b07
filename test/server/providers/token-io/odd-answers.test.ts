import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { ProviderError } from '../../../../server/providers/provider-error.js';
import type { FlowState } from '../../../../server/providers/authorisation.js';
import type { JsonObject } from '../../../../server/providers/json.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { startScriptedServer, type ScriptedServer } from '../../lib/scripted-server.js';
import { beginRequest, context, newProvider } from './kit.js';

let server: ScriptedServer;
let provider: Provider;
let answer = { type: 'application/json', status: 200, body: '{}' };

before(async () => {
  server = await startScriptedServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  provider = newProvider(server.origin);
});
after(() => server.close());

const bank: ProviderBank = { id: 'b', name: 'B', countries: ['DE'], data: { credentialFields: [], mandatory: [] } };
const reference = { requestId: 'rq:1:5z', state: 's', correlationId: 'rq:1:5z', declared: [] };
const flow = (data: JsonObject): FlowState => ({ data: { ...reference, ...data } });
const grant = { data: { tokenId: 'ta:1', accountIds: [] } };

/** Every call of the provider that reads an answer. */
const calls: Record<string, () => Promise<unknown>> = {
  banks: () => provider.banks(context()),
  begin: () => provider.consent.begin(beginRequest(bank), context()),
  submit: () =>
    provider.consent.resume(
      flow({ at: 'fields', fields: [], answers: [{ id: 'otp', wireId: 'otp' }] }),
      { kind: 'credentials', values: { otp: '1' } },
      context(),
    ),
  confirm: () =>
    provider.consent.resume(
      flow({ at: 'decoupled', message: 'm', confirmed: false, polls: 0 }),
      { kind: 'confirm' },
      context(),
    ),
  poll: () => provider.consent.resume(flow({ at: 'result', polls: 0 }), { kind: 'poll' }, context()),
  cancel: () => provider.consent.cancel(flow({ at: 'result', polls: 0 }), context()),
  accounts: () => provider.data.accounts(grant, context()),
  balances: () => provider.data.balances(grant, 'a:1', context()),
  transactions: () => provider.data.transactions(grant, 'a:1', {}, context()),
  revoke: () => provider.data.revoke(grant, context()),
};

/** Settles; anything but a `ProviderError` fails the test. */
async function settles(call: () => Promise<unknown>): Promise<ProviderError | undefined> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  return undefined;
}

for (const [name, call] of Object.entries(calls)) {
  describe(name, () => {
    for (const body of [
      'null',
      '[]',
      '"text"',
      '7',
      'true',
      '<html>',
      '',
      '{"a":',
      '{"fields":7,"banks":7,"status":7,"accounts":7,"balance":7,"transactions":7,"tokenRequest":7,"result":7}',
    ]) {
      test(`refuses ${body || 'an empty answer'} as an answer that cannot be understood`, async () => {
        answer = { type: 'application/json', status: 200, body };
        const error = await settles(call);
        assert(error, 'the answer was taken');
        // What fails after credentials were sent may mean that they were wrong; the rest is a bad answer.
        assert.equal(error.code, 'bad_provider_answer');
        assert.match(error.detail ?? '', /^(GET|POST|PUT) \//);
      });
    }

    test('settles on whatever JSON comes, and says nothing of it', async () => {
      const member = fc.constantFrom(
        'tokenRequest',
        'id',
        'redirectUrl',
        'fields',
        'status',
        'token',
        'payload',
        'accounts',
        'balance',
        'transactions',
        'banks',
        'paging',
        'result',
        'tokenId',
        'offset',
      );
      const value = fc.letrec<{ any: unknown }>((tie) => ({
        any: fc.oneof(
          { maxDepth: 3 },
          fc.jsonValue({ maxDepth: 1 }),
          fc.dictionary(member, tie('any'), { maxKeys: 5 }),
        ),
      })).any;
      await fc.assert(
        fc.asyncProperty(value, fc.constantFrom(200, 400, 500), async (body, status) => {
          answer = { type: 'application/json', status, body: JSON.stringify(body) };
          await settles(call);
        }),
        { numRuns: 40 },
      );
    });
  });
}
