import { createHash } from 'node:crypto';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Config } from './config.js';
import { isLoopbackHost, parseSafeUrl } from './lib/safe-url.js';
import { providerFaults } from './providers/registry.js';
import { identityOf, registrationConfigFaults } from './registration/options.js';
import { webhookFaults, webhookNetworkFaults } from './webhooks/options.js';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files that secrets were read from, by the path of their key. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a schema cannot see: contradictions between settings, and settings that are unsafe where they are used. */
export function configFaults(config: Config, surroundings: Surroundings): string[] {
  return [
    ...duplicateFaults(config),
    ...keyFaults(config, surroundings),
    ...addressFaults(config),
    ...merchantFaults(config),
    ...webhookFaults(config.merchants),
    ...config.operatorKeyHashes.flatMap((hash, n) => guessableFaults(hash, `operatorKeyHashes.${n}`)),
    ...config.providers.flatMap((provider, index) =>
      providerFaults(provider, config.environment).map(
        ({ path, message }) => `${['providers', index, ...path].join('.')}: ${message}`,
      ),
    ),
    ...registrationFaults(config),
    ...environmentFaults(config, surroundings),
    ...(config.environment === 'production' ? productionFaults(config, surroundings) : []),
  ];
}

function duplicateFaults(config: Config): string[] {
  const { merchants, providers, encryptionKeys } = config;
  return [
    ...repeated(merchants.map((merchant, index) => [merchant.id, `merchants.${index}.id`])),
    ...repeated(providers.map((provider, index) => [provider.id, `providers.${index}.id`])),
    ...repeated(encryptionKeys.map((key, index) => [key.id, `encryptionKeys.${index}.id`])),
    ...repeated(encryptionKeys.map(({ key }, index) => [key.reveal(), `encryptionKeys.${index}.key`])),
    ...repeated(
      // A merchant's key must not open what is another's, or the operator's.
      [
        ...merchants.flatMap((merchant, index) =>
          merchant.apiKeyHashes.map((hash, n) => [hash, `merchants.${index}.apiKeyHashes.${n}`] as const),
        ),
        ...config.operatorKeyHashes.map((hash, n) => [hash, `operatorKeyHashes.${n}`] as const),
      ],
    ),
    ...repeated(
      merchants.flatMap((merchant, index) =>
        (merchant.webhooks?.secrets ?? []).map(
          (secret, n) => [secret.reveal(), `merchants.${index}.webhooks.secrets.${n}`] as const,
        ),
      ),
    ),
    ...merchants.flatMap((merchant, index) =>
      repeated(merchant.origins.map((origin, n) => [origin, `merchants.${index}.origins.${n}`])),
    ),
  ];
}

/** What is wrong with the registrations, each by itself and all together. */
export function registrationFaults({ registrations, environment }: Pick<Config, 'registrations' | 'environment'>) {
  return [
    ...repeated(registrations.map((registration, index) => [registration.id, `registrations.${index}.id`])),
    ...repeated(registrations.map((registration, index) => [identityOf(registration), `registrations.${index}`])),
    ...registrations.flatMap((registration, index) =>
      registrationConfigFaults(registration, environment).map(
        ({ path, message }) => `${['registrations', index, ...path].join('.')}: ${message}`,
      ),
    ),
  ];
}

function repeated(entries: readonly (readonly [value: string, path: string])[]): string[] {
  const first = new Map<string, string>();
  return entries.flatMap(([value, path]) => {
    const earlier = first.get(value);
    if (earlier !== undefined) return [`${path}: is the same as ${earlier}; each must be different`];
    first.set(value, path);
    return [];
  });
}

const keyBytes = 32;
const minDistinctBytes = 16;

function keyFaults(config: Config, { files }: Surroundings): string[] {
  const faults = config.encryptionKeys.flatMap(({ key }, index) => {
    const bytes = Buffer.from(key.reveal(), 'base64url');
    const path = `encryptionKeys.${index}.key`;
    if (bytes.length !== keyBytes || bytes.toString('base64url') !== key.reveal()) {
      return [`${path}: must be 32 bytes as base64url; \`bank-connect new-encryption-key\` prints one`];
    }
    if (new Set(bytes).size < minDistinctBytes)
      return [`${path}: is not random; \`bank-connect new-encryption-key\` prints one`];
    return [];
  });
  const { database, spoolDir } = config;
  for (const [path, file] of files) {
    if ('path' in database && isInside(file, dirname(database.path))) {
      faults.push(`${path}: its file lies in the folder of the database; keep keys apart from data and its backups`);
    }
    if (spoolDir !== undefined && isInside(file, spoolDir)) {
      faults.push(`${path}: its file lies in the folder of spoolDir; keep keys apart from what they encrypt`);
    }
  }
  return faults;
}

function isInside(file: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(file));
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** sha256 of texts that people put where a key belongs. */
const guessableKeyHashes = new Set(
  ['', 'test', 'secret', 'password', 'changeme', 'key', 'apikey', 'bc_test', 'demo'].map((text) =>
    createHash('sha256').update(text).digest('hex'),
  ),
);

const guessableFaults = (hash: string, path: string): string[] =>
  guessableKeyHashes.has(hash)
    ? [`${path}: belongs to a key that anybody guesses; \`bank-connect new-key\` prints one`]
    : [];

function addressFaults(config: Config): string[] {
  return addressesOf(config)
    .filter(({ url }) => parseSafeUrl(url, config.environment) === undefined)
    .map(({ path }) => `${path}: must use https; plain http is for loopback hosts in the sandbox`);
}

function merchantFaults({ publicUrl, merchants }: Config): string[] {
  return merchants.flatMap((merchant, index) => {
    const path = `merchants.${index}`;
    const ownOrigin = merchant.origins.indexOf(publicUrl);
    const foreign = Object.entries(merchant.returnUrls).filter(
      ([, url]) => !merchant.origins.includes(new URL(url).origin),
    );
    return [
      ...(ownOrigin < 0 ? [] : [`${path}.origins.${ownOrigin}: is this server's own; the shop must be on another one`]),
      ...merchant.apiKeyHashes.flatMap((hash, n) => guessableFaults(hash, `${path}.apiKeyHashes.${n}`)),
      ...foreign.map(([id]) => `${path}.returnUrls.${id}: is on none of the merchant's origins; register its origin`),
    ];
  });
}

/** Every address that browsers or this server visit, with its path. */
function addressesOf({ publicUrl, logoOrigins, merchants }: Config): { path: string; url: string }[] {
  const entries: [path: string, url: string | undefined][] = [
    ['publicUrl', publicUrl],
    ...logoOrigins.map((url, n): [string, string] => [`logoOrigins.${n}`, url]),
    ...merchants.flatMap((merchant, index) => {
      const path = `merchants.${index}`;
      return [
        [`${path}.termsUrl`, merchant.termsUrl],
        [`${path}.privacyUrl`, merchant.privacyUrl],
        [`${path}.webhooks.url`, merchant.webhooks?.url],
        ...merchant.origins.map((url, n) => [`${path}.origins.${n}`, url]),
        ...Object.entries(merchant.returnUrls).map(([id, url]) => [`${path}.returnUrls.${id}`, url]),
      ] as [string, string | undefined][];
    }),
  ];
  return entries.flatMap(([path, url]) => (url === undefined ? [] : [{ path, url }]));
}

const postgresUrl = /^postgres(ql)?:\/\/\S+$/;

function environmentFaults(config: Config, { env }: Surroundings): string[] {
  const faults: string[] = [];
  if (env.NODE_ENV === 'production' && config.environment !== 'production') {
    faults.push('environment: is "sandbox" while NODE_ENV is "production"; make them agree');
  }
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    faults.push('NODE_TLS_REJECT_UNAUTHORIZED: switches certificate checks off; remove it from the environment');
  }
  if (env.NODE_OPTIONS?.includes('--insecure-http-parser')) {
    faults.push('NODE_OPTIONS: --insecure-http-parser allows request smuggling; remove it');
  }
  if ('url' in config.database && !postgresUrl.test(config.database.url.reveal())) {
    faults.push('database.url: must begin with postgres:// or postgresql://');
  }
  return faults;
}

function productionFaults(config: Config, { env }: Surroundings): string[] {
  const faults = addressesOf(config)
    .filter(({ url }) => url.startsWith('https:') && isLoopbackHost(new URL(url).hostname))
    .map(({ path }) => `${path}: is a loopback address; use the public one in production`);
  if ('path' in config.database && config.database.path === ':memory:') {
    faults.push('database.path: is kept in memory and lost at a restart; give a file, or {"url": …} for PostgreSQL');
  }
  const { database, spoolDir } = config;
  if ('url' in database && postgresUrl.test(database.url.reveal()) && spoolDir === undefined) {
    faults.push(
      'spoolDir: name a folder on a disk that outlives the process; grants wait there while PostgreSQL is down',
    );
  }
  faults.push(...webhookNetworkFaults(config.webhookNetworks));
  if (config.metrics !== false && config.metrics.token === undefined) {
    faults.push('metrics.token: set one, or turn metrics off with "metrics": false');
  }
  if (config.metrics !== false && config.metrics.token && config.metrics.token.reveal().length < 32) {
    faults.push('metrics.token: must have at least 32 characters');
  }
  if (config.securityContact === undefined) {
    faults.push('securityContact: say where flaws are to be reported, such as mailto:security@example.com');
  }
  if (config.logLevel === 'trace' || config.logLevel === 'silent') {
    faults.push('logLevel: must be debug, info, warn, error or fatal in production');
  }
  if (env.NODE_OPTIONS?.includes('--inspect')) faults.push('NODE_OPTIONS: --inspect opens the debugger; remove it');
  return faults;
}
