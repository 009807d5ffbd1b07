import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bankMatcher } from '../../../server/providers/bank-filter.js';
import { createProvider, ProviderConfig, providerFaults } from '../../../server/providers/registry.js';
import { basicKey, jwtAuth, testDeps } from './token-io/kit.js';

const tokenIo = (options: Record<string, unknown> = {}): ProviderConfig =>
  ProviderConfig.parse({
    kind: 'token-io',
    id: 'token-io',
    memberId: 'm:3aTestApiMember:5zKtXEAq',
    auth: jwtAuth(),
    ...options,
  });

test('makes a provider under its instance id', () => {
  assert.equal(createProvider(tokenIo({ id: 'token-io-2' }), testDeps()).id, 'token-io-2');
});

test('does not know a kind that does not exist', () => {
  assert.equal(ProviderConfig.safeParse({ kind: 'token', id: 'a' }).success, false);
});

test('refuses options that are too weak for production, naming the option', () => {
  const config = tokenIo({ auth: { scheme: 'basic', key: basicKey('api') } });
  assert.deepEqual(
    providerFaults(config, 'production').map(({ path }) => path.join('.')),
    ['auth.scheme'],
  );
  assert.throws(() => createProvider(config, testDeps({ environment: 'production' })), /token-io: auth\.scheme/);
  assert.doesNotThrow(() => createProvider(config, testDeps()));
});

describe('the banks of an instance', () => {
  const passes = (filter: Parameters<typeof bankMatcher>[0], ...ids: string[]): string[] =>
    ids.filter(bankMatcher(filter));

  test('are all banks by default', () => assert.deepEqual(passes({}, 'a', 'b'), ['a', 'b']));
  test('are those included', () =>
    assert.deepEqual(passes({ include: ['ob-*', 'iron'] }, 'ob-a', 'iron', 'irony'), ['ob-a', 'iron']));
  test('are not those excluded, even if included', () => {
    assert.deepEqual(passes({ include: ['ob-*'], exclude: ['ob-?'] }, 'ob-a', 'ob-ab'), ['ob-ab']);
  });
  test('are none when none is included', () => assert.deepEqual(passes({ include: [] }, 'a'), []));
  test('are not matched by characters that mean something elsewhere', () => {
    assert.deepEqual(passes({ include: ['a.b', '[x]', 'c+'] }, 'a.b', 'axb', 'x', '[x]', 'c+', 'cc'), [
      'a.b',
      '[x]',
      'c+',
    ]);
  });
  test('are matched at once by a pattern full of stars', () => {
    const start = performance.now();
    passes({ include: [`${'*'.repeat(199)}x`] }, 'a'.repeat(200));
    assert(performance.now() - start < 100);
  });
});
