import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CredentialField } from '../../../server/contract/fields.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { Step } from '../../../server/providers/authorisation.js';
import { flow, grant, minute, passwordField, steps } from './fixtures.js';
import { deferred, merchant, psu, startWorld } from './world.js';

const broken = (code: 'provider_unavailable' | 'provider_rejected', retryable: boolean) =>
  new ProviderError(code, { retryable, detail: 'for the operator' });

describe('where a shopper is sent', () => {
  const outcome = async (
    t: Parameters<typeof startWorld>[0],
    url: string,
    options: Parameters<typeof startWorld>[1] = {},
  ) => {
    const { service, provider, begun } = await startWorld(t, options);
    provider.authorizationOrigins = ['https://bank.example', 'http://bank.localhost:4102'];
    provider.answers(steps.redirect(url));
    const id = await begun();
    await service.stop(1_000);
    const view = await service.view(id);
    return view.status === 'attempt_failed' ? view.problem.code : view.status;
  };

  for (const url of [
    'javascript:alert(1)',
    'data:text/html,hi',
    'http://bank.example/',
    'https://user@bank.example/',
    'https://bank.example@evil.example/',
    'https://evil.example/',
    'https://bank.example.evil.example/',
    'https://bank.example:8443/',
    '//bank.example/',
    'https:\\\\bank.example',
    'java\nscript:alert(1)',
    '',
    'http://bank.localhost:4102/',
  ]) {
    test(`is never ${JSON.stringify(url)} in production`, async (t) => {
      strictEqual(await outcome(t, url), 'bad_provider_answer');
    });
  }

  test('is an address of the provider', async (t) => {
    strictEqual(await outcome(t, 'https://bank.example/login?a=1#b'), 'redirect');
  });

  test('may be this machine in the sandbox', async (t) => {
    const options = { deps: { environment: 'sandbox' as const } };
    strictEqual(await outcome(t, 'http://bank.localhost:4102/login', options), 'redirect');
  });
});

describe('a step that cannot be shown', () => {
  for (const [name, fields] of [
    ['no fields', []],
    ['nine fields', Array.from({ length: 9 }, (_, index) => ({ ...passwordField, id: `f${index}` }))],
    ['a kind that nobody knows', [{ id: 'x', kind: 'iframe', label: 'x' }]],
  ] as const) {
    test(`because it has ${name} ends the attempt`, async (t) => {
      const { provider, begun, until } = await startWorld(t);
      provider.answers(steps.credentials(fields as readonly CredentialField[]));
      strictEqual((await until(await begun(), 'attempt_failed')).problem.code, 'unsupported_step');
    });
  }
});

describe('a provider call', () => {
  test('that never ends is ended at its deadline, with its signal', async (t) => {
    const { provider, begun, until } = await startWorld(t, { limits: { callMs: 20 } });
    let signal: AbortSignal | undefined;
    provider.answers((asked) => ((signal = asked.context.signal), new Promise<Step>(() => undefined)));
    strictEqual((await until(await begun(), 'attempt_failed')).problem.code, 'provider_unavailable');
    strictEqual(signal?.aborted, true);
  });

  test('renews its lease before it ends', { timeout: 10_000 }, async (t) => {
    const { store, provider, begun, until, clock } = await startWorld(t, { limits: { leaseMs: 60 } });
    const answer = deferred<Step>();
    provider.answers(() => answer.promise);
    const id = await begun();
    const lease = async () => (await store.sessions.find(id))?.session.leaseUntil ?? NaN;
    const first = await lease();
    clock.advance(30);
    while ((await lease()) === first) await new Promise((resolve) => setImmediate(resolve));
    strictEqual(await lease(), first + 30);
    answer.resolve(steps.refused('declined'));
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'declined');
  });

  test('that still runs here is not lost, however long the process stood still', { timeout: 10_000 }, async (t) => {
    const { store, provider, begun, until, clock } = await startWorld(t, { limits: { leaseMs: 60_000 } });
    const answer = deferred<Step>();
    provider.answers(() => answer.promise);
    const id = await begun();
    const lease = async () => (await store.sessions.find(id))?.session.leaseUntil ?? NaN;
    const first = await lease();
    clock.advance(5 * minute);
    while ((await lease()) === first) await new Promise((resolve) => setImmediate(resolve));
    answer.resolve(steps.refused('declined'));
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'declined');
    deepStrictEqual(provider.questions, ['begin']);
  });

  test('that throws what is no provider error ends the attempt and tells nobody what it was', async (t) => {
    const { provider, begun, until, log } = await startWorld(t);
    provider.answers(new RangeError('canary of the inside'));
    strictEqual((await until(await begun(), 'attempt_failed')).problem.code, 'interrupted');
    strictEqual(JSON.stringify(log).includes('canary'), false);
    ok(JSON.stringify(log).includes('RangeError'));
  });

  test('to a provider that is no longer configured, or for a bank that left the list, ends the attempt', async (t) => {
    const world = await startWorld(t);
    const { id } = await world.open({ bankId: 'scripted:iron' });
    const bare = world.another({ providers: new Map() });
    await bare.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    strictEqual((await world.until(id, 'attempt_failed')).problem.code, 'bank_not_found');
  });

  test('in an exchange that breaks is made once more, then the attempt ends', async (t) => {
    const { service, provider, clock, leftForBank, until } = await startWorld(t);
    provider.answers(steps.redirect(), broken('provider_unavailable', true), broken('provider_unavailable', true));
    const { id, bindings } = await leftForBank();
    await service.receiveCallback(merchant.id, 'scripted', 'state=rq:1', bindings, psu);
    const hurry = setInterval(() => clock.advance(100), 5);
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'provider_unavailable');
    clearInterval(hurry);
    deepStrictEqual(provider.questions, ['begin', 'callback', 'callback']);
  });

  test('with credentials that breaks is followed by a question, not by the credentials again', async (t) => {
    const { service, provider, begun, until } = await startWorld(t);
    provider.answers(steps.credentials(), broken('provider_unavailable', true), steps.authorised()).answersAccounts([]);
    const id = await begun();
    const { round } = await until(id, 'credentials');
    await service.submitCredentials(id, { round, values: { pin: '1' } }, psu);
    await until(id, 'completed');
    deepStrictEqual(provider.questions, ['begin', 'credentials', 'poll', 'accounts']);
  });

  test('that refuses for good ends the attempt and cancels the flow', async (t) => {
    const { service, provider, begun, until } = await startWorld(t);
    provider.answers(steps.credentials(), broken('provider_rejected', false));
    const id = await begun();
    const { round } = await until(id, 'credentials');
    await service.submitCredentials(id, { round, values: { pin: '1' } }, psu);
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'provider_rejected');
    await service.stop(1_000);
    deepStrictEqual(provider.cancelled, [flow]);
  });

  test('is counted with its operation and its result', async (t) => {
    const counted: string[] = [];
    const metrics = {
      providerCalled: (...[provider, operation, result]: readonly [string, string, string, number]) =>
        void counted.push(`${provider} ${operation} ${result}`),
      sessionEnded: (status: string, code?: string) => void counted.push(`${status} ${code}`),
    };
    const { service, provider, begun, until } = await startWorld(t, { deps: { metrics } });
    provider.answers(broken('provider_rejected', false), steps.refused('integrity_failed'));
    const id = await begun();
    await until(id, 'attempt_failed');
    await service.chooseBank(id, 'scripted:iron', psu);
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    await until(id, 'failed');
    deepStrictEqual(counted, ['scripted begin provider_rejected', 'scripted begin ok', 'failed integrity_failed']);
  });
});

describe('an answer that comes too late', () => {
  test('with a flow is cancelled at the provider', async (t) => {
    const { service, provider, begun } = await startWorld(t);
    const answer = deferred<Step>();
    provider.answers(() => answer.promise);
    const id = await begun();
    await service.cancel(id, psu);
    answer.resolve(steps.credentials());
    await service.stop(1_000);
    deepStrictEqual(provider.cancelled, [flow]);
    strictEqual((await service.view(id)).status, 'cancelled');
  });

  test('with a grant is revoked', async (t) => {
    const { service, provider, begun } = await startWorld(t);
    const answer = deferred<Step>();
    provider.answers(() => answer.promise);
    const id = await begun();
    await service.chooseBank(id, null, psu);
    answer.resolve(steps.authorised());
    await service.stop(1_000);
    deepStrictEqual(provider.revoked, [grant]);
    strictEqual((await service.view(id)).status, 'bank_selection');
  });

  test('is undone even when the next attempt is under way', async (t) => {
    const { service, provider, begun, until } = await startWorld(t);
    const answer = deferred<Step>();
    const next = { correlationId: 'rq:2', data: {} };
    provider.answers(() => answer.promise, steps.redirect(undefined, next));
    const id = await begun();
    await service.chooseBank(id, null, psu);
    await service.chooseBank(id, 'scripted:iron', psu);
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    await until(id, 'redirect');
    answer.resolve(steps.credentials());
    await service.stop(1_000);
    deepStrictEqual(provider.cancelled, [flow]);
    strictEqual((await service.view(id)).status, 'redirect');
  });

  test('with a refusal is dropped', async (t) => {
    const { service, provider, begun } = await startWorld(t);
    const answer = deferred<Step>();
    provider.answers(() => answer.promise);
    const id = await begun();
    await service.chooseBank(id, null, psu);
    answer.resolve(steps.refused());
    await service.stop(1_000);
    deepStrictEqual([provider.cancelled, provider.revoked], [[], []]);
  });
});

describe('the shopper', () => {
  test('is named to the provider while there, and not when gone', async (t) => {
    const { service, provider, clock, begun, until } = await startWorld(t);
    provider.answers(steps.decoupled(), steps.decoupled(), steps.decoupled(), steps.refused());
    const id = await begun();
    await until(id, 'decoupled');
    const looks = async (count: number) => {
      const unwatched = setInterval(() => clock.advance(100), 5);
      while (provider.asked.length < count) await new Promise((resolve) => setImmediate(resolve));
      clearInterval(unwatched);
    };
    await looks(2);
    clock.advance(2 * minute);
    await looks(3);
    const unsubscribe = service.subscribe(id, () => undefined);
    await looks(4);
    unsubscribe();
    const named = provider.asked.map(({ context }) => context.psu?.ipAddress !== undefined);
    deepStrictEqual(named, [true, true, false, true]);
  });
});

describe('a store that fails', () => {
  test('for a moment costs no answer of the provider', async (t) => {
    let outage = 0;
    const world = await startWorld(t);
    const flaky = new Proxy(world.store.sessions, {
      get: (target, name, receiver) =>
        name === 'replace' && outage-- > 0
          ? () => Promise.reject(new Error('the store is away'))
          : (Reflect.get(target, name, receiver) as unknown),
    });
    const service = world.another({ store: { ...world.store, sessions: flaky } });
    world.provider.answers(() => ((outage = 2), steps.refused('declined')));
    const { id } = await world.open({ bankId: 'scripted:iron' });
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    strictEqual((await world.until(id, 'attempt_failed')).problem.code, 'declined');
    deepStrictEqual(world.provider.questions, ['begin']);
  });

  test('before the call is written down makes no call', async (t) => {
    const world = await startWorld(t);
    const { id } = await world.open({ bankId: 'scripted:iron' });
    const readOnly = new Proxy(world.store.sessions, {
      get: (target, name, receiver) =>
        name === 'replace'
          ? () => Promise.reject(new Error('the store is away'))
          : (Reflect.get(target, name, receiver) as unknown),
    });
    const service = world.another({ store: { ...world.store, sessions: readOnly } });
    const consent = { accepted: true, text: 'I agree.', locale: 'en' };
    await rejects(service.giveConsent(id, consent, psu), /the store is away/);
    await service.stop(1_000);
    deepStrictEqual(world.provider.questions, []);
  });
});

describe('stopping', () => {
  test('waits for what runs and takes its answer', async (t) => {
    const { service, provider, begun } = await startWorld(t);
    const answer = deferred<Step>();
    provider.answers(() => answer.promise);
    const id = await begun();
    const stopped = service.stop(5_000);
    answer.resolve(steps.credentials());
    await stopped;
    strictEqual((await service.view(id)).status, 'credentials');
  });

  test('breaks off at the end of its patience and leaves the rest to the journal', async (t) => {
    const { service, store, provider, begun } = await startWorld(t);
    let signal: AbortSignal | undefined;
    provider.answers((asked) => ((signal = asked.context.signal), new Promise<Step>(() => undefined)));
    const id = await begun();
    await service.stop(10);
    strictEqual(signal?.aborted, true);
    const { state, leaseUntil } = (await store.sessions.find(id))?.session ?? {};
    strictEqual(state?.status, 'processing');
    ok(leaseUntil !== undefined);
  });
});
