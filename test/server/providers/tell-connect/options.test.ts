import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, test } from 'node:test';
import { ProviderConfig, providerFaults } from '../../../../server/providers/registry.js';
import { certificate, settings } from './kit.js';
import { selfSigned } from './real-certificate.js';

const parse = (options: Record<string, unknown>) => ProviderConfig.safeParse(settings('https://api.example', options));
const paths = (options: Record<string, unknown>, environment: 'sandbox' | 'production'): string[] =>
  providerFaults(ProviderConfig.parse(settings('https://api.example', options)), environment).map(({ path }) =>
    path.join('.'),
  );

describe('the options', () => {
  test('need the registration and nothing else', () => {
    const config = ProviderConfig.parse({ ...settings(''), apiUrl: undefined });
    assert(config.kind === 'tell-connect');
    assert.equal(config.apiUrl, 'https://system.tell.money');
    assert.equal(config.version, 'v1');
    assert.equal(config.certificateForm, 'pem');
    assert.deepEqual(config.paths, {
      authorise: '/authorise',
      token: '/access-token',
      accounts: '/accounts',
      balance: '/accounts/{accountId}/balance',
      payment: '/payment',
      transactions: '/accounts/{accountId}/transactions',
    });
  });

  test('hide secret and certificate from whoever prints them', () => {
    const printed = inspect(parse({}).data) + JSON.stringify(parse({}).data);
    for (const secret of ['a secret', 'MIIB']) assert.ok(!printed.includes(secret), secret);
  });

  const taken: Record<string, Record<string, unknown>> = {
    'no version': { version: '' },
    'the version dev': { version: 'dev' },
    'other paths': { paths: { token: '/oauth/token', balance: '/a/{accountId}/b.c' } },
    'a path that ends in the account': { paths: { balance: '/balance/{accountId}' } },
  };
  for (const [name, options] of Object.entries(taken)) {
    test(`take ${name}`, () => assert.equal(parse(options).success, true));
  }

  const refused: Record<string, Record<string, unknown>> = {
    'a version of two segments': { version: 'v1/x' },
    'a version that is a dot segment': { version: '..' },
    'a path without a slash': { paths: { token: 'token' } },
    'a path with a slash at its end': { paths: { token: '/token/' } },
    'a path with a query': { paths: { token: '/token?a=b' } },
    'a path with a dot segment': { paths: { token: '/a/../b' } },
    'an unknown path': { paths: { payments: '/payments' } },
    'a balance path without the account': { paths: { balance: '/balance' } },
    'a balance path with two accounts': { paths: { balance: '/{accountId}/{accountId}' } },
    'an accounts path with an account': { paths: { accounts: '/accounts/{accountId}' } },
    'a client id with a colon': { clientId: 'a:b' },
    'an empty secret': { clientSecret: '' },
    'an application id with a dot': { applicationId: 'a.b' },
    'an unknown certificate form': { certificateForm: 'jwk' },
    'sandboxSca as text': { sandboxSca: 'true' },
    'no banks': { aspsps: [] },
    'a bank whose id is no UUID': { aspsps: [{ id: 'pockit', name: 'Pockit', countries: ['GB'] }] },
    'a bank without a country': { aspsps: [{ id: 'c0fd407d-134b-4091-8e04-ab49a98db217', name: 'A', countries: [] }] },
    'a logo that is no address': {
      aspsps: [
        { id: 'c0fd407d-134b-4091-8e04-ab49a98db217', name: 'A', countries: ['GB'], logo: 'javascript:alert(1)' },
      ],
    },
    'a consent of more than 90 days': { consentDays: 91 },
    'no unattended calls at all': { unattendedCallsPerDay: 0 },
    'an option that does not exist': { apiKey: 'x' },
  };
  for (const [name, options] of Object.entries(refused)) {
    test(`refuse ${name}`, () => assert.equal(parse(options).success, false));
  }
});

describe('options taken together', () => {
  test('are fine in the sandbox with a certificate that only looks like one', () => {
    assert.deepEqual(paths({ certificate, sandboxSca: true }, 'sandbox'), []);
  });

  test('are fine in production with a real certificate', () => {
    assert.deepEqual(paths({ certificate: selfSigned }, 'production'), []);
    assert.deepEqual(paths({ certificate: selfSigned.trimEnd() }, 'production'), []);
  });

  test('name what is too weak for production', () => {
    const options = {
      apiUrl: 'http://127.0.0.1:4100',
      redirectUrl: 'http://connect.localhost:4101/callback/shop/tell-connect',
      authorizationOrigins: ['http://bank.localhost:4102'],
      sandboxSca: false,
      aspsps: [
        { id: 'c0fd407d-134b-4091-8e04-ab49a98db217', name: 'A', countries: ['GB'], logo: 'http://127.0.0.1:1/a.png' },
      ],
    };
    assert.deepEqual(paths(options, 'sandbox'), []);
    assert.deepEqual(paths(options, 'production').sort(), [
      'apiUrl',
      'aspsps.0.logo',
      'authorizationOrigins.0',
      'certificate',
      'redirectUrl',
      'sandboxSca',
    ]);
  });

  test('name a certificate that is none, everywhere', () => {
    assert.deepEqual(paths({ certificate: 'a password' }, 'sandbox'), ['certificate']);
    const chain = selfSigned + selfSigned;
    assert.deepEqual(paths({ certificate: chain, certificateForm: 'der' }, 'production'), ['certificate']);
    assert.deepEqual(paths({ certificate: `subject=CN = test\n${chain}` }, 'production'), []);
  });

  test('name a bank that is listed twice', () => {
    const bank = { id: 'c0fd407d-134b-4091-8e04-ab49a98db217', name: 'A', countries: ['GB'] };
    assert.deepEqual(paths({ aspsps: [bank, { ...bank, id: bank.id.toUpperCase() }] }, 'sandbox'), ['aspsps.1.id']);
  });
});
