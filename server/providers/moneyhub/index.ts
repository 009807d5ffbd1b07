import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import { readBanks } from './banks.js';
import { createMoneyhubClient } from './client.js';
import { createConsent } from './consent.js';
import { createData } from './data.js';
import { createIdentify } from './identify.js';
import { authorizationUrlOf, type MoneyhubConfig } from './options.js';
import { createUsers } from './users.js';

/** A provider that reaches banks through Moneyhub: OpenID Connect with one redirect, data by tokens of our own. */
export function moneyhub(config: MoneyhubConfig, deps: ProviderDeps): Provider {
  const client = createMoneyhubClient(config, deps);
  const users = createUsers(config, client);
  const identify = createIdentify(config, deps, client);
  const { refresh, ...data } = createData(config, client, users, identify, deps.now);
  return {
    id: config.id,
    capabilities: {
      redirect: true,
      embedded: false,
      decoupled: false,
      revocation: true,
      refresh: config.offlineAccess,
    },
    authorizationOrigins: [new URL(authorizationUrlOf(config)).origin],
    banks: (context) => readBanks(client, config, deps.environment, context),
    consent: createConsent(config, deps, client, users, identify),
    data: config.offlineAccess ? { ...data, refresh } : data,
  } satisfies Provider;
}
