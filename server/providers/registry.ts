import { z } from 'zod';
import type { Clock } from '../lib/clock.js';
import type { HttpLimits } from '../lib/provider-http.js';
import type { Environment } from '../lib/safe-url.js';
import { restrictBanks } from './bank-filter.js';
import { moneyhub } from './moneyhub/index.js';
import { MoneyhubConfig, moneyhubFaults } from './moneyhub/options.js';
import { oauthBank } from './oauth-bank/index.js';
import { OAuthBankConfig, oauthBankFaults } from './oauth-bank/options.js';
import type { Provider } from './provider.js';
import type { OptionFault } from './provider-options.js';
import { tellConnect } from './tell-connect/index.js';
import { TellConnectConfig, tellConnectFaults } from './tell-connect/options.js';
import { tokenIo } from './token-io/index.js';
import { TokenIoConfig, tokenIoFaults } from './token-io/options.js';

/** What a provider needs from the world. */
export interface ProviderDeps {
  readonly now: Clock;
  /** A fresh unguessable id of at least 128 bits, made of letters, digits, `-` and `_`. */
  readonly randomId: () => string;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly environment: Environment;
  /** Deadlines and sizes of provider calls; tests shorten them. */
  readonly limits?: Partial<HttpLimits>;
}

/** One entry of `providers` in the configuration. Secrets are strings on the way in, `Secret`s on the way out. */
export const ProviderConfig = z.discriminatedUnion('kind', [
  TokenIoConfig,
  TellConnectConfig,
  MoneyhubConfig,
  OAuthBankConfig,
]);
export type ProviderConfig = z.infer<typeof ProviderConfig>;

/** A kind of provider: how it is made, and what its options must not be together or in production. */
interface ProviderKind<C> {
  readonly create: (config: C, deps: ProviderDeps) => Provider;
  readonly faults: (config: C, environment: Environment) => readonly OptionFault[];
}

const kinds: { readonly [K in ProviderConfig['kind']]: ProviderKind<Extract<ProviderConfig, { kind: K }>> } = {
  'token-io': { create: tokenIo, faults: tokenIoFaults },
  'tell-connect': { create: tellConnect, faults: tellConnectFaults },
  moneyhub: { create: moneyhub, faults: moneyhubFaults },
  'oauth-bank': { create: oauthBank, faults: oauthBankFaults },
};

/** The kind of an entry; that the two belong together is what the type of `kinds` says. */
const kindOf = ({ kind }: ProviderConfig): ProviderKind<ProviderConfig> => kinds[kind] as ProviderKind<ProviderConfig>;

/** What is wrong with an entry that parsed: options that contradict each other or are too weak for the environment. */
export function providerFaults(config: ProviderConfig, environment: Environment): readonly OptionFault[] {
  return kindOf(config).faults(config, environment);
}

/** The provider's own origins, from which logos of its banks may come without further configuration. */
export const ownOrigins = (config: ProviderConfig): readonly string[] =>
  'identityUrl' in config ? [config.apiUrl, config.identityUrl] : [config.apiUrl];

/** The provider of one configuration entry. Throws a `TypeError` naming the option for faulty ones. */
export function createProvider(config: ProviderConfig, deps: ProviderDeps): Provider {
  const [fault] = providerFaults(config, deps.environment);
  if (fault) throw new TypeError(`Provider ${config.id}: ${fault.path.join('.')}: ${fault.message}`);
  return restrictBanks(kindOf(config).create(config, deps), config);
}
