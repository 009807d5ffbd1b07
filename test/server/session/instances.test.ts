import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Step } from '../../../server/providers/authorisation.js';
import type { SessionService } from '../../../server/session/service.js';
import { minute, steps } from './fixtures.js';
import { deferred, merchant, psu, startWorld, viewUntil } from './world.js';

const consent = { accepted: true, text: 'I agree.', locale: 'en' };
const never = () => new Promise<Step>(() => undefined);

describe('two instances on one store', () => {
  test('take a callback that reaches both of them once', async (t) => {
    const { service, another, provider, leftForBank, until } = await startWorld(t);
    const second = another();
    const exchange = deferred<Step>();
    provider.answers(steps.redirect(), () => exchange.promise);
    const { id, bindings } = await leftForBank();
    const call = (at: SessionService) => at.receiveCallback(merchant.id, 'scripted', 'state=rq:1', bindings, psu);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => call(index % 2 ? service : second)));
    deepStrictEqual(
      answers,
      Array.from({ length: 20 }, () => ({ sessionId: id })),
    );
    exchange.resolve(steps.refused());
    await until(id, 'attempt_failed');
    deepStrictEqual(provider.questions, ['begin', 'callback']);
  });

  test('look at an approval once per look, whoever comes first', async (t) => {
    const { another, provider, clock, begun, until } = await startWorld(t);
    another();
    another();
    const looks = 6;
    let running = 0;
    let most = 0;
    const look = async (): Promise<Step> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running--;
      return steps.decoupled();
    };
    provider.answers(steps.decoupled(), ...Array.from({ length: looks }, () => look), steps.refused('declined'));
    const id = await begun();
    const hurry = setInterval(() => clock.advance(200), 2);
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'declined');
    clearInterval(hurry);
    strictEqual(most, 1);
    strictEqual(provider.questions.filter((question) => question === 'poll').length, looks + 1);
  });

  test('one goes on where the other one died in the middle of a call', async (t) => {
    const { service, another, provider, clock, open, until } = await startWorld(t);
    provider.answers(never, steps.credentials());
    const { id } = await open({ bankId: 'scripted:iron' });
    const dying = another();
    await dying.giveConsent(id, consent, psu);
    await dying.stop(0);
    strictEqual((await service.view(id)).status, 'processing');
    clock.advance(5_000);
    await until(id, 'credentials');
    deepStrictEqual(provider.questions, ['begin', 'begin']);
  });

  test('one exchanges the callback that the other one took and died with', async (t) => {
    const { another, provider, clock, leftForBank, until } = await startWorld(t);
    provider.answers(steps.redirect(), never, steps.refused('declined'));
    const { id, bindings } = await leftForBank();
    const dying = another();
    await dying.receiveCallback(merchant.id, 'scripted', 'state=rq:1&code=1', bindings, psu);
    await dying.stop(0);
    clock.advance(5_000);
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'declined');
    deepStrictEqual(provider.questions, ['begin', 'callback', 'callback']);
    const [, first, second] = provider.asked;
    deepStrictEqual(first?.kind === 'resume' && first.input, { kind: 'callback', query: 'state=rq:1&code=1' });
    deepStrictEqual(second?.kind === 'resume' && second.input, { kind: 'callback', query: 'state=rq:1&code=1' });
  });

  test('one gives up a callback that is found a minute later', async (t) => {
    const { another, service, provider, clock, leftForBank } = await startWorld(t);
    provider.answers(steps.redirect(), never);
    const { id, bindings } = await leftForBank();
    const dying = another();
    await service.stop(1_000);
    await dying.receiveCallback(merchant.id, 'scripted', 'state=rq:1&code=1', bindings, psu);
    await dying.stop(0);
    clock.advance(minute);
    const late = another();
    strictEqual((await viewUntil(late, id, 'attempt_failed')).problem.code, 'interrupted');
    deepStrictEqual(provider.questions, ['begin', 'callback']);
  });

  test('keep what is done at both of them apart from what is old', async (t) => {
    const { service, another, open } = await startWorld(t);
    const second = another();
    const { id } = await open();
    const banks = ['scripted:iron', 'scripted:gold'];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? service : second).chooseBank(id, banks[index % 2] ?? '', psu),
      ),
    );
    const [a, b] = [await service.view(id), await second.view(id)];
    deepStrictEqual(a, b);
    strictEqual(a.status, 'consent');
  });
});
