import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, test } from 'node:test';
import { TokenIoConfig, tokenIoFaults } from '../../../../server/providers/token-io/options.js';
import { basicKey, jwtAuth, newKeyPair } from './kit.js';

const base = { kind: 'token-io', id: 'token-io', memberId: 'm:3aTestApiMember:5zKtXEAq', auth: jwtAuth() };
const parse = (options: Record<string, unknown> = {}): TokenIoConfig => TokenIoConfig.parse({ ...base, ...options });
const basic = (key = basicKey('api')) => ({ scheme: 'basic', key });

/** The paths of what is wrong, from the schema or from the whole. */
function faultsOf(options: Record<string, unknown>, environment: 'sandbox' | 'production' = 'sandbox'): string[] {
  const parsed = TokenIoConfig.safeParse({ ...base, ...options });
  const faults = parsed.success ? tokenIoFaults(parsed.data, environment) : parsed.error.issues;
  return faults.map(({ path }) => path.join('.'));
}

test('needs no more than a member and its key', () => {
  const { auth, ...options } = parse();
  assert.deepEqual(options, {
    kind: 'token-io',
    id: 'token-io',
    apiUrl: 'https://api.token.io',
    webAppUrl: 'https://web-app.token.io',
    memberId: 'm:3aTestApiMember:5zKtXEAq',
    flow: 'api',
    embeddedSteps: 'api',
    callback: 'token',
    verifySignature: true,
    stateInCallback: false,
    payments: false,
    localInstrument: 'by_currency',
    hostedPagesUrl: 'https://app.token.io',
    consentDays: 180,
    lateResults: true,
  });
  assert.equal(auth.scheme === 'jwt' && auth.bodyMode, 'attached');
  assert.deepEqual(tokenIoFaults(parse(), 'production'), []);
});

test('never prints a key', () => {
  const { privateKey } = jwtAuth();
  for (const config of [parse(), parse({ auth: basic() })]) {
    for (const text of [inspect(config, { depth: 9 }), JSON.stringify(config)]) {
      assert(!text.includes(basicKey('api')) && !text.includes(privateKey.slice(40, 80)));
    }
  }
});

test('takes a JWK as an object and as text', () => {
  const jwk = newKeyPair('EdDSA').privateKey.export({ format: 'jwk' });
  for (const privateKey of [jwk, JSON.stringify(jwk)]) {
    assert.deepEqual(faultsOf({ auth: { ...jwtAuth(), privateKey } }), []);
  }
});

describe('names the option that is wrong', () => {
  for (const [name, options, path] of [
    ['an id with capitals', { id: 'Token' }, 'id'],
    ['an API address with a path', { apiUrl: 'https://api.token.io/v1' }, 'apiUrl'],
    ['an API address with a password', { apiUrl: 'https://user:pw@api.token.io' }, 'apiUrl'],
    ['plain http elsewhere', { apiUrl: 'http://api.token.io' }, 'apiUrl'],
    ['an address that is none', { webAppUrl: 'javascript:alert(1)' }, 'webAppUrl'],
    ['a member id with hyphens', { memberId: 'm-abc-5z' }, 'memberId'],
    ['a Basic key of another member', { auth: basic(basicKey('tpp')) }, 'auth.key'],
    ['a public key', { auth: { ...jwtAuth(), privateKey: '-----BEGIN PUBLIC KEY-----' } }, 'auth.privateKey'],
    ['a key of another kind', { auth: { ...jwtAuth('RS256'), algorithm: 'EdDSA' } }, 'auth.privateKey'],
    ['RS256 without a key id', { auth: jwtAuth('RS256') }, 'auth.keyId'],
    ['ES256 without a key id', { auth: jwtAuth('ES256') }, 'auth.keyId'],
    ['an unknown algorithm', { auth: { ...jwtAuth(), algorithm: 'none' } }, 'auth.algorithm'],
    ['an unknown option', { apiURL: 'https://api.token.io' }, ''],
    ['a country in lower case', { countries: ['de'] }, 'countries.0'],
    ['hosted pages with direct callbacks', { flow: 'hosted', callback: 'tpp' }, 'callback'],
    ['hosted steps with direct callbacks', { embeddedSteps: 'hosted', callback: 'tpp' }, 'callback'],
    ['state where none comes back', { stateInCallback: true }, 'stateInCallback'],
  ] as const) {
    test(name, () => assert.deepEqual(faultsOf(options), [path]));
  }
});

test('does not quote a key in what it says', () => {
  const parsed = TokenIoConfig.safeParse({ ...base, auth: { ...jwtAuth(), privateKey: 'hunter2-hunter2' } });
  assert(!parsed.success && !inspect(parsed.error, { depth: 9 }).includes('hunter2'));
});

describe('production', () => {
  test('refuses Basic keys', () => assert.deepEqual(faultsOf({ auth: basic() }, 'production'), ['auth.scheme']));
  test('refuses plain http even on this machine', () => {
    const origin = 'http://127.0.0.1:4102';
    assert.deepEqual(faultsOf({ apiUrl: origin, webAppUrl: origin, authorizationOrigins: [origin] }, 'production'), [
      'apiUrl',
      'webAppUrl',
      'authorizationOrigins.0',
    ]);
    assert.deepEqual(faultsOf({ apiUrl: origin, webAppUrl: origin, authorizationOrigins: [origin] }), []);
  });
});
