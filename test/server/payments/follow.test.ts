import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProviderError } from '../../../server/providers/provider-error.js';
import { followed, sent, startFollowing } from './world.js';

const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;
const firstLook = 5 * second;

describe('a payment whose session is over', () => {
  test('is looked at less and less often, and left as it stands after 14 days', async (t) => {
    const { bank, followAt, read, told } = await startFollowing(t, followed());
    const waits: number[] = [];
    let { lookAt } = await read();
    for (let before = sent; lookAt !== undefined; { lookAt } = await read()) {
      waits.push((lookAt - before) / second);
      before = lookAt;
      await followAt(lookAt - sent - 1);
      assert.equal(bank.asked.length, waits.length - 1, 'not a moment too early');
      await followAt(lookAt - sent);
      assert.equal(bank.asked.length, waits.length);
    }
    const sparse = (6 * hour) / second;
    assert.deepEqual(waits.slice(0, 11), [5, 15, 60, 120, 300, 900, 3_600, 7_200, sparse, sparse, sparse]);
    assert.ok(waits.slice(8).every((wait) => wait === sparse));
    const total = waits.reduce((sum, wait) => sum + wait, 0) * second;
    assert.ok(total > 14 * day && total <= 14 * day + sparse * second);
    assert.equal((await read()).payment.status, 'accepted');
    assert.deepEqual(await told(), []);
  });

  test('is asked about by the flow of the look before', async (t) => {
    const { bank, followAt } = await startFollowing(t, followed());
    for (const at of [firstLook, day, 2 * day]) await followAt(at);
    assert.deepEqual(
      bank.asked.map(({ paymentId, data }) => [paymentId, data]),
      [0, 1, 2].map((look) => ['pm:1', { look }]),
    );
  });

  for (const status of ['completed', 'settled', 'rejected', 'failed', 'cancelled', 'expired'] as const) {
    test(`that is ${status} is announced once and never asked about again`, async (t) => {
      const { bank, followAt, read, told } = await startFollowing(t, followed());
      bank.answer = () => ({ id: 'pm:1', status });
      await followAt(firstLook);
      const { payment, lookAt } = await read();
      assert.deepEqual([payment.status, payment.providerPaymentId, lookAt], [status, 'pm:1', undefined]);
      assert.equal(payment.updatedAt, '2026-01-01T00:00:05.000Z');
      assert.equal(
        payment.problem?.code,
        status === 'completed' || status === 'settled' ? undefined : 'payment_rejected',
      );
      await followAt(400 * day);
      assert.equal(bank.asked.length, 1);
      assert.deepEqual(await told(), [['payment.updated', status]]);
    });
  }

  for (const status of ['pending', 'accepted', 'unknown'] as const) {
    test(`that is still ${status} is asked about again, and nobody is told`, async (t) => {
      const { bank, followAt, read, told } = await startFollowing(t, followed({ payment: { status } }));
      bank.answer = () => ({ status });
      await followAt(firstLook);
      const { payment, lookAt } = await read();
      assert.deepEqual([payment.status, lookAt], [status, sent + 20 * second]);
      assert.equal(payment.updatedAt, '2026-01-01T00:00:00.000Z');
      assert.deepEqual(await told(), []);
    });
  }

  test('stays accepted when the bank cannot say for a while', async (t) => {
    const { bank, followAt, read, told } = await startFollowing(t, followed());
    bank.answer = () => ({ status: 'unknown' });
    await followAt(firstLook);
    assert.equal((await read()).payment.status, 'accepted');
    assert.deepEqual(await told(), []);
  });

  test('tells why the bank did not make it', async (t) => {
    const { bank, followAt, read } = await startFollowing(t, followed());
    bank.answer = () => ({ status: 'rejected', code: 'insufficient_funds', detail: 'AM04' });
    await followAt(firstLook);
    const { problem } = (await read()).payment;
    assert.deepEqual([problem?.code, problem?.traceId], ['insufficient_funds', 'trace-1']);
    assert.ok(!JSON.stringify(problem).includes('AM04'), 'what is for the operator is for nobody else');
  });

  test('that the bank repeats otherwise later on has failed, is announced once, and the operator reads why', async (t) => {
    const { bank, followAt, read, told, log } = await startFollowing(t, followed());
    bank.answer = () => ({ status: 'accepted', echo: { amount: { value: '12.5', currency: 'EUR' } } });
    await followAt(firstLook);
    assert.deepEqual(await told(), []);
    bank.answer = () => ({ status: 'completed', echo: { amount: { value: '1250.00', currency: 'EUR' } } });
    await followAt(day);
    await followAt(2 * day);
    const { payment, lookAt } = await read();
    assert.deepEqual([payment.status, payment.problem?.code, lookAt], ['failed', 'payment_mismatch', undefined]);
    assert.deepEqual(await told(), [['payment.updated', 'failed']]);
    const errors = log.filter(({ level }) => level === 'error');
    assert.deepEqual(
      errors.map(({ message, fields }) => [message, 'detail' in fields && fields.detail]),
      [['payment does not match', 'echo differs: amount']],
    );
    assert.ok(!JSON.stringify(log).includes('1250'), 'no amount is logged');
  });

  test('is asked about later when the bank does not answer, and nothing about it is taken back', async (t) => {
    const { bank, followAt, read, told, log } = await startFollowing(t, followed());
    for (const [at, failure, waitMs] of [
      [hour, new ProviderError('provider_unavailable', { retryable: true, detail: '503' }), 15 * second],
      [2 * hour, new TypeError('a secret of the bank'), 60 * second],
    ] as const) {
      bank.answer = () => Promise.reject(failure);
      await followAt(at);
      const { payment, lookAt } = await read();
      assert.deepEqual([payment.status, lookAt], ['accepted', sent + at + waitMs]);
    }
    assert.deepEqual(await told(), []);
    assert.deepEqual(
      log.map(({ level, fields }) => [level, 'detail' in fields && fields.detail]),
      [
        ['warn', '503'],
        ['warn', 'TypeError'],
      ],
    );
  });

  test('waits for a provider that is not configured any more, and the operator is told', async (t) => {
    const { bank, providers, followAt, read, log } = await startFollowing(t, followed());
    providers.delete(bank.id);
    await followAt(firstLook);
    assert.deepEqual(
      log.map(({ level, message }) => [level, message]),
      [['error', 'the provider of a payment is not configured any more']],
    );
    assert.equal((await read()).lookAt, sent + 20 * second);
    providers.set(bank.id, bank);
    bank.answer = () => ({ status: 'completed' });
    await followAt(20 * second);
    assert.equal((await read()).payment.status, 'completed');
  });

  test('is left to the next server when this one stops in the middle of a look', async (t) => {
    const { bank, followAt, read } = await startFollowing(t, followed());
    const stopping = new AbortController();
    bank.answer = ({ signal }) => {
      stopping.abort();
      return Promise.reject(signal.reason as Error);
    };
    await followAt(firstLook, stopping.signal);
    assert.deepEqual([(await read()).version, (await read()).looks], [1, 0]);
    bank.answer = () => ({ status: 'completed' });
    await followAt(firstLook + 121 * second);
    assert.equal((await read()).payment.status, 'completed');
  });

  test('is written and announced by one of two servers whose looks overlap', async (t) => {
    const { bank, followAt, read, told } = await startFollowing(t, followed());
    let answerFirst: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answerFirst = resolve));
    bank.answer = () => held.then(() => ({ status: 'completed' as const }));
    const slow = followAt(firstLook);
    while (bank.asked.length === 0) await new Promise(setImmediate);
    bank.answer = () => ({ status: 'settled' });
    await followAt(firstLook + 121 * second);
    answerFirst();
    await slow;
    assert.equal((await read()).payment.status, 'settled');
    assert.deepEqual(await told(), [['payment.updated', 'settled']]);
  });

  test('does not keep the others waiting', async (t) => {
    const others = [1, 2, 3].map((number) => followed({ payment: { id: `payment-${number}` } }));
    const { bank, followAt, read } = await startFollowing(t, ...others);
    bank.answer = () => {
      if (bank.asked.length === 2) throw new Error('this one breaks');
      return { status: 'completed' };
    };
    await followAt(firstLook);
    const statuses = await Promise.all(others.map(async ({ payment }) => (await read(payment.id)).payment.status));
    assert.deepEqual(statuses.sort(), ['accepted', 'completed', 'completed']);
  });
});

test('the worker looks every two seconds until it is stopped', async (t) => {
  const { service, bank, time, read } = await startFollowing(t, followed());
  bank.answer = () => ({ status: 'completed' });
  service.start();
  assert.equal(time.next, sent + 2 * second);
  time.now = sent + firstLook;
  time.fireNext();
  while (time.waiting === 0) await new Promise(setImmediate);
  assert.equal((await read()).payment.status, 'completed');
  assert.equal(time.next, sent + firstLook + 2 * second);
  await service.stop();
  assert.equal(time.waiting, 0);
});
