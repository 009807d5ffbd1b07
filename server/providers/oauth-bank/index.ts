import { cleanText } from '../../lib/clean-text.js';
import type { Provider } from '../provider.js';
import type { ProviderBank } from '../provider-data.js';
import type { ProviderDeps } from '../registry.js';
import { createOAuthBankClient } from './client.js';
import { createConsent } from './consent.js';
import { createData } from './data.js';
import { authorizationUrlOf, type OAuthBankConfig } from './options.js';

/** A provider that is a bank: OAuth 2 with one redirect, rotating refresh tokens, and an API for accounts. */
export function oauthBank(config: OAuthBankConfig, deps: ProviderDeps): Provider {
  const client = createOAuthBankClient(config, deps);
  const bank = toBank(config);
  const { unattendedCallsPerDay } = config;
  return {
    id: config.id,
    capabilities: {
      redirect: true,
      embedded: false,
      decoupled: false,
      revocation: config.paths.revoke !== undefined,
      refresh: true,
      ...(unattendedCallsPerDay === false ? {} : { unattendedCallsPerDay }),
    },
    authorizationOrigins: [new URL(authorizationUrlOf(config)).origin],
    banks: () => Promise.resolve([bank]),
    consent: createConsent(config, deps, client),
    data: createData(config, deps, client),
  } satisfies Provider;
}

const toBank = ({ bank: { id, name, countries, bic, logo } }: OAuthBankConfig): ProviderBank => ({
  id,
  name: cleanText(name, 120),
  countries,
  ...(bic === undefined ? {} : { bic }),
  ...(logo === undefined ? {} : { logoUrl: logo }),
  data: {},
});
