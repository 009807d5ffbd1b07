import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { checkRegistrationJwt } from '../../../server/registration/check-registration.js';

/** The registration that Priora's documentation prints. */
const sample = readFileSync(new URL('sample-registration.jwt', import.meta.url), 'utf8').trim();

describe('the sample of the Priora documentation', () => {
  const faultsOf = () =>
    checkRegistrationJwt(sample, { profile: 'priora', now: Date.UTC(2026, 0, 1), environment: 'production' });

  test('is refused with all of its seven faults named, each by path', async () => {
    const byRule: Record<string, string[]> = {};
    for (const { rule, path } of await faultsOf()) (byRule[rule] ??= []).push(path);
    assert.deepEqual(byRule, {
      scope_unknown: ['scope'],
      redirect_uri_not_in_statement: ['redirect_uris.0', 'redirect_uris.1'],
      redirect_uri_https: ['redirect_uris.1'],
      software_mismatch: ['iss', 'software_id'],
      statement_algorithm: ['software_statement.alg'],
      expired: ['exp'],
      jti_missing: ['jti'],
    });
  });

  test('is refused in words that quote nothing of it', async () => {
    const words = (await faultsOf()).map(({ message }) => message).join(' ');
    for (const text of ['makepayment', 'redirect.here', 'beKuxC1RniVsTeLYwfpgNP', 'amazon']) {
      assert.ok(!words.includes(text), text);
    }
  });

  test('would not be too old on the day it was made', async () => {
    const now = 1_606_297_900_000;
    const faults = await checkRegistrationJwt(sample, { profile: 'priora', now, environment: 'production' });
    assert.ok(!faults.some(({ rule }) => rule === 'expired'));
    assert.equal(new Set(faults.map(({ rule }) => rule)).size, 6);
  });
});
