import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { AccountRules } from '../../../server/contract/accounts.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import type { Limits } from '../../../server/session/limits.js';
import { bank, grant, steps } from './fixtures.js';
import { account } from './scripted-provider.js';
import { deferred, merchant, psu, startWorld } from './world.js';

const savings: ProviderAccount = { ...account, id: 'provider-savings', name: 'Savings', type: 'savings' };
const amount = (value: string) => ({ type: 'available', amount: { value, currency: 'EUR' } }) as const;

/** A session at a bank that agrees at once. */
async function begun(
  t: TestContext,
  rules: Partial<AccountRules>,
  {
    accounts = [account, savings],
    limits = {},
  }: { accounts?: readonly ProviderAccount[]; limits?: Partial<Limits> } = {},
) {
  const world = await startWorld(t, { limits });
  world.provider.answers(steps.authorised()).answersAccounts(accounts);
  const scopes = rules.showBalances ? (['accounts', 'balances'] as const) : (['accounts'] as const);
  const { id } = await world.open({ bankId: bank.id, scopes: [...scopes], accounts: AccountRules.parse(rules) });
  const agree = () => world.service.giveConsent(id, { accepted: true, text: 'I agree.', locale: 'en' }, psu);
  return { ...world, id, agree };
}

const isFault = (path: string) => (error: { code?: string; fields?: readonly { path: string }[] }) =>
  error.code === 'invalid_request' && error.fields?.[0]?.path === path;

describe('a session in which the shopper chooses', () => {
  test('has a connection to the chosen account alone', async (t) => {
    const { service, store, id, agree, until, provider } = await begun(t, { select: 'one' });
    await agree();
    const { accounts, select } = await until(id, 'account_selection');
    strictEqual(select, 'one');
    deepStrictEqual(
      accounts.map(({ name }) => name),
      ['Everyday', 'Savings'],
    );
    const view = await service.chooseAccounts(id, { accountIds: ['account-1'] }, psu);
    ok(view.status === 'completed');
    deepStrictEqual(
      view.accounts.map(({ name }) => name),
      ['Savings'],
    );
    const stored = await store.connections.find(merchant.id, view.connectionId ?? '');
    deepStrictEqual(
      stored?.accounts.map(({ account: { id: theirs } }) => theirs),
      ['provider-savings'],
    );
    deepStrictEqual(stored?.connection.accountIds, ['account-1']);
    const result = await service.result(merchant.id, id);
    deepStrictEqual([result.accountIds, result.connectionId], [['account-1'], view.connectionId]);
    deepStrictEqual(provider.revoked, []);
  });

  test('names what is wrong with a choice, and takes the next one', async (t) => {
    const { service, id, agree, until } = await begun(t, { select: 'one' });
    await agree();
    await until(id, 'account_selection');
    await rejects(service.chooseAccounts(id, { accountIds: ['account-0', 'account-1'] }, psu), isFault('accountIds'));
    await rejects(service.chooseAccounts(id, { accountIds: ['nobody'] }, psu), isFault('accountIds.0'));
    strictEqual((await service.chooseAccounts(id, { accountIds: ['account-0'] }, psu)).status, 'completed');
    strictEqual((await service.chooseAccounts(id, { accountIds: ['account-0'] }, psu)).status, 'completed');
    await rejects(service.chooseAccounts(id, { accountIds: ['account-1'] }, psu), { code: 'wrong_state' });
  });

  test('is the same one on another instance', async (t) => {
    const { another, id, agree, until } = await begun(t, { select: 'many' });
    await agree();
    await until(id, 'account_selection');
    const view = await another().chooseAccounts(id, { accountIds: ['account-1', 'account-0'] }, psu);
    ok(view.status === 'completed');
    deepStrictEqual(
      view.accounts.map(({ id: each }) => each),
      ['account-0', 'account-1'],
    );
  });

  test('that is left without a choice gives the consent back', async (t) => {
    const { clock, id, agree, until, provider } = await begun(t, { select: 'many' });
    await agree();
    const { deadline } = await until(id, 'account_selection');
    clock.at = Date.parse(deadline);
    const { problem } = await until(id, 'attempt_failed');
    strictEqual(problem.code, 'authorisation_expired');
    deepStrictEqual(provider.revoked, [grant]);
  });

  test('says so where no account fits, and gives the consent back', async (t) => {
    const { id, agree, until, provider } = await begun(t, { select: 'one', types: ['loan'] });
    await agree();
    const { problem } = await until(id, 'attempt_failed');
    deepStrictEqual([problem.code, problem.action], ['no_suitable_account', 'choose_bank']);
    deepStrictEqual(provider.revoked, [grant]);
  });
});

describe('balances', () => {
  test('are shown with the accounts that fit: what is available rather than what is booked', async (t) => {
    const { id, agree, until, provider } = await begun(
      t,
      { select: 'one', showBalances: true, schemes: ['iban'] },
      {
        accounts: [account, savings, { ...account, id: 'no-iban', identifiers: [] }],
      },
    );
    provider.answersBalances('provider-account', [{ ...amount('1.00'), type: 'current' }, amount('2.50')]);
    provider.answersBalances('provider-savings', [{ ...amount('-3.00'), type: 'current' }]);
    await agree();
    const { accounts } = await until(id, 'account_selection');
    deepStrictEqual(
      accounts.map(({ balance }) => balance?.value),
      ['2.50', '-3.00'],
    );
  });

  test('that cannot be read, or not in time, keep nobody waiting', async (t) => {
    const { id, agree, until, provider } = await begun(t, { showBalances: true }, { limits: { balancesMs: 20 } });
    provider.answersBalances('provider-account', new Error('broken'));
    provider.answersBalances('provider-savings', () => deferred<never>().promise);
    await agree();
    const { accounts } = await until(id, 'completed');
    deepStrictEqual(
      accounts.map(({ balance }) => balance),
      [undefined, undefined],
    );
  });

  test('are read of a few accounts only', async (t) => {
    const { id, agree, until, provider } = await begun(t, { showBalances: true }, { limits: { balances: 1 } });
    provider.answersBalances('provider-account', [amount('1.00')]);
    await agree();
    await until(id, 'completed');
    strictEqual(provider.questions.filter((each) => each === 'balances').length, 1);
  });

  test('are not read where the session does not show them', async (t) => {
    const { id, agree, until, provider } = await begun(t, { select: 'one' });
    await agree();
    await until(id, 'account_selection');
    strictEqual(provider.questions.includes('balances'), false);
  });
});

describe('the account that fills in a form', () => {
  test('is the chosen one, once the session is completed', async (t) => {
    const { service, id, agree, until } = await begun(t, { select: 'one', autofill: true });
    await rejects(service.accountToDisclose(id), { code: 'wrong_state' });
    await agree();
    await until(id, 'account_selection');
    await rejects(service.accountToDisclose(id), { code: 'wrong_state' });
    const view = await service.chooseAccounts(id, { accountIds: ['account-1'] }, psu);
    ok(view.status === 'completed');
    strictEqual(view.autofill, true);
    const { connectionId } = view;
    deepStrictEqual(await service.accountToDisclose(id), {
      merchantId: merchant.id,
      connectionId,
      accountId: 'account-1',
    });
  });

  test('is nobody where the merchant did not ask for it', async (t) => {
    const { service, id, agree, until } = await begun(t, { select: 'one' });
    await agree();
    await until(id, 'account_selection');
    const view = await service.chooseAccounts(id, { accountIds: ['account-0'] }, psu);
    strictEqual('autofill' in view && view.autofill, undefined);
    await rejects(service.accountToDisclose(id), { code: 'wrong_state' });
  });
});
