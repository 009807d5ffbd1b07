import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTokenCache } from '../../../../server/providers/moneyhub/token-cache.js';
import { lifeSeconds } from '../../../../server/providers/moneyhub/tokens.js';

function world(life = 600) {
  const state = { now: 0, calls: 0, fail: false };
  const cache = createTokenCache(
    (key) => {
      state.calls += 1;
      if (state.fail) return Promise.reject(new Error('down'));
      return Promise.resolve({ token: `${key}#${state.calls}`, lifeSeconds: life });
    },
    () => state.now,
  );
  return { state, cache };
}

describe('a token', () => {
  test('is fetched once for a thousand who ask at once, and kept', async () => {
    const { state, cache } = world();
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => cache.get('a')));
    assert.deepEqual([new Set(tokens).size, await cache.get('a'), state.calls], [1, 'a#1', 1]);
  });
  test('of one user and scope is not handed to another', async () => {
    const { cache } = world();
    assert.deepEqual([await cache.get('a'), await cache.get('b')], ['a#1', 'b#2']);
  });
  test('is not used in the last thirty seconds of its life', async () => {
    const { state, cache } = world(600);
    await cache.get('a');
    state.now = 569_999;
    assert.equal(await cache.get('a'), 'a#1');
    state.now = 570_000;
    assert.equal(await cache.get('a'), 'a#2');
  });
  test('of unknown life is used once', async () => {
    const { cache } = world(0);
    assert.deepEqual([await cache.get('a'), await cache.get('a')], ['a#1', 'a#2']);
  });
  test('that was not taken is forgotten; a newer one stays', async () => {
    const { cache } = world();
    cache.reject('a', await cache.get('a'));
    assert.equal(await cache.get('a'), 'a#2');
    cache.reject('a', 'a#1');
    assert.equal(await cache.get('a'), 'a#2');
  });
  test('that could not be fetched is asked for again by the next one', async () => {
    const { state, cache } = world();
    state.fail = true;
    await assert.rejects(cache.get('a'), /down/);
    state.fail = false;
    assert.equal(await cache.get('a'), 'a#2');
  });
  test('of the oldest user goes first', async () => {
    const { state, cache } = world();
    for (let user = 0; user <= 5_000; user++) await cache.get(String(user));
    await cache.get('5000');
    assert.equal(state.calls, 5_001);
    await cache.get('0');
    assert.equal(state.calls, 5_002);
  });
});

describe('the life of a token', () => {
  const jwtUntil = (exp: unknown) => `a.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c`;
  const now = 1_616_083_746_000;
  const token = { access_token: jwtUntil(1_616_090_943), token_type: 'Bearer' };
  const lives: readonly (readonly [string, object, number])[] = [
    ['is what expires_in says', { expires_in: 7200, expires_at: 1 }, 7200],
    ['is counted from expires_at, as the documents print it', { expires_at: 1_616_090_946 }, 7200],
    ['is what the token says of itself', {}, 7197],
    ['is over when that time has passed', { expires_at: 1_616_000_000 }, 0],
    ['is unknown for a token that says nothing', { access_token: 'opaque' }, 0],
    ['is unknown for one that says nonsense', { access_token: jwtUntil('soon') }, 0],
  ];
  for (const [what, members, seconds] of lives) {
    test(what, () => assert.equal(lifeSeconds({ ...token, ...members }, now), seconds));
  }
});
