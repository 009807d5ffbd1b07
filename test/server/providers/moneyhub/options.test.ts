import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { createProvider, ownOrigins, ProviderConfig, providerFaults } from '../../../../server/providers/registry.js';
import { auth, clientId, newProvider, testDeps } from './kit.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

const minimal = { kind: 'moneyhub', id: 'moneyhub', clientId, auth: auth() };
const parse = (changes: Readonly<Record<string, unknown>> = {}) => ProviderConfig.safeParse({ ...minimal, ...changes });

describe('the options', () => {
  test('need nothing but client and key; everything else is Moneyhub’s production', () => {
    const { data } = parse();
    assert.ok(data?.kind === 'moneyhub');
    assert.deepEqual(
      [data.identityUrl, data.apiUrl, data.apiVersion, data.paths.token, data.authorizationRequest, data.bankList],
      ['https://identity.moneyhub.co.uk', 'https://api.moneyhub.co.uk', 'v3', '/oidc/token', 'pushed', 'api'],
    );
    const provider = createProvider(data, testDeps({ environment: 'production' }));
    assert.deepEqual(provider.authorizationOrigins, ['https://identity.moneyhub.co.uk']);
  });
  test('take a key as PEM, as JWK and as JWK text', () => {
    const jwk = rsaKeyPair(2).privateKey.export({ format: 'jwk' });
    for (const privateKey of [auth().privateKey, jwk, JSON.stringify(jwk)]) {
      assert.ok(parse({ auth: { privateKey, keyId: 'k' } }).success);
    }
  });
  test('never print the key', () => {
    const text = JSON.stringify(parse().data);
    assert.ok(!text.includes('PRIVATE KEY') && text.includes('[redacted]'));
  });
  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['clientId', { clientId: 'has a space' }],
    ['auth.privateKey', { auth: { ...auth(), privateKey: 'no key' } }],
    ['auth.privateKey', { auth: { ...auth(), algorithm: 'ES256' } }],
    ['auth.algorithm', { auth: { ...auth(), algorithm: 'HS256' } }],
    ['auth.algorithm', { auth: { ...auth(), algorithm: 'none' } }],
    ['auth.keyId', { auth: { ...auth(), keyId: '' } }],
    ['identityUrl', { identityUrl: 'https://identity.example/oidc' }],
    ['identityUrl', { identityUrl: 'http://identity.example' }],
    ['issuer', { issuer: 'https://identity.example/oidc?x=1' }],
    ['issuer', { issuer: 'javascript:alert(1)' }],
    ['authorizationUrl', { authorizationUrl: 'https://user@identity.example/oidc/auth' }],
    ['apiVersion', { apiVersion: '../v3' }],
    ['paths.token', { paths: { token: 'oidc/token' } }],
    ['paths.token', { paths: { token: '//evil.example/token' } }],
    ['authorizationRequest', { authorizationRequest: 'plain' }],
    ['idTokenAlgorithm', { idTokenAlgorithm: 'none' }],
    ['assertionAudience', { assertionAudience: 'both' }],
    ['historyMonths', { historyMonths: 25 }],
    ['scopes.accounts', { scopes: { accounts: '' } }],
    ['', { unknown: true }],
  ];
  for (const [path, changes] of wrong) {
    test(`${JSON.stringify(changes).slice(0, 60)} are refused at ${path || 'the top'}`, () => {
      assert.equal(parse(changes).error?.issues[0]?.path.join('.'), path);
    });
  }
  test('may not be plain http in production', () => {
    const origin = 'http://127.0.0.1:1';
    const addresses = {
      identityUrl: origin,
      apiUrl: origin,
      issuer: `${origin}/oidc`,
      authorizationUrl: `${origin}/oidc/auth`,
    };
    const { data } = parse(addresses);
    assert.ok(data);
    assert.deepEqual(
      providerFaults(data, 'production').map(({ path }) => path.join('.')),
      ['identityUrl', 'apiUrl', 'issuer', 'authorizationUrl'],
    );
    assert.deepEqual(providerFaults(data, 'sandbox'), []);
  });
});

test('logos may come from both of Moneyhub’s origins', () => {
  const { data } = parse();
  assert.ok(data);
  assert.deepEqual(ownOrigins(data), ['https://api.moneyhub.co.uk', 'https://identity.moneyhub.co.uk']);
});

test('a provider says what it can do', () => {
  const { capabilities, data } = newProvider('http://127.0.0.1:1');
  assert.deepEqual(capabilities, {
    redirect: true,
    embedded: false,
    decoupled: false,
    revocation: true,
    refresh: false,
  });
  assert.equal('refresh' in data, false);
  assert.equal(newProvider('http://127.0.0.1:1', { offlineAccess: true }).capabilities.refresh, true);
});
