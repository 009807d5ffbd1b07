import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bearer, json, otherKey, shopKey, startApp } from '../../support/http-app.js';

const erased = { sessions: 1, connections: 2, pendingConnections: 0, payments: 0, webhookEvents: 3 };

test('POST /v1/erasures hands the id of the shopper over as it came, for the merchant of the key', async (t) => {
  const app = await startApp(t);
  for (const [key, merchant] of [
    [shopKey, 'shop'],
    [otherKey, 'other'],
  ] as const) {
    app.erasures.expect('erase', () => Promise.resolve(erased));
    const answer = await app.call('/v1/erasures', json({ psuId: 'a/b ä%2f' }, bearer(key)));
    assert.deepEqual([answer.status, answer.json()], [200, erased]);
    assert.deepEqual(app.erasures.calls('erase').at(-1)?.slice(0, 2), [merchant, 'a/b ä%2f']);
  }
  assert.ok(!app.logText().includes('a/b'), 'in no log');
});

test('POST /v1/erasures names what is wrong, and lets nobody in without a key', async (t) => {
  const app = await startApp(t);
  for (const body of [{}, { psuId: '' }, { psuId: 'x'.repeat(65) }, { psuId: 'x', all: true }, { psuId: 7 }]) {
    const answer = await app.call('/v1/erasures', json(body, bearer(shopKey)));
    const { error } = answer.json() as { error: { code: string; fields: { path: string }[] } };
    assert.deepEqual([answer.status, error.code], [400, 'invalid_request']);
    assert.ok(error.fields.length > 0);
  }
  assert.equal((await app.call('/v1/erasures', json({ psuId: 'x' }))).status, 401);
  assert.equal((await app.call('/v1/erasures', { headers: bearer(shopKey) })).status, 405);
});
