import { expect } from '@open-wc/testing';
import { requestTimeoutMs, send } from '../../../widget/api/request.js';
import { postConfirm, postConsent } from '../../../widget/api/later-routes.js';
import { getBanks, getSession, postBank, postCancel } from '../../../widget/api/routes.js';
import { BankConnectError, type WidgetProblem } from '../../../widget/errors.js';
import { ManualWorld } from '../support/manual-world.js';
import { aProblem, aView } from '../support/session-views.js';

const never = new AbortController().signal;
const problemOf = async (promise: Promise<unknown>): Promise<WidgetProblem> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(BankConnectError);
  return (error as BankConnectError).problem;
};

describe('a request to the companion server', () => {
  it('carries the token in a header and nowhere else, no cookies and no referrer, and follows no redirect', async () => {
    const world = new ManualWorld();
    const answer = getSession(world.client('token-of-the-session'), never);
    const call = await world.nextCall();
    const { url, init } = call;
    expect(url).to.equal('https://connect.test/v1/session');
    expect(new Headers(init.headers).get('authorization')).to.equal('Bearer token-of-the-session');
    expect(init).to.include({
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
    });
    call.answer(200, aView('bank_selection'));
    expect(await answer, 'as it came').to.deep.equal(JSON.parse(JSON.stringify(aView('bank_selection'))));
  });

  it('names each route by its path and sends its body as JSON', async () => {
    const world = new ManualWorld();
    const client = world.client();
    const consent = { accepted: true, text: 'I agree', locale: 'en' };
    const calls: [() => Promise<unknown>, string, string, unknown][] = [
      [() => postBank(client, { bankId: null }, never), 'POST', '/v1/session/bank', { bankId: null }],
      [() => postConsent(client, consent, never), 'POST', '/v1/session/consent', consent],
      [() => postConfirm(client, never), 'POST', '/v1/session/confirm', {}],
      [() => postCancel(client, never), 'POST', '/v1/session/cancel', {}],
    ];
    for (const [run, method, path, body] of calls) {
      const answer = run();
      const call = await world.nextCall();
      expect([call.init.method, call.path, call.body]).to.deep.equal([method, path, body]);
      expect(new Headers(call.init.headers).get('content-type')).to.equal('application/json');
      call.answer(200, aView('cancelled'));
      await answer;
    }
    void getBanks(client, 'D&E', never).catch(() => undefined);
    expect((await world.nextCall()).url).to.equal('https://connect.test/v1/banks?country=D%26E');
  });

  it('fails with the problem that the server names', async () => {
    const world = new ManualWorld();
    const answer = problemOf(getSession(world.client(), never));
    (await world.nextCall()).answer(503, { error: aProblem({ code: 'unavailable', retryAfterMs: 1500 }) });
    expect(await answer).to.include({ code: 'unavailable', traceId: 'trace-1', retryAfterMs: 1500 });
  });

  it('reads Retry-After in seconds, caps it at a minute, and takes garbage as none', async () => {
    for (const [header, ms] of [
      ['3', 3000],
      ['999999999', 60_000],
      ['-1', undefined],
      ['soon', undefined],
      ['1e9', undefined],
    ] as const) {
      const world = new ManualWorld();
      const answer = problemOf(getSession(world.client(), never));
      (await world.nextCall()).answer(429, 'slow down', { 'retry-after': header });
      expect((await answer).retryAfterMs, header).to.equal(ms);
    }
  });

  it('turns every unreadable answer into a code', async () => {
    for (const [status, body, code] of [
      [200, 'not json', 'bad_answer'],
      [200, '{"country":"DE"}', 'bad_answer'],
      [200, 'null', 'bad_answer'],
      [400, '<html>', 'bad_answer'],
      [502, '<html>', 'network'],
      [500, '{"error":{"code":"__proto__"}}', 'network'],
    ] as const) {
      const world = new ManualWorld();
      const answer = problemOf(getBanks(world.client(), undefined, never));
      (await world.nextCall()).answer(status, body);
      expect((await answer).code, body).to.equal(code);
    }
  });

  it('fails with "network" when nothing answers, and with "timeout" after its deadline', async () => {
    const world = new ManualWorld();
    const lost = problemOf(getSession(world.client(), never));
    (await world.nextCall()).fail();
    expect((await lost).code).to.equal('network');

    const slow = problemOf(getSession(world.client(), never));
    await world.nextCall();
    world.pass(requestTimeoutMs);
    expect((await slow).code).to.equal('timeout');
    expect(world.timers).to.equal(0);
  });

  it('rejects with the reason of the caller who aborts, and leaves no timer', async () => {
    const world = new ManualWorld();
    const caller = new AbortController();
    const answer = send(world.client(), { path: '/x', signal: caller.signal }, (json) => json).catch(
      (error: unknown) => error,
    );
    await world.nextCall();
    caller.abort(new Error('gone'));
    expect(await answer).to.have.property('message', 'gone');
    expect(world.timers).to.equal(0);
  });
});
