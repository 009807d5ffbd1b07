import { deepStrictEqual, equal, ok, rejects } from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test, type TestContext } from 'node:test';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { Step } from '../../../server/providers/authorisation.js';
import type { LeaveMode } from '../../../server/session/types.js';
import { bank, flow, grant, minute, steps } from './fixtures.js';
import { account } from './scripted-provider.js';
import { cookies, deferred, merchant, psu, startWorld } from './world.js';

const query = 'state=rq:1';
const hour = 60 * minute;
const nobody: ReadonlyMap<string, string> = new Map();

/** A shopper at a bank whose provider can tell for forty minutes what came of it. */
async function arrange(t: TestContext, mode: LeaveMode = 'tab') {
  const world = await startWorld(t);
  const { service, provider, clock, begun, until } = world;
  provider.capabilities = { ...provider.capabilities, lateResultMs: 40 * minute };
  provider.answers(steps.redirect());
  const id = await begun();
  await until(id, 'redirect');
  const { binding } = await service.leave(id, mode, psu);
  const bindings = cookies(id, binding);
  /** Lets time pass, and waits until the provider was asked so often in all. */
  const wait = async (ms: number, questions: number): Promise<void> => {
    clock.advance(ms);
    while (provider.asked.length < questions) await turn();
    // The answer has been written down when the lease is gone.
    while ((await world.store.sessions.find(id))?.session.leaseUntil !== undefined) await turn();
  };
  const callback = (jar: ReadonlyMap<string, string>) =>
    service.receiveCallback(merchant.id, 'scripted', query, jar, psu);
  return { ...world, id, bindings, wait, callback };
}

describe('a shopper who approves at the bank and never comes back', () => {
  test('is found connected: the result counts once it was there for two minutes', async (t) => {
    const { service, provider, store, id, wait, until } = await arrange(t);
    provider.answers(steps.redirect(), steps.authorised(), steps.authorised()).answersAccounts([account]);
    await wait(minute, 2);
    await wait(minute + 6_000, 3);
    equal((await service.view(id)).status, 'redirect', 'seen, not believed');
    await wait(2 * minute, 5);
    const { connectionId } = await until(id, 'completed');
    deepStrictEqual((await store.connections.find(merchant.id, connectionId ?? ''))?.grant, grant);
    deepStrictEqual(provider.questions, ['begin', 'poll', 'poll', 'poll', 'accounts']);
  });

  test('is asked for sparsely: a dozen times in forty minutes, and then no more', async (t) => {
    const { provider, store, clock, id, until } = await arrange(t);
    provider.otherwise = steps.redirect();
    const read = async () => store.sessions.find(id);
    for (let now = await read(); now?.session.state.status === 'redirect'; now = await read()) {
      const { version, leaseUntil } = now.session;
      if (leaseUntil === undefined) clock.at = Math.max(clock.at, now.wakeAt ?? 0);
      while ((await read())?.session.version === version) await turn();
    }
    await until(id, 'attempt_failed');
    const asked = provider.asked.length - 1;
    ok(asked >= 8 && asked <= 14, `${asked} looks`);
    deepStrictEqual(provider.cancelled, [flow]);
  });

  test('sees "processing" once the time to act is up, finds the finished state later, and the next day', async (t) => {
    const { service, provider, clock, wait, id, until } = await arrange(t);
    provider.otherwise = steps.redirect();
    for (const [questions, ms] of [1, 1.2, 2.2, 2.2, 4.4, 4.4].entries()) await wait(ms * minute, questions + 2);
    equal((await until(id, 'processing')).bank.name, 'Iron Bank');
    equal((await service.result(merchant.id, id)).status, 'processing');
    await rejects(service.leave(id, 'tab', psu), { code: 'wrong_state' });
    provider.otherwise = steps.authorised();
    provider.answersAccounts([account]);
    for (let minutes = 0; minutes < 20 && (await service.view(id)).status === 'processing'; minutes += 1) {
      clock.advance(minute);
      for (let turns = 0; turns < 200; turns += 1) await turn();
    }
    await until(id, 'completed');
    clock.advance(24 * hour);
    equal((await service.view(id)).status, 'completed');
  });

  test('is let in by the same token the next day, when the session was completed and only then', async (t) => {
    const { service, provider, open, until, clock } = await startWorld(t);
    provider.answers(steps.authorised()).answersAccounts([account]);
    const { id, clientToken } = await open({ bankId: bank.id });
    const { clientToken: unused } = await open();
    await service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
    await until(id, 'completed');
    clock.advance(24 * hour);
    equal((await service.authenticate(clientToken)).id, id);
    await rejects(service.authenticate(unused), { code: 'unauthorized' });
  });
});

describe('a look behind the back of a shopper', () => {
  test('that finds a refusal ends the attempt', async (t) => {
    const { provider, id, wait, until } = await arrange(t);
    provider.answers(steps.refused());
    await wait(minute, 2);
    equal((await until(id, 'attempt_failed')).problem.code, 'access_denied');
  });

  test('that breaks changes nothing, and one that cannot work is the last', async (t) => {
    const { service, provider, id, wait, clock } = await arrange(t);
    provider.answers(
      new ProviderError('provider_unavailable', { retryable: true }),
      new ProviderError('provider_misconfigured', { retryable: false }),
    );
    await wait(minute, 2);
    await wait(minute + 6_000, 3);
    equal((await service.view(id)).status, 'redirect');
    clock.advance(10 * minute);
    for (let turns = 0; turns < 200; turns += 1) await turn();
    equal(provider.asked.length, 3);
  });

  test('gives way to the shopper who comes back', async (t) => {
    const { provider, id, bindings, wait, until, callback } = await arrange(t);
    provider.answers(steps.authorised(), steps.authorised()).answersAccounts([account]);
    await wait(minute, 2);
    await callback(bindings);
    await until(id, 'completed');
    deepStrictEqual(provider.questions, ['begin', 'poll', 'callback', 'accounts']);
  });

  test('under way when a foreign browser brings the callback is not believed, and nothing is told to the provider', async (t) => {
    const { service, provider, id, clock, until, callback } = await arrange(t);
    const look = deferred<Step>();
    provider.answers(() => look.promise);
    clock.advance(minute);
    while (provider.asked.length < 2) await turn();
    await rejects(callback(nobody), { code: 'wrong_browser' });
    look.resolve(steps.authorised());
    equal((await until(id, 'attempt_failed')).problem.code, 'wrong_browser');
    await service.stop(1_000);
    deepStrictEqual([provider.revoked, provider.cancelled], [[], []]);
  });
});

/** Who starts, who approves (which nobody can see), who brings the callback; before or after the approval was seen. */
describe('two browsers, with a provider that tells results without a callback', () => {
  const browsers = ['attacker', 'victim'] as const;
  const cells = browsers.flatMap((starter) =>
    browsers.flatMap((approver) =>
      browsers.flatMap((caller) =>
        (['tab', 'popup'] as const).flatMap((mode) =>
          [true, false].map((wasSeen) => ({ starter, approver, caller, mode, wasSeen })),
        ),
      ),
    ),
  );
  for (const { starter, approver, caller, mode, wasSeen } of cells) {
    const name = `${starter} starts in a ${mode}, ${approver} approves, ${caller} returns ${wasSeen ? 'after' : 'before'} a look`;
    const isBound = starter === caller;
    test(`${isBound ? 'completes' : 'never completes'}: ${name}`, async (t) => {
      const { service, provider, clock, id, bindings, wait, until, callback } = await arrange(t, mode);
      if (wasSeen) {
        provider.answers(steps.authorised());
        await wait(minute, 2);
      }
      const before = provider.asked.length;
      if (isBound) {
        provider.answers(steps.authorised()).answersAccounts([account]);
        await callback(bindings);
        await until(id, 'completed');
        return;
      }
      await rejects(callback(nobody), { code: 'wrong_browser' });
      // Stolen back into the browser that started: burnt all the same.
      await rejects(callback(bindings));
      for (let minutes = 0; minutes < 50; minutes += 10) {
        clock.advance(10 * minute);
        for (let turns = 0; turns < 30; turns += 1) await turn();
      }
      ok(['attempt_failed', 'expired'].includes((await service.view(id)).status));
      equal(provider.asked.length, before, 'no call for this flow, ever');
      deepStrictEqual([provider.cancelled, provider.revoked], [[], []]);
    });
  }
});
