import assert from 'node:assert/strict';
import { test } from 'node:test';
import { providerWords } from '../../../server/lib/provider-words.js';

test('words of a provider keep what explains, and lose what could be a key', () => {
  for (const [said, kept] of [
    ['Bank.RegistrationNotFound: no such registration', 'Bank.RegistrationNotFound: no such registration'],
    ['Authorization: Basic bS0zYVRlc3RBcGlNZW1iZXI6NXo=', 'Authorization: Basic •••'],
    ['{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"}', '{"token":"•••"}'],
    ['unknown ta:3nXfj5mJk8Lm:5zKtXEAq', 'unknown •••'],
    ['error 403 at 10:15', 'error 403 at 10:15'],
    ['a\u202e\u0000b', 'a b'],
    ['x'.repeat(300), `${'x'.repeat(199)}…`],
  ] as const) {
    assert.equal(providerWords(said, 200), kept);
  }
});

test('a key that is cut off by the limit is hidden as well', () => {
  const words = providerWords(`${'so it is '.repeat(20)}k3y${'a'.repeat(4000)}`, 200);
  assert.ok(!words.includes('k3y'), words);
});

test('hostile words take no time', () => {
  const started = performance.now();
  providerWords('a'.repeat(1_000_000), 200);
  assert.ok(performance.now() - started < 200);
});
