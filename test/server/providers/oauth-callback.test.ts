import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { correlateCallback, decodeCallback } from '../../../server/providers/oauth-callback.js';
import { ProviderError } from '../../../server/providers/provider-error.js';

const state = 'AAAAAAAAAAAAAAAAAAAAAA';
const issuer = 'https://identity.moneyhub.co.uk/oidc';
const expected = { state, acceptsIssuer: (iss: string | undefined) => iss === undefined || iss === issuer };
const decode = (query: string) => decodeCallback(query, expected);
const iss = `iss=${encodeURIComponent(issuer)}`;

describe('a callback', () => {
  test('gives its code, or its error', () => {
    assert.deepEqual(decode(`code=abc&state=${state}`), { code: 'abc' });
    assert.deepEqual(decode(`code=abc&state=${state}&${iss}&session_state=x`), { code: 'abc' });
    assert.deepEqual(decode(`error=access_denied&error_description=No+%3Cb%3E&state=${state}`), {
      error: 'access_denied',
    });
  });
  const refused: readonly (readonly [string, string, string])[] = [
    ['without a state, whatever else it says', 'error=access_denied', 'another state'],
    ['with another state, even if it brings an error', 'error=access_denied&state=other', 'another state'],
    ['with an empty state', 'code=abc&state=', 'another state'],
    ['with two states', `code=abc&state=${state}&state=${state}`, 'repeated parameter'],
    ['with two codes', `code=abc&code=def&state=${state}`, 'repeated parameter'],
    ['with two errors', `error=a&error=b&state=${state}`, 'repeated parameter'],
    ['with a name in two spellings', `code=abc&%63ode=def&state=${state}`, 'repeated parameter'],
    ['of another issuer', `code=abc&state=${state}&iss=https%3A%2F%2Fevil.example`, 'another issuer'],
    ['of an empty issuer', `code=abc&state=${state}&iss=`, 'another issuer'],
    ['with an error of another issuer', `error=x&state=${state}&iss=x`, 'another issuer'],
    ['with code and error', `code=abc&error=access_denied&state=${state}`, 'no valid error'],
    ['with a malformed error', `error=${'x'.repeat(65)}&state=${state}`, 'no valid error'],
    ['with an empty error', `error=&state=${state}`, 'no valid error'],
    ['with neither', `state=${state}`, 'no valid code'],
    ['with an empty code', `code=&state=${state}`, 'no valid code'],
    ['with a code of spaces', `code=+&state=${state}`, 'no valid code'],
    ['with a huge code', `code=${'x'.repeat(2049)}&state=${state}`, 'no valid code'],
    ['that is too long', `state=${state}&code=abc&x=${'x'.repeat(8192)}`, 'query too long'],
    ['with malformed encoding', `code=%E0%A4%A&state=${state}`, 'malformed percent-encoding'],
    ['that is empty', '', 'another state'],
  ];
  for (const [what, query, detail] of refused) {
    test(`${what} is refused`, () => {
      assert.throws(() => decode(query), { code: 'invalid_callback', retryable: false, detail });
    });
  }
  test('without an issuer is refused where one was promised', () => {
    const strict = { state, acceptsIssuer: (iss: string | undefined) => iss === issuer };
    assert.deepEqual(decodeCallback(`code=abc&state=${state}&${iss}`, strict), { code: 'abc' });
    assert.throws(() => decodeCallback(`code=abc&state=${state}`, strict), { detail: 'another issuer' });
  });
  test('of any text is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webQueryParameters()), (query) => {
        try {
          decode(query);
          return false;
        } catch (error) {
          return error instanceof ProviderError && error.code === 'invalid_callback';
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the session of a callback', () => {
  test('is found by its one state', () => {
    assert.equal(correlateCallback(new URLSearchParams(`state=${state}&code=x`)), state);
  });
  for (const query of [
    '',
    'code=x',
    'state=',
    `state=${state}&state=${state}`,
    'state=short',
    `state=${'x'.repeat(129)}`,
    'state=has%20a%20space%20in%20it',
  ]) {
    test(`is not found by "${query.slice(0, 40)}"`, () => {
      assert.equal(correlateCallback(new URLSearchParams(query)), undefined);
    });
  }
});
