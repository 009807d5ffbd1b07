import { deepStrictEqual, match, notStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionError } from '../../../server/session/service.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import { bank, minute, otherBank, start, steps } from './fixtures.js';
import { deferred, merchant, psu, startWorld } from './world.js';

const consent = { accepted: true, text: 'I agree.', locale: 'en' };
const refusal =
  (code: ErrorCode, ...paths: readonly string[]) =>
  (error: unknown) => {
    strictEqual(error instanceof SessionError && error.code, code);
    deepStrictEqual(
      ((error as SessionError).fields ?? []).map(({ path }) => path),
      paths,
    );
    return true;
  };

describe('a new session', () => {
  test('shows the list, or the consent of the bank that the merchant chose', async (t) => {
    const { service, open } = await startWorld(t);
    strictEqual((await service.view((await open()).id)).status, 'bank_selection');
    const view = await service.view((await open({ bankId: bank.id })).id);
    strictEqual(view.status, 'consent');
  });

  test('lives thirty minutes and has a token of 256 bits that is stored as a hash only', async (t) => {
    const { service, store } = await startWorld(t);
    const request = { scopes: ['accounts' as const], accessDays: 90, returnUrlId: 'default' };
    const created = await service.create(merchant.id, request);
    strictEqual(created.expiresAt, new Date(start + 30 * minute).toISOString());
    match(created.clientToken, /^[\w-]{43}$/);
    strictEqual(JSON.stringify(await store.sessions.find(created.id)).includes(created.clientToken), false);
  });

  test('names every field that does not fit the merchant', async (t) => {
    const { service } = await startWorld(t, {
      deps: {
        merchants: new Map([[merchant.id, { ...merchant, origins: ['https://a.example', 'https://b.example'] }]]),
      },
    });
    const base = { scopes: ['accounts' as const], accessDays: 90, returnUrlId: 'default' };
    await rejects(service.create('shop', base), refusal('invalid_request', 'origin'));
    await rejects(
      service.create('shop', { ...base, origin: 'https://c.example', returnUrlId: 'toString', bankId: 'nowhere' }),
      refusal('invalid_request', 'origin', 'returnUrlId', 'bankId'),
    );
    const { id, clientToken } = await service.create('shop', { ...base, origin: 'https://b.example' });
    deepStrictEqual(await service.authenticate(clientToken), { id, merchantId: 'shop', origin: 'https://b.example' });
  });

  test('needs a known merchant', async (t) => {
    const { service } = await startWorld(t);
    const request = { scopes: ['accounts' as const], accessDays: 90, returnUrlId: 'default' };
    await rejects(service.create('nobody', request), refusal('not_found'));
  });
});

describe('a client token', () => {
  test('finds its session, and still the outcome for five minutes after the end', async (t) => {
    const { service, clock, open, until } = await startWorld(t);
    const { id, clientToken } = await open();
    strictEqual((await service.authenticate(clientToken)).id, id);
    clock.advance(30 * minute);
    await until(id, 'expired');
    strictEqual((await service.authenticate(clientToken)).id, id);
    clock.advance(5 * minute);
    await rejects(service.authenticate(clientToken), refusal('unauthorized'));
  });

  test('that is unknown is unauthorized', async (t) => {
    const { service } = await startWorld(t);
    await rejects(service.authenticate('x'.repeat(43)), refusal('unauthorized'));
  });
});

describe('a result', () => {
  test('is for the merchant of the session only', async (t) => {
    const other = { ...merchant, id: 'other' };
    const merchants = new Map([
      [merchant.id, merchant],
      [other.id, other],
    ]);
    const { service, open } = await startWorld(t, { deps: { merchants } });
    const { id } = await open({ reference: 'order-1' });
    strictEqual((await service.result('shop', id)).reference, 'order-1');
    await rejects(service.result('other', id), refusal('not_found'));
    await rejects(service.result('shop', 'nothing'), refusal('not_found'));
  });
});

describe('a request of the shopper', () => {
  test('for an unknown bank or an unknown session is refused', async (t) => {
    const { service, open } = await startWorld(t);
    const { id } = await open();
    await rejects(service.chooseBank(id, 'nowhere', psu), refusal('bank_not_found'));
    await rejects(service.chooseBank('nothing', bank.id, psu), refusal('not_found'));
    await rejects(service.view('nothing'), refusal('not_found'));
  });

  test('that does not fit the state is refused and leaves the session as it was', async (t) => {
    const { service, open } = await startWorld(t);
    const { id } = await open();
    const before = await service.view(id);
    await rejects(service.giveConsent(id, consent, psu), refusal('wrong_state'));
    await rejects(service.confirm(id, psu), refusal('wrong_state'));
    await rejects(service.credentials(id), refusal('wrong_state'));
    await rejects(service.submitCredentials(id, { round: 1, values: {} }, psu), refusal('wrong_state'));
    await rejects(service.leave(id, 'tab', psu), refusal('wrong_state'));
    deepStrictEqual(await service.view(id), before);
  });

  test('made twenty times at once is done once', async (t) => {
    const { service, provider, open, until } = await startWorld(t);
    const answer = deferred<ReturnType<typeof steps.credentials>>();
    const result = deferred<ReturnType<typeof steps.refused>>();
    provider.answers(
      () => answer.promise,
      () => result.promise,
    );
    const { id } = await open({ bankId: bank.id });
    const clicks = <T>(click: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, click));
    await clicks(() => service.chooseBank(id, bank.id, psu));
    await clicks(() => service.giveConsent(id, consent, psu));
    answer.resolve(steps.credentials());
    const { round } = await until(id, 'credentials');
    await clicks(() => service.submitCredentials(id, { round, values: { pin: '1' } }, psu));
    result.resolve(steps.refused());
    await until(id, 'attempt_failed');
    deepStrictEqual(provider.questions, ['begin', 'credentials']);
    const cancels = await clicks(() => service.cancel(id, psu));
    deepStrictEqual(new Set(cancels.map(({ status }) => status)), new Set(['cancelled']));
  });

  test('with answers that do not fit the fields names the fields and counts no submission', async (t) => {
    const { service, store, provider, begun, until } = await startWorld(t);
    provider.answers(steps.credentials(), steps.refused('authentication_failed'));
    const id = await begun();
    const { round } = await until(id, 'credentials');
    const send = (values: Record<string, string>) => service.submitCredentials(id, { round, values }, psu);
    await rejects(send({}), refusal('invalid_request', 'values.pin'));
    await rejects(send({ pin: '1', extra: '2' }), refusal('invalid_request', 'values.extra'));
    strictEqual((await store.sessions.find(id))?.session.submissions, 0);
    await send({ pin: '1' });
    strictEqual((await until(id, 'attempt_failed')).problem.code, 'authentication_failed');
  });

  test('after the end of the session says so', async (t) => {
    const { service, clock, open } = await startWorld(t);
    const { id } = await open();
    clock.advance(30 * minute);
    await rejects(service.chooseBank(id, bank.id, psu), refusal('session_expired'));
    strictEqual((await service.view(id)).status, 'expired');
  });

  test('shows another bank instead of the one whose consent is shown', async (t) => {
    const { service, open } = await startWorld(t);
    const { id } = await open({ bankId: bank.id });
    const view = await service.chooseBank(id, otherBank.id, psu);
    strictEqual(view.status === 'consent' && view.bank.id, otherBank.id);
  });

  test('goes to the first provider of the bank that this server has', async (t) => {
    const sources = ['elsewhere', 'scripted'].map((provider) => ({
      provider,
      bank: { id: `at-${provider}`, name: bank.name, countries: ['DE'], data: {} },
    }));
    const find = () => ({ bank: { id: bank.id, name: bank.name }, countries: ['DE'], sources });
    const { provider, begun, until } = await startWorld(t, { deps: { catalogue: { find } } });
    provider.answers(steps.refused());
    await until(await begun(), 'attempt_failed');
    strictEqual(provider.asked[0]?.kind === 'begin' && provider.asked[0].request.bank.id, 'at-scripted');
  });
});

describe('a session that is over', () => {
  test('is deleted when nobody needs to read it any more, and an open one is not', async (t) => {
    const { service, store, clock, open } = await startWorld(t, {
      limits: { cleanMs: 5, retentionMs: minute, sessionMs: 60 * minute },
    });
    const [over, running] = [await open(), await open()];
    await service.cancel(over.id, psu);
    clock.advance(minute);
    strictEqual((await service.result('shop', over.id)).status, 'cancelled');
    clock.advance(1);
    while (await store.sessions.find(over.id)) await new Promise((resolve) => setImmediate(resolve));
    await rejects(service.result('shop', over.id), refusal('not_found'));
    strictEqual((await service.result('shop', running.id)).status, 'bank_selection');
  });
});

describe('pages around the session', () => {
  test('the frame belongs to the origin of the session while it is open', async (t) => {
    const { service, open } = await startWorld(t);
    const { id } = await open();
    strictEqual(await service.frameAncestor(id), 'https://shop.example');
    strictEqual(await service.frameAncestor('nothing'), undefined);
    await service.cancel(id, psu);
    strictEqual(await service.frameAncestor(id), undefined);
  });

  test('the done page knows how the shopper left, and the return URL by its id', async (t) => {
    const returnUrls = { default: 'https://shop.example/', order: 'https://shop.example/order' };
    const { service, provider, open, until } = await startWorld(t, {
      deps: { merchants: new Map([[merchant.id, { ...merchant, returnUrls }]]) },
    });
    provider.answers(steps.redirect());
    const { id } = await open({ bankId: bank.id, returnUrlId: 'order' });
    strictEqual(await service.done(id), undefined);
    await service.giveConsent(id, consent, psu);
    await until(id, 'redirect');
    const first = await service.leave(id, 'popup', psu);
    deepStrictEqual(await service.done(id), {
      mode: 'popup',
      returnUrl: 'https://shop.example/order',
      merchantName: 'Shop',
    });
    const second = await service.leave(id, 'tab', psu);
    strictEqual((await service.done(id))?.mode, 'tab');
    strictEqual(second.url, first.url);
    notStrictEqual(second.binding, first.binding);
    strictEqual(await service.done('nothing'), undefined);
  });
});
