import {
  auth,
  bankNamed,
  beginRequest,
  callbackUrl,
  newProvider,
  startSandbox,
} from '../server/providers/moneyhub/kit.js';
import { HttpBrowser } from '../demo/sandbox/oidc/http-browser.js';
import { providerConformance } from './conformance.js';
import { allForeignCallbacks } from './foreign-callbacks.js';

const CODE_LIFE_MS = 600_000;

for (const [name, options] of Object.entries({
  Moneyhub: {},
  'Moneyhub with signed requests and offline access': { authorizationRequest: 'pushed-signed', offlineAccess: true },
})) {
  providerConformance(
    async () => {
      const sandbox = await startSandbox();
      const { apiOrigin, control } = sandbox;
      const provider = newProvider(apiOrigin, options);
      const visit = async (url: string, action?: string): Promise<string> => {
        const home = await new HttpBrowser(sandbox.publicOrigin).visit(url, action);
        return home.href.slice(callbackUrl.length).replace(/^\?/, '');
      };
      return {
        provider,
        providerAt: (apiUrl, limits) => newProvider(apiUrl, options, { limits }),
        request: beginRequest({ bank: await bankNamed(provider, 'Test Bank Many Transactions') }),
        visit: (url, decision) => visit(url, decision === 'approve' ? 'approve' : 'access_denied'),
        expire: async ({ url }) => {
          const query = await visit(url);
          control.clock.advance(CODE_LIFE_MS + 11_000);
          return { kind: 'callback', query };
        },
        // The busiest account has more than fit on one.
        splitPages: () => undefined,
        calls: () => control.calls.list().length,
        secrets: [
          auth().privateKey,
          ...auth()
            .privateKey.split('\n')
            .filter((line) => line.length > 40),
        ],
        close: () => sandbox.close(),
      };
    },
    {
      name,
      capabilities: {
        redirect: true,
        embedded: false,
        decoupled: false,
        revocation: true,
        refresh: 'offlineAccess' in options,
      },
      foreignCallbacks: allForeignCallbacks,
      countsPages: true,
      history: 250,
    },
  );
}
