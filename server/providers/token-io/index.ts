import { ProviderError, type Provider } from '../provider.js';
import type { ProviderDeps } from '../registry.js';
import type { TokenIoConfig } from './options.js';

/** A provider that reaches banks through Token.io. */
export function tokenIo(config: TokenIoConfig, _deps: ProviderDeps): Provider {
  const unavailable = (): never => {
    throw new ProviderError('provider_unavailable', { retryable: false });
  };
  return {
    id: config.id,
    capabilities: { redirect: true, embedded: true, decoupled: true, revocation: true, refresh: false },
    authorizationOrigins: [],
    banks: unavailable,
    consent: { begin: unavailable, correlate: unavailable, resume: unavailable, cancel: unavailable },
    data: { accounts: unavailable, balances: unavailable, transactions: unavailable, revoke: unavailable },
  };
}
