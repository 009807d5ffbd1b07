import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errors, type FlattenedJWSInput, type JSONWebKeySet } from 'jose';
import { createIssuerKeys } from '../../../../server/providers/moneyhub/keys.js';
import { rsaKeyPair } from '../../../support/rsa-keys.js';

const jwk = (kid: string, key: 0 | 1) => ({
  ...rsaKeyPair(key).publicKey.export({ format: 'jwk' }),
  kid,
});
const [one, two] = [jwk('one', 0), jwk('two', 1)];
const token: FlattenedJWSInput = { payload: '', signature: '' };

/** A server whose keys can be changed, and a clock that can be put forward. */
function world(keys: JSONWebKeySet['keys']) {
  const state = { keys, reads: 0, now: 1_000_000, fail: false };
  const read = (): Promise<JSONWebKeySet> => {
    state.reads += 1;
    return state.fail ? Promise.reject(new Error('down')) : Promise.resolve({ keys: state.keys });
  };
  const find = createIssuerKeys(read, () => state.now);
  return { state, find: async (kid: string) => find({ alg: 'RS256', kid }, token) };
}

describe('keys', () => {
  test('are read once by many who need them at once', async () => {
    const { state, find } = world([one]);
    await Promise.all(Array.from({ length: 50 }, () => find('one')));
    await find('one');
    assert.equal(state.reads, 1);
  });
  test('are read again after an hour', async () => {
    const { state, find } = world([one]);
    await find('one');
    state.now += 3_600_000;
    await find('one');
    assert.equal(state.reads, 2);
  });
  test('are read again at once for a kid that is new, even just after the first look', async () => {
    const { state, find } = world([one]);
    await find('one');
    state.keys = [two, one];
    await find('two');
    assert.equal(state.reads, 2);
  });
  test('are not read again for every kid that nobody knows', async () => {
    const { state, find } = world([one]);
    await find('one');
    for (let n = 0; n < 20; n++) await assert.rejects(find(`stranger-${n}`), errors.JWKSNoMatchingKey);
    assert.equal(state.reads, 2);
    state.now += 30_000;
    await assert.rejects(find('stranger'), errors.JWKSNoMatchingKey);
    assert.equal(state.reads, 3);
  });
  test('that are taken back are not used any longer once they were read', async () => {
    const { state, find } = world([one]);
    await find('one');
    state.keys = [two];
    await find('two');
    await assert.rejects(find('one'), errors.JWKSNoMatchingKey);
  });
  test('that could not be read are asked for again by the next one', async () => {
    const { state, find } = world([one]);
    state.fail = true;
    await assert.rejects(find('one'), /down/);
    state.fail = false;
    await find('one');
  });
});
