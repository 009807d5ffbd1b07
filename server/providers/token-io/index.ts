import type { Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import { readBanks } from './banks.js';
import { createTokenIoClient } from './client.js';
import { createConsent } from './consent.js';
import { createData } from './data.js';
import type { TokenIoConfig } from './options.js';
import { withPayments } from './payments/consent.js';
import { createPayments } from './payments/payments.js';

/** A request that came to no end by then never will (sheet section 8). */
const requestLifeMs = 40 * 60_000;

/** A provider that reaches banks through Token.io: redirect, embedded and decoupled journeys, or its Hosted Pages v1. */
export function tokenIo(config: TokenIoConfig, deps: ProviderDeps): Provider {
  const client = createTokenIoClient(config, deps);
  const data = createData(client, deps.now);
  const payments = createPayments(config, deps, client);
  const ownSteps = config.flow === 'api' && config.embeddedSteps === 'api';
  return {
    id: config.id,
    capabilities: {
      redirect: true,
      embedded: ownSteps,
      decoupled: ownSteps,
      revocation: true,
      refresh: false,
      standingOrders: true,
      ...(config.lateResults ? { lateResultMs: requestLifeMs } : {}),
    },
    authorizationOrigins: authorizationOrigins(config),
    banks: (context) => readBanks(client, config, deps.environment, context),
    consent: withPayments(createConsent(config, deps, client, data), payments),
    data,
    ...(config.payments ? { payments: { status: payments.status, cancel: payments.cancel } } : {}),
  } satisfies Provider;
}

function authorizationOrigins({
  authorizationOrigins: banks,
  flow,
  embeddedSteps,
  webAppUrl,
  hostedPagesUrl,
  payments,
}: TokenIoConfig): string[] {
  const hosted = payments ? [webAppUrl, hostedPagesUrl] : [webAppUrl];
  if (flow === 'hosted') return banks ?? hosted;
  return banks && embeddedSteps === 'hosted' ? [...banks, ...hosted] : (banks ?? []);
}
