import { deepStrictEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { describeAccounts, mergeAccounts } from '../../../server/connection/accounts.js';
import type { Grant } from '../../../server/providers/authorisation.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import { SessionError } from '../../../server/session/errors.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { bank, flow, otherBank, start, steps } from './fixtures.js';
import { account } from './scripted-provider.js';
import { cookies, deferred, merchant, psu, startWorld, type World } from './world.js';

const day = 86_400_000;
const oldGrant: Grant = { data: { token: 'ta:old' } };
const savings: ProviderAccount = {
  id: 'their-2',
  name: 'Savings',
  type: 'savings',
  identifiers: [{ scheme: 'sort_code', sortCode: '20-00-00', accountNumber: '55779911' }],
};
const foreign: ProviderAccount = { ...savings, id: 'their-9', identifiers: [{ scheme: 'bban', bban: '0099' }] };
const consent = {
  text: 'I agreed.',
  locale: 'en',
  acceptedAt: '2025-10-01T12:00:00.000Z',
  scopes: ['accounts' as const],
};
const agree = { accepted: true, text: 'I agree again.', locale: 'en' };

let ids = 0;
const known = mergeAccounts([], [account, savings], () => `account-${(ids += 1)}`);

const connection = (overrides: Partial<StoredConnection> = {}): StoredConnection => ({
  connection: {
    id: 'connection-1',
    status: 'reauth_required',
    bank: { id: bank.id, name: bank.name },
    scopes: ['accounts', 'balances'],
    sessionId: 'first-session',
    createdAt: '2025-10-01T12:00:00.000Z',
    expiresAt: '2026-01-01T00:00:00.000Z',
    consent,
  },
  merchantId: merchant.id,
  provider: bank.provider,
  providerBankId: bank.providerBankId,
  grant: oldGrant,
  accounts: known,
  version: 1,
  ...overrides,
});

/** A world in which the merchant has a connection already. */
async function arrange(t: TestContext, stored = connection()) {
  const world = await startWorld(t, { deps: { describeAccounts } });
  const { id } = await world.open();
  const found = await world.store.sessions.find(id);
  ok(found);
  const { session } = found;
  await world.store.sessions.replace(
    { ...found, session: { ...session, version: session.version + 1 } },
    { connection: stored },
  );
  const current = () => world.store.connections.find(merchant.id, 'connection-1');
  return { ...world, current };
}

const withCode = (code: string, path: string) => (error: unknown) =>
  error instanceof SessionError && error.code === code && error.fields?.[0]?.path === path;

/** A renewal, agreed to, at the bank and back. */
async function comeBack({ service, open, until }: World): Promise<string> {
  const { id } = await open({ connectionId: 'connection-1', scopes: undefined });
  await service.giveConsent(id, agree, psu);
  await until(id, 'redirect');
  const { binding } = await service.leave(id, 'tab', psu);
  await service.receiveCallback('shop', 'scripted', 'state=rq:1', cookies(id, binding), psu);
  return id;
}

describe('a session that renews a connection', () => {
  test('begins with the consent of its bank and hands the old grant to the provider', async (t) => {
    const { service, provider, open, until } = await arrange(t);
    provider.answers(steps.redirect());
    const { id } = await open({ connectionId: 'connection-1', scopes: undefined });
    const view = await service.view(id);
    ok(view.status === 'consent');
    deepStrictEqual([view.bank.id, view.bankFixed, view.consent.scopes], [bank.id, true, ['accounts', 'balances']]);
    await service.giveConsent(id, agree, psu);
    await until(id, 'redirect');
    const [asked] = provider.asked;
    deepStrictEqual(asked?.kind === 'begin' && asked.request.renew, oldGrant);
  });

  test('gives the same connection its new grant, keeps the ids of its accounts and both consents', async (t) => {
    const world = await arrange(t);
    const { provider, until, current } = world;
    const elsewhere = { ...savings, id: 'their-7' };
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts([elsewhere, { ...foreign }]);
    const id = await comeBack(world);
    const view = await until(id, 'completed');
    equal(view.connectionId, 'connection-1');
    const renewed = await current();
    ok(renewed);
    const { status, renewedAt, expiresAt, sessionId, consent: last, earlierConsents, scopes } = renewed.connection;
    deepStrictEqual([status, renewedAt, sessionId], ['active', new Date(start).toISOString(), 'first-session']);
    deepStrictEqual([scopes, expiresAt], [['accounts', 'balances'], new Date(start + 90 * day).toISOString()]);
    deepStrictEqual([last?.text, earlierConsents], [agree.text, [consent]]);
    deepStrictEqual(
      [renewed.grant, renewed.version],
      [{ data: { token: 'ta:1' }, expiresAt: '2026-04-01T12:00:00.000Z' }, 2],
    );
    deepStrictEqual(
      renewed.accounts.map(({ id: own, account: { id: theirs }, unlisted }) => [own, theirs, unlisted]).toSorted(),
      [
        [known[0]?.id, 'provider-account', true],
        [known[1]?.id, 'their-7', undefined],
        [view.accounts[1]?.id, 'their-9', undefined],
      ].toSorted(),
    );
    deepStrictEqual(view.accounts[0]?.id, known[1]?.id);
    deepStrictEqual(renewed.retired, [{ grant: oldGrant, requestedAt: start, tries: 0, nextAt: start }]);
    deepStrictEqual(provider.revoked, [], 'that is the work of those who look after connections');
  });

  test('does not end a consent that the new grant is of', async (t) => {
    const world = await arrange(t);
    const { provider, until, current } = world;
    provider.sameConsent = true;
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts([account]);
    await until(await comeBack(world), 'completed');
    deepStrictEqual([(await current())?.retired, provider.revoked], [undefined, []]);
  });

  test('leaves such a consent alone, too, when the shopper cancels at the last moment', async (t) => {
    const world = await arrange(t);
    const { service, provider, until } = world;
    provider.sameConsent = true;
    const reading = deferred<readonly ProviderAccount[]>();
    const asked = deferred<undefined>();
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts(() => {
      asked.resolve(undefined);
      return reading.promise;
    });
    const id = await comeBack(world);
    await asked.promise;
    await service.cancel(id, psu);
    reading.resolve([account]);
    await until(id, 'cancelled');
    await service.stop(1_000);
    deepStrictEqual(provider.revoked, []);
  });

  test('becomes a connection of its own when the shopper gives access to other accounts', async (t) => {
    const world = await arrange(t);
    const { provider, until, store, current } = world;
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts([foreign]);
    const id = await comeBack(world);
    const { connectionId, accounts } = await until(id, 'completed');
    ok(connectionId !== 'connection-1');
    deepStrictEqual(await current(), connection());
    const other = await store.connections.find(merchant.id, connectionId ?? '');
    deepStrictEqual(
      other?.accounts.map((one) => one.id),
      accounts.map((one) => one.id),
    );
    equal(other?.accounts.length, 1);
  });

  test('keeps what is known when the accounts cannot be read', async (t) => {
    const world = await arrange(t);
    const { provider, until, current } = world;
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts(new Error('broken'));
    const { connectionId } = await until(await comeBack(world), 'completed');
    deepStrictEqual([connectionId, (await current())?.accounts], ['connection-1', known]);
  });

  test('fails, and gives the new grant back, when the connection is removed meanwhile', async (t) => {
    const world = await arrange(t);
    const { service, provider, until, store } = world;
    const reading = deferred<readonly ProviderAccount[]>();
    const asked = deferred<undefined>();
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts(() => {
      asked.resolve(undefined);
      return reading.promise;
    });
    const id = await comeBack(world);
    await asked.promise;
    await store.connections.delete(merchant.id, 'connection-1');
    reading.resolve([account]);
    const { problem } = await until(id, 'failed');
    equal(problem.code, 'connection_revoked');
    await service.stop(1_000);
    deepStrictEqual(
      provider.revoked.map(({ data }) => data),
      [{ token: 'ta:1' }],
    );
  });

  test('decides anew when somebody writes the connection at the same time', async (t) => {
    const world = await arrange(t);
    const { provider, until, store, current } = world;
    provider.answers(steps.redirect(), steps.authorised()).answersAccounts(async () => {
      const stored = await current();
      ok(stored);
      await store.connections.replace({ ...stored, accounts: known.slice(0, 1), version: stored.version + 1 });
      return [account, savings];
    });
    await until(await comeBack(world), 'completed');
    const renewed = await current();
    deepStrictEqual([renewed?.version, renewed?.accounts.length, renewed?.accounts[0]], [3, 2, known[0]]);
  });

  test('stays at its bank: back leads to its consent, another bank is refused', async (t) => {
    const { service, provider, open, until } = await arrange(t);
    const { id } = await open({ connectionId: 'connection-1' });
    await rejects(service.chooseBank(id, otherBank.id, psu), withCode('invalid_request', 'bankId'));
    const { version } = await service.view(id);
    equal((await service.chooseBank(id, null, psu)).version, version);
    provider.answers(steps.redirect(), steps.refused());
    await service.giveConsent(id, agree, psu);
    await until(id, 'redirect');
    equal((await service.chooseBank(id, null, psu)).status, 'consent');
    deepStrictEqual(provider.cancelled, [flow]);
    await service.giveConsent(id, agree, psu);
    await until(id, 'attempt_failed');
    equal((await service.chooseBank(id, bank.id, psu)).status, 'consent');
  });

  test('is refused for a connection that is unknown, of another merchant, removed, or at a bank that is gone', async (t) => {
    const { open, store, current } = await arrange(t);
    const unknown = withCode('not_found', 'connectionId');
    await rejects(open({ connectionId: 'unknown' }), unknown);
    await rejects(open({ connectionId: 'connection-1', bankId: bank.id }), withCode('invalid_request', 'bankId'));
    const stored = await current();
    ok(stored);
    await store.connections.replace({ ...stored, providerBankId: 'gone', version: 2 });
    await rejects(open({ connectionId: 'connection-1' }), withCode('bank_not_found', 'connectionId'));
    const revocation = { requestedAt: start, tries: 1, nextAt: start };
    await store.connections.replace({ ...stored, revocation, version: 3 });
    await rejects(open({ connectionId: 'connection-1' }), unknown);
    await store.connections.delete(merchant.id, 'connection-1');
    const { id } = await open();
    const found = await store.sessions.find(id);
    ok(found);
    const theirs = { ...connection(), merchantId: 'other' };
    await store.sessions.replace({ ...found, session: { ...found.session, version: 2 } }, { connection: theirs });
    await rejects(open({ connectionId: 'connection-1' }), unknown);
  });
});
