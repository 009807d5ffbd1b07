import { cleanText } from '../../lib/clean-text.js';
import type { Provider } from '../provider.js';
import type { ProviderBank } from '../provider-data.js';
import type { ProviderDeps } from '../registry.js';
import { createTellConnectClient } from './client.js';
import { createConsent } from './consent.js';
import { createData } from './data.js';
import { createPayments } from './payments.js';
import type { Aspsp, TellConnectConfig } from './options.js';

/** A provider that reaches banks through tell.connect (Pockit): one redirect, codes, rotating refresh tokens. */
export function tellConnect(config: TellConnectConfig, deps: ProviderDeps): Provider {
  const client = createTellConnectClient(config, deps);
  const payments = createPayments(config, deps, client);
  const banks = config.aspsps.map(toBank);
  return {
    id: config.id,
    capabilities: {
      redirect: true,
      embedded: false,
      decoupled: false,
      revocation: false,
      refresh: true,
      unattendedCallsPerDay: config.unattendedCallsPerDay,
    },
    authorizationOrigins: config.authorizationOrigins ?? [],
    banks: () => Promise.resolve(banks),
    consent: createConsent(config, deps, client, payments),
    data: createData(config, deps, client),
    payments,
  } satisfies Provider;
}

const toBank = ({ id, name, countries, bic, logo }: Aspsp): ProviderBank => ({
  id,
  name: cleanText(name, 120),
  countries,
  ...(bic === undefined ? {} : { bic }),
  ...(logo === undefined ? {} : { logoUrl: logo }),
  data: {},
});
