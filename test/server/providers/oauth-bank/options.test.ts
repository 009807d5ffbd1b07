import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { createProvider, ownOrigins, ProviderConfig, providerFaults } from '../../../../server/providers/registry.js';
import { parseConfig } from '../../../../server/parse-config.js';
import { makeCertificate } from '../../../support/certificate.js';
import { productionSettings } from '../../config/settings.js';
import { bankOptions, clientId, newProvider, privateKey, proofs, settings, testDeps } from './kit.js';

const minimal = { kind: 'oauth-bank', id: 'bank', ...proofs.basic };
const parse = (changes: Readonly<Record<string, unknown>> = {}) => ProviderConfig.safeParse({ ...minimal, ...changes });

describe('the options', () => {
  test('need nothing but a client; everything else is the bank of the documents', async () => {
    const { data } = parse();
    assert.ok(data?.kind === 'oauth-bank');
    const provider = createProvider(data, testDeps({ environment: 'production' }));
    assert.deepEqual(provider.authorizationOrigins, ['https://api.tatrabanka.sk']);
    assert.deepEqual(await provider.banks({ signal: new AbortController().signal, traceId: 't' }), [
      { id: 'tatra-banka', name: 'Tatra banka', countries: ['SK'], data: {} },
    ]);
    assert.deepEqual([data.scope, data.pageSize, data.paths.token], ['AISP', 100, '/auth/oauth/v2/token']);
  });
  test('describe another bank', () => {
    const { data } = parse({ apiUrl: 'https://api.harbour.example', ...bankOptions.harbour, ...proofs.post });
    assert.ok(data?.kind === 'oauth-bank');
    assert.deepEqual(providerFaults(data, 'production'), []);
    assert.deepEqual(ownOrigins(data), ['https://api.harbour.example']);
  });
  test('never print a secret', () => {
    for (const proof of Object.values(proofs)) {
      const text = JSON.stringify(parse(proof).data);
      assert.ok(!/PRIVATE KEY|100% sure/.test(text) && text.includes('[redacted]'));
    }
  });
  const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['clientId', { clientId: 'has a space' }],
    ['auth.scheme', { auth: { scheme: 'none' } }],
    ['auth.clientSecret', { auth: { scheme: 'basic' } }],
    ['auth.privateKey', { auth: { ...proofs.private_key_jwt.auth, privateKey: 'no key' } }],
    ['auth.privateKey', { auth: { ...proofs.private_key_jwt.auth, algorithm: 'ES256' } }],
    ['apiUrl', { apiUrl: 'https://api.bank.example/sandbox' }],
    ['apiUrl', { apiUrl: 'http://api.bank.example' }],
    ['basePath', { basePath: '/sandbox/' }],
    ['basePath', { basePath: '//evil.example' }],
    ['paths.token', { paths: { token: 'token' } }],
    ['paths.balances', { paths: { balances: '/accounts/{iban}' } }],
    ['authorizationUrl', { authorizationUrl: 'javascript:alert(1)' }],
    ['authorizationUrl', { authorizationUrl: 'https://bank.example/authorize?x=1' }],
    ['authorizationParameters', { authorizationParameters: { state: 'mine' } }],
    ['authorizationParameters', { authorizationParameters: { code_challenge_method: 'plain' } }],
    ['scope', { scope: 'a  b' }],
    ['pageSize', { pageSize: 15 }],
    ['pageSize', { pageSize: 110 }],
    ['pageSize', { pageSize: 0 }],
    ['unattendedCallsPerDay', { unattendedCallsPerDay: 0 }],
    ['headers.requestId', { headers: { requestId: 'Request ID' } }],
    ['request.page', { request: { page: '' } }],
    ['answers.accounts.id.0', { answers: { accounts: { id: ['a..b'] } } }],
    ['answers.transactions', { answers: { transactions: { unknown: ['a'] } } }],
    ['bank.countries.0', { bank: { countries: ['sk'] } }],
    ['tls', { tls: { certificate: 'x' } }],
    ['', { unknown: true }],
  ];
  for (const [path, changes] of wrong) {
    test(`${JSON.stringify(changes).slice(0, 60)} are refused at ${path || 'the top'}`, () => {
      assert.equal(parse(changes).error?.issues[0]?.path.join('.'), path);
    });
  }
  const faults: readonly (readonly [string[], Readonly<Record<string, unknown>>])[] = [
    [['auth.scheme'], { auth: { scheme: 'tls' } }],
    [['tls'], { tls: { certificate: 'no PEM', key: 'no PEM' } }],
    [['paths.transactions'], { paths: { transactions: '/{account}/{account}' } }],
    [
      ['apiUrl', 'authorizationUrl', 'tokenOrigin', 'bank.logo'],
      {
        apiUrl: 'http://127.0.0.1:1',
        authorizationUrl: 'http://127.0.0.1:1/authorize',
        tokenOrigin: 'http://127.0.0.1:1',
        bank: { logo: 'http://127.0.0.1:1/logo.png' },
      },
    ],
  ];
  for (const [paths, changes] of faults) {
    test(`${JSON.stringify(changes).slice(0, 60)} are a fault in production`, () => {
      const { data } = parse(changes);
      assert.ok(data);
      assert.deepEqual(
        providerFaults(data, 'production').map(({ path }) => path.join('.')),
        paths,
      );
    });
  }
  test('take a certificate for mutual TLS, also in place of a secret', () => {
    const { certificate, key } = makeCertificate('client');
    const { data } = parse({ auth: { scheme: 'tls' }, tls: { certificate, key } });
    assert.ok(data);
    assert.deepEqual(providerFaults(data, 'production'), []);
    assert.ok(createProvider(data, testDeps({ environment: 'production' })));
  });
});

test('a client that was registered by `bank-connect register` is named, not copied', () => {
  const text = JSON.stringify({
    ...productionSettings(),
    providers: [
      {
        ...minimal,
        clientId: { registration: 'the-bank.clientId' },
        auth: { scheme: 'basic', clientSecret: { registration: 'the-bank' } },
      },
    ],
  });
  const credentials: Readonly<Record<string, string>> = { 'the-bank.clientId': 'given', 'the-bank': 'also given' };
  const sources = { env: {}, readFile: () => '' };
  const config = parseConfig(text, { ...sources, registration: (name) => credentials[name] });
  const [provider] = config.providers;
  assert.ok(provider?.kind === 'oauth-bank' && provider.auth.scheme === 'basic');
  assert.deepEqual([provider.clientId, provider.auth.clientSecret.reveal()], ['given', 'also given']);
  assert.throws(() => parseConfig(text, { ...sources, registration: () => undefined }), /bank-connect register/);
});

test('a provider says what it can do', () => {
  assert.deepEqual(newProvider('http://127.0.0.1:1').capabilities, {
    redirect: true,
    embedded: false,
    decoupled: false,
    revocation: false,
    refresh: true,
    unattendedCallsPerDay: 4,
  });
  const { capabilities } = newProvider('http://127.0.0.1:1', { ...bankOptions.harbour, unattendedCallsPerDay: false });
  assert.deepEqual([capabilities.revocation, capabilities.unattendedCallsPerDay], [true, undefined]);
  assert.equal(settings('http://127.0.0.1:1')['clientId'], clientId);
  assert.ok(privateKey.includes('PRIVATE KEY'));
});
