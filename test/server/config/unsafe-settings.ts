import { createHash, randomBytes } from 'node:crypto';
import { selfSigned } from '../providers/tell-connect/real-certificate.js';
import { privatePem } from '../registration/kit.js';
import { productionSettings, registrationSettings, sandboxSettings } from './settings.js';
import type { Settings } from './settings.js';

export interface UnsafeCase {
  readonly settings: Settings;
  readonly env?: Readonly<Record<string, string>>;
  /** Text of files that the settings refer to, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The key that the one line must name. */
  readonly names: string;
}

/** One careless change to safe production settings. */
function production(names: string, change: (settings: Settings) => void, rest: Partial<UnsafeCase> = {}): UnsafeCase {
  const settings = productionSettings();
  change(settings);
  return { settings, names, ...rest };
}

function sandbox(names: string, change: (settings: Settings) => void, rest: Partial<UnsafeCase> = {}): UnsafeCase {
  const settings = sandboxSettings();
  change(settings);
  return { settings, names, ...rest };
}

const first = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) throw new TypeError('No such setting');
  return item;
};
const webhookSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const tellConnect = {
  kind: 'tell-connect',
  id: 'tell-connect',
  clientId: 'shop',
  clientSecret: 'a-canary-that-is-never-printed',
  applicationId: '11111111-1111-4111-8111-111111111111',
  certificate: selfSigned,
};

const registering = (names: string, ...registrations: readonly object[]) =>
  production(names, (s) => (s['registrations'] = registrations));
const ed25519 = String(first(productionSettings().providers).auth['privateKey']);

/** Settings that the server must not start with, one fault each. `canary` must never be printed. */
export const unsafeSettings: Readonly<Record<string, UnsafeCase>> = {
  'plain http in production': production('publicUrl', (s) => (s.publicUrl = 'http://connect.example')),
  'a loopback address in production': production('publicUrl', (s) => (s.publicUrl = 'https://localhost:8443')),
  'a public address with a path': production('publicUrl', (s) => (s.publicUrl = 'https://connect.example/bank')),
  'no public address': production('publicUrl', (s) => Reflect.deleteProperty(s, 'publicUrl')),
  'an unknown environment': production('environment', (s) => (s.environment = 'staging-canary')),
  'a misspelt setting': production('trustedProxies', (s) => (s['trustedProxies'] = 1)),
  'sandbox settings where NODE_ENV says production': sandbox('environment', () => undefined, {
    env: { NODE_ENV: 'production' },
  }),
  'plain http beyond this machine in the sandbox': sandbox('publicUrl', (s) => (s.publicUrl = 'http://10.0.0.7:4101')),
  'no encryption key': production('encryptionKeys', (s) => (s.encryptionKeys = [])),
  'a short encryption key': production('encryptionKeys.0.key', (s) => {
    first(s.encryptionKeys)['key'] = Buffer.from('canary').toString('base64url');
  }),
  'an encryption key of zeros': production('encryptionKeys.0.key', (s) => {
    first(s.encryptionKeys)['key'] = Buffer.alloc(32).toString('base64url');
  }),
  'an encryption key that is a phrase': production('encryptionKeys.0.key', (s) => {
    first(s.encryptionKeys)['key'] = 'canary correct horse battery staple canary';
  }),
  'two encryption keys of one id': production('encryptionKeys.1.id', (s) => {
    s.encryptionKeys.push({ ...first(productionSettings().encryptionKeys) });
  }),
  'an encryption key from a variable that is not set': production('encryptionKeys.0.key', (s) => {
    first(s.encryptionKeys)['key'] = { env: 'NO_SUCH_VARIABLE' };
  }),
  'an encryption key from a file that is not there': production('encryptionKeys.0.key', (s) => {
    first(s.encryptionKeys)['key'] = { file: '/nonexistent/canary.key' };
  }),
  'the key file beside the data': production(
    'encryptionKeys.0.key',
    (s) => {
      s.database = { path: 'data/bank-connect.db' };
      first(s.encryptionKeys)['key'] = { file: 'data/keys/vault.key' };
    },
    { files: { 'data/keys/vault.key': `${String(first(productionSettings().encryptionKeys)['key'])}\n` } },
  ),
  'a store in memory': production('database.path', (s) => (s.database = { path: ':memory:' })),
  'no store': production('database', (s) => Reflect.deleteProperty(s, 'database')),
  'two stores': production('database', () => undefined, { env: { DATABASE_URL: 'postgres://u:canary@db/x' } }),
  'a database of an unknown kind': production('database.url', (s) => (s.database = { url: 'mysql://u:canary@db/x' })),
  'no merchant': production('merchants', (s) => (s.merchants = [])),
  'two merchants of one id': production('merchants.1.id', (s) => {
    s.merchants.push(first(productionSettings().merchants));
  }),
  'one API key for two merchants': production('merchants.1.apiKeyHashes.0', (s) => {
    s.merchants.push({ ...first(s.merchants), id: 'other', webhooks: undefined });
  }),
  'an API key instead of its hash': production('merchants.0.apiKeyHashes.0', (s) => {
    first(s.merchants).apiKeyHashes = ['bc_canary'];
  }),
  'the hash of a guessable API key': production('merchants.0.apiKeyHashes.0', (s) => {
    first(s.merchants).apiKeyHashes = [sha256('test')];
  }),
  'three API keys': production('merchants.0.apiKeyHashes', (s) => {
    first(s.merchants).apiKeyHashes = ['1', '2', '3'].map(sha256);
  }),
  'an origin with a path': production('merchants.0.origins.0', (s) => {
    first(s.merchants).origins = ['https://shop.example/canary'];
  }),
  'any origin': production('merchants.0.origins.0', (s) => (first(s.merchants).origins = ['*'])),
  'an opaque origin': production('merchants.0.origins.0', (s) => (first(s.merchants).origins = ['null'])),
  'a pattern of origins': production('merchants.0.origins.1', (s) => {
    first(s.merchants).origins.push('https://*.shop.example');
  }),
  'an http origin in production': production('merchants.0.origins.1', (s) => {
    first(s.merchants).origins.push('http://shop.example');
  }),
  "the server's own origin as a shop": production('merchants.0.origins.1', (s) => {
    first(s.merchants).origins.push('https://connect.example');
  }),
  'a return URL that runs script': production('merchants.0.returnUrls.default', (s) => {
    first(s.merchants).returnUrls = { default: 'javascript:canary()' };
  }),
  'a return URL on a foreign site': production('merchants.0.returnUrls.default', (s) => {
    first(s.merchants).returnUrls = { default: 'https://canary.example/' };
  }),
  'no default return URL': production('merchants.0.returnUrls', (s) => {
    first(s.merchants).returnUrls = { other: 'https://shop.example/' };
  }),
  'webhooks over plain http': production('merchants.0.webhooks.url', (s) => {
    first(s.merchants)['webhooks'] = { url: 'http://shop.example/hooks', secrets: [webhookSecret()] };
  }),
  'webhooks to this machine in production': production('merchants.0.webhooks.url', (s) => {
    first(s.merchants)['webhooks'] = { url: 'https://localhost/hooks', secrets: [webhookSecret()] };
  }),
  'webhooks without a secret': production('merchants.0.webhooks.secrets', (s) => {
    first(s.merchants)['webhooks'] = { url: 'https://shop.example/hooks', secrets: [] };
  }),
  'a webhook secret that is a phrase': production('merchants.0.webhooks.secrets.0', (s) => {
    first(s.merchants)['webhooks'] = { url: 'https://shop.example/hooks', secrets: ['canary canary canary canary'] };
  }),
  'a short webhook secret': production('merchants.0.webhooks.secrets.0', (s) => {
    const secrets = [`whsec_${Buffer.from('canary').toString('base64')}`];
    first(s.merchants)['webhooks'] = { url: 'https://shop.example/hooks', secrets };
  }),
  'a webhook secret of zeros': production('merchants.0.webhooks.secrets.0', (s) => {
    const secrets = [`whsec_${Buffer.alloc(32).toString('base64')}`];
    first(s.merchants)['webhooks'] = { url: 'https://shop.example/hooks', secrets };
  }),
  'one webhook secret twice': production('merchants.0.webhooks.secrets.1', (s) => {
    const secret = webhookSecret();
    first(s.merchants)['webhooks'] = { url: 'https://shop.example/hooks', secrets: [secret, secret] };
  }),
  'webhooks of a type that there is not': production('merchants.0.webhooks.events.0', (s) => {
    const url = 'https://shop.example/hooks';
    first(s.merchants)['webhooks'] = { url, secrets: [webhookSecret()], events: ['session.canary'] };
  }),
  'a network for webhooks that is none': production('webhookNetworks.0', (s) => (s['webhookNetworks'] = ['10.0.0.0'])),
  'loopback open to webhooks': production('webhookNetworks.0', (s) => (s['webhookNetworks'] = ['127.0.0.0/8'])),
  'one address of this machine open to webhooks': production('webhookNetworks.0', (s) => {
    s['webhookNetworks'] = ['127.0.0.53/32'];
  }),
  'the metadata of a cloud open to webhooks': production('webhookNetworks.0', (s) => {
    s['webhookNetworks'] = ['169.254.0.0/16'];
  }),
  'everything open to webhooks': production('webhookNetworks.1', (s) => {
    s['webhookNetworks'] = ['10.1.0.0/16', '::/0'];
  }),
  'terms that run script': production('merchants.0.termsUrl', (s) => {
    first(s.merchants)['termsUrl'] = 'javascript:canary()';
  }),
  'a name that turns the text around': production('merchants.0.name', (s) => {
    first(s.merchants)['name'] = 'Shop \u202eyranac';
  }),
  'no provider': production('providers', (s) => (s.providers = [])),
  'two providers of one id': production('providers.1.id', (s) => s.providers.push(first(s.providers))),
  'an unknown kind of provider': production('providers.0.kind', (s) => {
    first(s.providers)['kind'] = 'canary';
  }),
  'a provider without TLS in production': production('providers.0.apiUrl', (s) => {
    first(s.providers)['apiUrl'] = 'http://127.0.0.1:4102';
  }),
  'a Basic key in production': production('providers.0.auth.scheme', (s) => {
    const key = Buffer.from('m-4Kx8DsZLM5WEQiVNbzW2oHMk2DTj-5zKtXEAq:canary').toString('base64');
    first(s.providers).auth = { scheme: 'basic', key };
  }),
  'a signing key that is none': production('providers.0.auth.privateKey', (s) => {
    first(s.providers).auth['privateKey'] = 'canary';
  }),
  'consents that grant themselves in production': production('providers.0.sandboxSca', (s) => {
    Object.assign(s, { providers: [{ ...tellConnect, sandboxSca: true }] });
  }),
  'a certificate that is none': production('providers.0.certificate', (s) => {
    Object.assign(s, { providers: [{ ...tellConnect, certificate: 'canary' }] });
  }),
  'open metrics in production': production('metrics.token', (s) => (s['metrics'] = {})),
  'a short metrics token': production('metrics.token', (s) => (s['metrics'] = { token: 'canary' })),
  'nobody to report flaws to': production('securityContact', (s) => Reflect.deleteProperty(s, 'securityContact')),
  'a silent log in production': production('logLevel', (s) => (s['logLevel'] = 'silent')),
  'no limit on requests': production('limits.perToken.burst', (s) => {
    s['limits'] = { perToken: { perSecond: 5, burst: 0 } };
  }),
  'a negative count of proxies': production('trustedProxyHops', (s) => (s['trustedProxyHops'] = -1)),
  'certificate checks switched off': production('NODE_TLS_REJECT_UNAUTHORIZED', () => undefined, {
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  }),
  'a lenient HTTP parser': production('NODE_OPTIONS', () => undefined, {
    env: { NODE_OPTIONS: '--insecure-http-parser' },
  }),
  "a merchant's key as the operator's": production('operatorKeyHashes.0', (s) => {
    s['operatorKeyHashes'] = first(s.merchants).apiKeyHashes;
  }),
  "a guessable key as the operator's": production('operatorKeyHashes.0', (s) => {
    s['operatorKeyHashes'] = [sha256('secret')];
  }),
  'a registration without TLS in production': registering(
    'registrations.0.url',
    registrationSettings({ url: 'http://127.0.0.1:4107/register' }),
  ),
  'bearers of a registration without TLS': registering(
    'registrations.0.token.url',
    registrationSettings({ token: { url: 'http://127.0.0.1:4107/token' } }),
  ),
  'a registration address with a user name': registering(
    'registrations.0.url',
    registrationSettings({ url: 'https://u:canary@bank.example/register' }),
  ),
  'a registration key of another kind': registering(
    'registrations.0.signingKey',
    registrationSettings({ signingKey: ed25519 }),
  ),
  'a software statement that is none': registering(
    'registrations.0.softwareStatement',
    registrationSettings({ softwareStatement: 'canary' }),
  ),
  'a private key among the keys of a directory': registering(
    'registrations.0.directoryKeys.keys.0',
    registrationSettings({ directoryKeys: { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'canary' }] } }),
  ),
  'a certificate for a registration that is none': registering(
    'registrations.0.tls',
    registrationSettings({ tls: { certificate: 'canary', key: privatePem() } }),
  ),
  'a registration JWT that lives for a day': registering(
    'registrations.0.lifetimeSeconds',
    registrationSettings({ lifetimeSeconds: 86_400 }),
  ),
  'a registration without an id of its own': registering(
    'registrations.1.id',
    registrationSettings(),
    registrationSettings({ audience: 'b' }),
  ),
  'one client registered twice': registering(
    'registrations.1',
    registrationSettings(),
    registrationSettings({ id: 'again' }),
  ),
  'two addresses to listen at': production('listen', () => undefined, { env: { BANK_CONNECT_LISTEN: '0.0.0.0:80' } }),
};
