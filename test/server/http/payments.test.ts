import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Payment, PaymentList } from '../../../server/contract/payments.js';
import { createPaymentService } from '../../../server/payments/create-service.js';
import { openStore } from '../../../server/store/open-store.js';
import { newVault } from '../../support/engines.js';
import { bearer, json, otherKey, shopKey, startApp } from '../../support/http-app.js';
import { aPayment, aStoredSession } from '../store/fixtures.js';

/** The app over a real service and store that hold five payments of the shop and one of the other merchant. */
async function start(t: TestContext) {
  const vault = await newVault();
  const now = () => 1_000;
  const store = await openStore({ engine: { kind: 'sqlite', path: ':memory:' }, vault, now });
  t.after(() => store.close());
  const made = [1, 2, 3, 4, 5].map((day) =>
    aPayment({ payment: { id: `payment-${day}`, createdAt: `2026-01-0${Math.min(day, 4)}T00:00:00.000Z` } }),
  );
  const foreign = aPayment({ merchantId: 'other', payment: { id: 'foreign' } });
  for (const stored of [...made, foreign]) {
    const id = `session-of-${stored.payment.id}`;
    await store.sessions.insert(aStoredSession({ id, merchantId: stored.merchantId }), stored);
  }
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const payments = createPaymentService({
    payments: store.payments,
    providers: new Map(),
    vault,
    schedule: () => () => undefined,
    now,
    randomId: () => 'trace-1',
    logger,
  });
  const app = await startApp(t, { payments });
  const get = (path: string, key = shopKey) => app.call(path, { headers: bearer(key) });
  return { app, get };
}

describe("a merchant's backend", () => {
  test('lists its payments newest first, page by page, each once', async (t) => {
    const { get } = await start(t);
    const ids: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const answer = await get(`/v1/payments?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      assert.equal(answer.status, 200);
      const page = PaymentList.parse(answer.json());
      ids.push(...page.payments.map(({ id }) => id));
      sizes.push(page.payments.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(ids, ['payment-5', 'payment-4', 'payment-3', 'payment-2', 'payment-1']);
    assert.deepEqual(sizes, [2, 2, 1]);
  });

  test('gets no cursor on a last page that is full, and all at once without a limit', async (t) => {
    const { get } = await start(t);
    for (const path of ['/v1/payments?limit=5', '/v1/payments']) {
      const page = PaymentList.parse((await get(path)).json());
      assert.deepEqual([page.payments.length, page.nextCursor], [5, undefined]);
    }
  });

  test('reads one payment as it is listed, and nothing that is for this server alone', async (t) => {
    const { get } = await start(t);
    const answer = await get('/v1/payments/payment-5');
    assert.deepEqual(answer.json(), PaymentList.parse((await get('/v1/payments?limit=1')).json()).payments[0]);
    assert.deepEqual(answer.json(), Payment.strict().parse(answer.json()));
  });

  test('finds no payment of another merchant, by no way', async (t) => {
    const { get } = await start(t);
    const ours = PaymentList.parse((await get('/v1/payments', otherKey)).json());
    assert.deepEqual(
      ours.payments.map(({ id }) => id),
      ['foreign'],
    );
    for (const id of ['foreign', 'payment-9']) {
      const answer = await get(`/v1/payments/${id}`);
      assert.deepEqual([answer.status, answer.code()], [404, 'not_found'], id);
    }
    const { nextCursor = '' } = PaymentList.parse((await get('/v1/payments?limit=2')).json());
    const answer = await get(`/v1/payments?limit=2&cursor=${nextCursor}`, otherKey);
    assert.deepEqual([answer.status, answer.code()], [400, 'invalid_request']);
  });

  test('is told which part of a query is wrong', async (t) => {
    const { get } = await start(t);
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=-1', 'limit'],
      ['limit=ten', 'limit'],
      ['limit=1.5', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['cursor=', 'cursor'],
      ['cursor=made-up', 'cursor'],
      [`cursor=${'x'.repeat(2_049)}`, 'cursor'],
      ['status=accepted', 'status'],
    ] as const) {
      const answer = await get(`/v1/payments?${query}`);
      assert.deepEqual([answer.status, answer.code()], [400, 'invalid_request'], query);
      const { error } = answer.json() as { error: { fields: { path: string; message: string }[] } };
      assert.deepEqual(
        error.fields.map(({ path }) => path),
        [field],
        query,
      );
      assert.ok(error.fields[0]?.message, query);
    }
  });

  test('needs its key, and can only read', async (t) => {
    const { app, get } = await start(t);
    for (const path of ['/v1/payments', '/v1/payments/payment-1']) {
      assert.equal((await app.call(path)).status, 401);
      assert.equal((await get(path, `bc_${'z'.repeat(43)}`)).status, 401);
      const answer = await app.call(path, json({}, bearer(shopKey)));
      assert.deepEqual([answer.status, answer.code()], [405, 'method_not_allowed']);
    }
  });
});
