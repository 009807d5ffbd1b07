import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import { readBanks } from './banks.js';
import { createTokenIoClient } from './client.js';
import { createConsent } from './consent.js';
import { createData } from './data.js';
import type { TokenIoConfig } from './options.js';

/** A provider that reaches banks through Token.io: redirect, embedded and decoupled journeys, or its Hosted Pages v1. */
export function tokenIo(config: TokenIoConfig, deps: ProviderDeps): Provider {
  const client = createTokenIoClient(config, deps);
  const ownSteps = config.flow === 'api' && config.embeddedSteps === 'api';
  return {
    id: config.id,
    capabilities: { redirect: true, embedded: ownSteps, decoupled: ownSteps, revocation: true, refresh: false },
    authorizationOrigins: config.authorizationOrigins ?? (config.flow === 'hosted' ? [config.webAppUrl] : []),
    banks: (context) => readBanks(client, config, deps.environment, context),
    consent: createConsent(config, deps, client),
    data: createData(client, deps.now),
  } satisfies Provider;
}
