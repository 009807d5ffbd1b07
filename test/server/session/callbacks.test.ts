import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { ErrorCode } from '../../../server/contract/errors.js';
import type { Step } from '../../../server/providers/authorisation.js';
import { SessionError } from '../../../server/session/service.js';
import { flow, minute, steps } from './fixtures.js';
import { ScriptedProvider } from './scripted-provider.js';
import { cookies, deferred, merchant, psu, startWorld } from './world.js';

const none: ReadonlyMap<string, string> = new Map();
const withCode = (code: ErrorCode) => (error: unknown) => {
  strictEqual(error instanceof SessionError && error.code, code);
  return true;
};
const attacker = 'a'.repeat(43);

/** A world whose shopper is at the bank; the exchange is answered when the test says so. */
async function atTheBank(t: TestContext) {
  const world = await startWorld(t);
  const exchange = deferred<Step>();
  world.provider.answers(steps.redirect(), () => exchange.promise);
  const { id, bindings } = await world.leftForBank();
  const call = (query = 'state=rq:1&code=1', cookies = bindings, provider = 'scripted', merchantId = merchant.id) =>
    world.service.receiveCallback(merchantId, provider, query, cookies, psu);
  return { ...world, id, bindings, exchange, call };
}

describe('a callback in the browser that left', () => {
  test('is written down before it is answered, and exchanged after', async (t) => {
    const { id, store, provider, call, exchange, until } = await atTheBank(t);
    deepStrictEqual(await call(), { sessionId: id });
    const { state } = (await store.sessions.find(id))?.session ?? {};
    strictEqual(state?.status === 'processing' && state.operation.kind, 'callback');
    exchange.resolve(steps.refused());
    await until(id, 'attempt_failed');
    deepStrictEqual(provider.questions, ['begin', 'callback']);
  });

  test('fifty times at once is exchanged once and answered the same', async (t) => {
    const { id, provider, call, exchange, until } = await atTheBank(t);
    const answers = await Promise.all(Array.from({ length: 50 }, () => call()));
    deepStrictEqual(
      answers,
      Array.from({ length: 50 }, () => ({ sessionId: id })),
    );
    exchange.resolve(steps.refused());
    await until(id, 'attempt_failed');
    deepStrictEqual(provider.questions, ['begin', 'callback']);
  });

  test('is answered the same in every later state, without another exchange', async (t) => {
    const { id, provider, call, exchange, until, service, store } = await atTheBank(t);
    await call();
    exchange.resolve(steps.credentials());
    await until(id, 'credentials');
    deepStrictEqual(await call(), { sessionId: id });
    await service.chooseBank(id, null, psu);
    deepStrictEqual(await call(), { sessionId: id });
    await service.cancel(id, psu);
    const before = await store.sessions.find(id);
    deepStrictEqual(await call(), { sessionId: id });
    deepStrictEqual(await store.sessions.find(id), before);
    deepStrictEqual(provider.questions, ['begin', 'callback']);
  });

  test('with another query after the first is refused and changes nothing', async (t) => {
    const { id, provider, call, exchange, until } = await atTheBank(t);
    await call();
    await rejects(call('state=rq:1&code=2'), withCode('wrong_state'));
    exchange.resolve(steps.refused());
    await until(id, 'attempt_failed');
    await rejects(call('state=rq:1&code=2'), withCode('wrong_state'));
    deepStrictEqual(provider.questions, ['begin', 'callback']);
  });

  test('is taken with any of the cookies of a double click', async (t) => {
    const { service, provider, leftForBank, until } = await startWorld(t);
    provider.answers(steps.redirect(), steps.refused());
    const { id, bindings } = await leftForBank();
    await Promise.all([service.leave(id, 'tab', psu), service.leave(id, 'popup', psu)]);
    await service.receiveCallback(merchant.id, 'scripted', 'state=rq:1', bindings, psu);
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'access_denied');
  });

  test('after the time at the bank ran out is refused', async (t) => {
    const { service, provider, clock, leftForBank, until } = await startWorld(t);
    provider.answers(steps.redirect());
    const { id, bindings } = await leftForBank();
    clock.advance(15 * minute);
    await rejects(
      service.receiveCallback(merchant.id, 'scripted', 'state=rq:1', bindings, psu),
      withCode('wrong_state'),
    );
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'authorisation_expired');
    await service.stop(1_000);
    deepStrictEqual(provider.cancelled, [flow]);
    deepStrictEqual(provider.questions, ['begin']);
  });
});

describe('a callback in another browser', () => {
  for (const [name, cookiesOf] of [
    ['without a cookie', () => none],
    ['with a cookie of its own', (id: string) => cookies(id, attacker)],
    [
      'with the cookie of another session',
      (_: string, bindings: ReadonlyMap<string, string>) => new Map([['00000000', [...bindings.values()][0] ?? '']]),
    ],
    ['with an empty cookie', (id: string) => cookies(id, '')],
  ] as const) {
    test(`${name} burns the authorisation, for good, without any provider call`, async (t) => {
      const { service, provider, leftForBank, until, clock, log } = await startWorld(t);
      provider.answers(steps.redirect());
      const { id, bindings } = await leftForBank();
      const call = (jar: ReadonlyMap<string, string>) =>
        service.receiveCallback(merchant.id, 'scripted', 'state=rq:1', jar, psu);
      await rejects(call(cookiesOf(id, bindings)), withCode('wrong_browser'));
      strictEqual((await until(id, 'attempt_failed')).problem.code, 'wrong_browser');
      // The very same callback, stolen back into the browser that started, is worth nothing any more.
      for (const later of [0, 10_000, 49_000]) {
        clock.advance(later);
        await rejects(call(bindings), withCode('invalid_callback'));
      }
      await service.cancel(id, psu);
      await service.stop(1_000);
      deepStrictEqual(provider.questions, ['begin']);
      deepStrictEqual([provider.cancelled, provider.revoked], [[], []]);
      strictEqual(log.filter(({ message }) => message === 'callback in a wrong browser').length, 1);
    });
  }

  test('after the right one was taken leaves the session alone', async (t) => {
    const { id, call, exchange, until } = await atTheBank(t);
    await call();
    await rejects(call('state=rq:1&code=1', none), withCode('wrong_browser'));
    exchange.resolve(steps.refused('declined'));
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'declined');
  });

  test('never reads the result without a callback: the wait at the bank is not looked at', async (t) => {
    const { service, provider, clock, leftForBank, begun, until } = await startWorld(t);
    provider.answers(steps.redirect(), steps.credentials());
    const { id } = await leftForBank();
    const other = await begun();
    await until(other, 'credentials');
    clock.advance(14 * minute);
    // The other session is due by now, so that what is due was looked at.
    await until(other, 'attempt_failed');
    strictEqual((await service.view(id)).status, 'redirect');
    deepStrictEqual(provider.questions, ['begin', 'begin']);
  });
});

describe('a callback that belongs elsewhere', () => {
  test('is refused for every other merchant and provider, and leaves the session alone', async (t) => {
    const other = { ...merchant, id: 'other' };
    const merchants = new Map([
      [merchant.id, merchant],
      [other.id, other],
    ]);
    const scripted = new ScriptedProvider('scripted');
    const second = new ScriptedProvider('second');
    const providers = new Map([scripted, second].map((provider) => [provider.id, provider] as const));
    const { service, leftForBank } = await startWorld(t, { deps: { merchants, providers } });
    scripted.answers(steps.redirect());
    const { id, bindings } = await leftForBank();
    const before = await service.view(id);
    for (const [merchantId, provider, expected] of [
      ['shop', 'second', 'invalid_callback'],
      ['other', 'scripted', 'invalid_callback'],
      ['other', 'second', 'invalid_callback'],
      ['nobody', 'scripted', 'not_found'],
      ['shop', 'unknown', 'not_found'],
    ] as const) {
      await rejects(service.receiveCallback(merchantId, provider, 'state=rq:1', bindings, psu), withCode(expected));
    }
    deepStrictEqual(await service.view(id), before);
    deepStrictEqual([scripted.questions, second.questions], [['begin'], []]);
  });

  test('is refused even when the index of the store leads to the wrong session', async (t) => {
    const { another, store, provider, leftForBank, service } = await startWorld(t);
    provider.answers(steps.redirect());
    const { id, bindings } = await leftForBank();
    const misled = new Proxy(store.sessions, {
      get: (target, name, receiver) =>
        name === 'findByCorrelation' ? () => store.sessions.find(id) : (Reflect.get(target, name, receiver) as unknown),
    });
    const other = another({ store: { ...store, sessions: misled } });
    const before = await service.view(id);
    const call = other.receiveCallback(merchant.id, 'scripted', 'state=rq:2', bindings, psu);
    await rejects(call, withCode('invalid_callback'));
    deepStrictEqual(await service.view(id), before);
  });

  test('or names no flow is invalid', async (t) => {
    const { call, exchange, id, until } = await atTheBank(t);
    for (const query of ['', 'state=rq:2', 'code=1', 'state='])
      await rejects(call(query), withCode('invalid_callback'));
    await call();
    exchange.resolve(steps.refused());
    await until(id, 'attempt_failed');
  });

  test('with an attempt that was tried anew is invalid, and the new attempt goes on', async (t) => {
    const { service, provider, leftForBank, until } = await startWorld(t);
    const next = { correlationId: 'rq:2', data: {} };
    provider.answers(steps.redirect(), steps.redirect(undefined, next));
    const { id, bindings } = await leftForBank();
    await service.chooseBank(id, null, psu);
    await service.chooseBank(id, 'scripted:iron', psu);
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    await until(id, 'redirect');
    await rejects(
      service.receiveCallback(merchant.id, 'scripted', 'state=rq:1', bindings, psu),
      withCode('invalid_callback'),
    );
    strictEqual((await service.view(id)).status, 'redirect');
  });

  test('in two tabs with two sessions only fits the session that it names', async (t) => {
    const { service, provider, leftForBank, until } = await startWorld(t);
    const second = { correlationId: 'rq:2', data: {} };
    provider.answers(
      steps.redirect(),
      steps.redirect(undefined, second),
      steps.refused('declined'),
      steps.refused('declined'),
    );
    const a = await leftForBank();
    const b = await leftForBank();
    const jar = new Map([...a.bindings, ...b.bindings]);
    deepStrictEqual(await service.receiveCallback(merchant.id, 'scripted', 'state=rq:2', jar, psu), {
      sessionId: b.id,
    });
    deepStrictEqual(await service.receiveCallback(merchant.id, 'scripted', 'state=rq:1', jar, psu), {
      sessionId: a.id,
    });
    await Promise.all([until(a.id, 'attempt_failed'), until(b.id, 'attempt_failed')]);
  });
});
