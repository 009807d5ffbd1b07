import type { ProfileName } from '../../demo/sandbox/oauth-bank/index.js';
import { HttpBrowser } from '../demo/sandbox/oidc/http-browser.js';
import {
  bankOptions,
  beginRequest,
  callbackUrl,
  clientSecret,
  newProvider,
  privateKey,
  proofs,
  startSandbox,
} from '../server/providers/oauth-bank/kit.js';
import { providerConformance } from './conformance.js';
import { allForeignCallbacks } from './foreign-callbacks.js';

const CODE_LIFE_MS = 300_000;

const cases: readonly (readonly [string, ProfileName, keyof typeof proofs])[] = [
  ['The OAuth bank', 'danube', 'basic'],
  ['Another OAuth bank', 'harbour', 'post'],
  ['The OAuth bank, with a key', 'danube', 'private_key_jwt'],
];
for (const [name, bank, proof] of cases) {
  const options = { ...bankOptions[bank], ...proofs[proof] };
  providerConformance(
    async () => {
      const sandbox = await startSandbox(bank);
      const { apiOrigin, control } = sandbox;
      const visit = async (url: string, action?: string): Promise<string> => {
        const home = await new HttpBrowser(sandbox.publicOrigin).visit(url, action);
        return home.href.slice(callbackUrl.length).replace(/^\?/, '');
      };
      return {
        provider: newProvider(apiOrigin, options),
        providerAt: (apiUrl, limits) => newProvider(apiUrl, options, { limits }),
        request: beginRequest(),
        visit: (url, decision) => visit(url, decision === 'approve' ? 'approve' : 'access_denied'),
        expire: async ({ url }) => {
          const query = await visit(url);
          control.clock.advance(CODE_LIFE_MS + 11_000);
          return { kind: 'callback', query };
        },
        forgedCallback: ({ flow }) => `code=nobodys&state=${flow.correlationId ?? ''}`,
        // The busiest account has more than fit on one.
        splitPages: () => undefined,
        calls: () => control.calls.list().length,
        secrets: [clientSecret, ...privateKey.split('\n').filter((line) => line.length > 40)],
        close: () => sandbox.close(),
      };
    },
    {
      name,
      capabilities: {
        redirect: true,
        embedded: false,
        decoupled: false,
        revocation: bank === 'harbour',
        refresh: true,
        unattendedCallsPerDay: 4,
      },
      foreignCallbacks: allForeignCallbacks,
      countsPages: true,
      history: 250,
    },
  );
}
