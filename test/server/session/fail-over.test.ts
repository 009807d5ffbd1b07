import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { CatalogueBank } from '../../../server/banks/catalogue.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { Provider } from '../../../server/providers/provider.js';
import type { Step } from '../../../server/providers/authorisation.js';
import { findBank } from '../../../server/session/creation.js';
import { defaultLimits } from '../../../server/session/limits.js';
import type { SessionBank } from '../../../server/session/types.js';
import { aSession, assertRefused, bank, events, moved, start, states, steps } from './fixtures.js';
import { ScriptedProvider } from './scripted-provider.js';
import { cookies, deferred, psu, startWorld } from './world.js';

const second = { provider: 'second', providerBankId: 'iron-2' } as const;
const third = { provider: 'third', providerBankId: 'iron-3' } as const;
const reachable: SessionBank = { ...bank, alternatives: [second, third] };
const begin = { kind: 'begin', tries: 1 } as const;

describe('an attempt that cannot begin', () => {
  const beginning = (at = reachable) =>
    aSession({ state: { status: 'processing', bank: at, operation: { ...begin, tries: 3 } } });

  test('begins by the next way to the bank, as the same attempt', () => {
    const before = beginning();
    const { session, effects } = moved(before, events.broke(3));
    const next = { ...bank, ...second, alternatives: [third] };
    deepStrictEqual(session.state, { status: 'processing', bank: next, operation: begin });
    deepStrictEqual(effects, [{ type: 'begin', call: 4, bank: next }]);
    deepStrictEqual([session.attempts, session.consents], [before.attempts, before.consents]);
    strictEqual(session.leaseUntil, start + defaultLimits.leaseMs);
  });

  test('fails with the last failure when no way is left', () => {
    const last = moved(moved(beginning(), events.broke(3)).session, events.broke(4)).session;
    const { session, effects } = moved(last, events.broke(5, { code: 'bank_unavailable' }));
    ok(session.state.status === 'attempt_failed');
    deepStrictEqual([session.state.failure.code, effects], ['bank_unavailable', []]);
  });

  for (const code of ['provider_misconfigured', 'integrity_failed', 'bad_provider_answer'] as const) {
    test(`does not hide ${code} behind another provider`, () => {
      const { session, effects } = moved(beginning(), events.broke(3, { code, retryable: false }));
      ok('failure' in session.state);
      deepStrictEqual([session.state.failure.code, effects], [code, []]);
    });
  }

  test('takes a refusal of the bank for an answer', () => {
    strictEqual(
      moved(beginning(), events.step(3, steps.refused('bank_not_supported'))).session.state.status,
      'attempt_failed',
    );
  });

  test('hears no late answer of the way it left', () => {
    assertRefused(moved(beginning(), events.broke(3)).session, events.step(3, steps.redirect()), 'wrong_state');
  });

  test('is cancelled at the provider that it is at', () => {
    const elsewhere = moved(beginning(), events.broke(3)).session;
    const { session } = moved(elsewhere, events.step(4, steps.redirect()));
    strictEqual(session.authorisation?.provider, 'second');
    const [undo] = moved(session, events.cancelled()).effects;
    ok(undo?.type === 'cancel_at_provider');
    strictEqual(undo.bank.provider, 'second');
  });

  test('does not change the provider once something was begun', () => {
    const { flow } = states.redirect;
    const operation = { kind: 'callback', tries: 2, flow, query: 'code=1', receivedAt: start } as const;
    const state = { status: 'processing', bank: reachable, operation } as const;
    strictEqual(moved(aSession({ state }), events.broke(3)).session.state.status, 'attempt_failed');
  });
});

const listed = (down: readonly string[] = [], countries: Record<string, readonly string[]> = {}): CatalogueBank => ({
  bank: { id: bank.id, name: bank.name },
  countries: ['DE', 'AT'],
  sources: [{ provider: bank.provider, providerBankId: bank.providerBankId }, second, third].map(
    ({ provider, providerBankId: id }) => ({
      provider,
      bank: { id, name: id, countries: countries[provider] ?? ['DE', 'AT'], data: {}, down: down.includes(provider) },
    }),
  ),
});

describe('the ways to a bank', () => {
  const configured = new Map(['scripted', 'second', 'third'].map((id) => [id, new ScriptedProvider(id) as Provider]));
  const ways = (found: CatalogueBank, country?: string, providers = configured) => {
    const way = findBank({ catalogue: { find: () => found }, providers }, bank.id, country, 'access');
    return way && [way.provider, ...(way.alternatives ?? []).map(({ provider }) => provider)];
  };

  test('are taken in the order of the list', () => {
    deepStrictEqual(ways(listed()), ['scripted', 'second', 'third']);
  });

  test('come last when they are down', () => {
    deepStrictEqual(ways(listed(['scripted'])), ['second', 'third', 'scripted']);
    deepStrictEqual(ways(listed(['scripted', 'second', 'third'])), ['scripted', 'second', 'third']);
  });

  test('lead into the country of the session', () => {
    deepStrictEqual(ways(listed([], { scripted: ['DE'] }), 'AT'), ['second', 'third']);
  });

  test('are those of configured providers', () => {
    const [, ...others] = configured;
    deepStrictEqual(ways(listed(), 'DE', new Map(others)), ['second', 'third']);
    strictEqual(ways(listed(), 'DE', new Map()), undefined);
  });
});

describe('a session at a bank behind two providers', () => {
  async function world(t: TestContext) {
    const [one, two] = [new ScriptedProvider('scripted'), new ScriptedProvider('second')];
    const found = { ...listed(), sources: listed().sources.slice(0, 2) };
    const ids = ['scripted:iron', 'second:iron-2'];
    const deps = {
      providers: new Map([one, two].map((each) => [each.id, each])),
      catalogue: { find: (id: string) => (ids.includes(id) ? found : undefined) },
    };
    const started = await startWorld(t, { deps });
    t.after(() => [one, two].forEach((each) => each.assertFinished()));
    return { ...started, one, two };
  }
  const broken = new ProviderError('provider_unavailable', { retryable: true });

  test('goes on at the second before the shopper sees anything of the first', async (t) => {
    const { service, store, one, two, open, until } = await world(t);
    one.answers(broken);
    two.answers(steps.redirect(), steps.authorised()).answersAccounts([]);
    const { id } = await open({ bankId: bank.id });
    const seen: string[] = [];
    service.subscribe(id, ({ status }) => seen.push(status));
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    await until(id, 'redirect');
    ok(!seen.includes('attempt_failed'), seen.join());
    const [asked] = two.asked;
    ok(asked?.kind === 'begin');
    strictEqual(asked.request.bank.id, 'iron-2');
    strictEqual(asked.request.callbackUrl, 'https://connect.example/callback/shop/second');

    const { binding } = await service.leave(id, 'tab', psu);
    const query = 'state=rq%3A1&code=1';
    await service.receiveCallback('shop', 'second', query, cookies(id, binding), psu);
    const { connectionId } = await until(id, 'completed');
    const connection = await store.connections.find('shop', connectionId ?? '');
    deepStrictEqual([connection?.provider, connection?.providerBankId], ['second', 'iron-2']);
    deepStrictEqual(one.questions, ['begin']);
  });

  test('is opened with the id of either, under one name', async (t) => {
    const { open, service } = await world(t);
    const { id } = await open({ bankId: 'second:iron-2' });
    const view = await service.view(id);
    ok('bank' in view);
    deepStrictEqual(view.bank, { id: bank.id, name: bank.name, bic: undefined, logo: undefined });
  });

  test('cancels what the first opens after all, when its answer comes too late', async (t) => {
    const { one, two, begun, until, another, clock, service } = await world(t);
    const late = deferred<Step>();
    one.answers(() => late.promise, broken);
    two.answers(steps.redirect());
    const id = await begun();
    // The first server hangs: it is stopped with its call under way, and another one takes over.
    const stopped = service.stop(5_000);
    clock.advance(defaultLimits.leaseMs + 1);
    const other = another();
    await new Promise<void>((resolve) => {
      const stop = other.subscribe(id, ({ status }) => {
        if (status !== 'redirect') return;
        stop();
        resolve();
      });
    });
    late.resolve(steps.redirect('https://bank.example/late'));
    await stopped;
    await until(id, 'redirect');
    strictEqual(one.cancelled.length, 1);
    deepStrictEqual(two.cancelled, []);
  });
});
