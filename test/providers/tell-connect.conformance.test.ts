import {
  certificate,
  newProvider,
  beginRequest,
  startSandbox,
  visitBank,
} from '../server/providers/tell-connect/kit.js';
import { providerConformance } from './conformance.js';
import { allForeignCallbacks } from './foreign-callbacks.js';

providerConformance(
  async () => {
    const sandbox = await startSandbox();
    const { apiOrigin, control } = sandbox;
    return {
      provider: newProvider(apiOrigin),
      providerAt: (apiUrl, limits) => newProvider(apiUrl, {}, { limits }),
      request: beginRequest(),
      visit: (url, decision) => visitBank(url, 'confirm', decision === 'approve' ? 'accept' : 'decline'),
      expire: async ({ url }) => ({ kind: 'callback', query: await visitBank(url, 'confirm', 'accept-late') }),
      splitPages: () => control.settings.change({ transactionsPerPage: 10 }),
      calls: () => control.calls.list().length,
      secrets: ['a secret: with a colon', certificate, Buffer.from(certificate).toString('base64')],
      close: () => sandbox.close(),
    };
  },
  {
    name: 'tell.connect',
    capabilities: {
      redirect: true,
      embedded: false,
      decoupled: false,
      revocation: false,
      refresh: true,
      unattendedCallsPerDay: 4,
    },
    payments: true,
    foreignCallbacks: allForeignCallbacks,
    history: 250,
  },
);
