import assert from 'node:assert/strict';
import {
  basicKey,
  beginRequest,
  context,
  newProvider,
  startSandbox,
  visitBank,
} from '../server/providers/token-io/kit.js';
import { providerConformance } from './conformance.js';
import { allForeignCallbacks } from './foreign-callbacks.js';

const key = basicKey('api');
const auth = { auth: { scheme: 'basic', key } };

providerConformance(
  async () => {
    const sandbox = await startSandbox();
    const { apiOrigin, control } = sandbox;
    const provider = newProvider(apiOrigin, 'api', auth);
    const bank = (await provider.banks(context())).find(({ id }) => id === 'sim-redirect');
    assert.ok(bank);
    return {
      provider,
      providerAt: (apiUrl, limits) => newProvider(apiUrl, 'api', auth, { limits }),
      request: beginRequest(bank),
      visit: (url, decision) => visitBank(url, decision === 'approve' ? 'approve' : 'access_denied'),
      expire: ({ flow }) => {
        assert.ok(control.requests.end(flow.correlationId ?? '', 'EXPIRED'));
        return Promise.resolve({ kind: 'poll' });
      },
      // Pages have a hundred at most, whatever one does.
      splitPages: () => undefined,
      calls: () => control.calls.list().length,
      secrets: [key],
      close: () => sandbox.close(),
    };
  },
  {
    name: 'Token.io',
    capabilities: {
      redirect: true,
      embedded: true,
      decoupled: true,
      revocation: true,
      refresh: false,
      standingOrders: true,
      lateResultMs: 2_400_000,
    },
    foreignCallbacks: allForeignCallbacks,
    history: 250,
  },
);
