import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AccountRules } from '../../../server/contract/accounts.js';
import { CreateSession, type Scope } from '../../../server/contract/session.js';
import {
  choiceAmong,
  choiceFaults,
  fittingAccounts,
  isLimited,
  rulesFaults,
  summariesOf,
} from '../../../server/session/account-choice.js';
import { anAccount, states } from './fixtures.js';

const rules = (given: Partial<AccountRules> = {}): AccountRules => AccountRules.parse(given);
const everyday = anAccount('everyday');
const pounds = anAccount('pounds', {
  currency: 'GBP',
  identifiers: [{ scheme: 'sort_code', sortCode: '040004', accountNumber: '12345678' }],
});
const card = anAccount('card', { type: 'card', identifiers: [] });
const silent = anAccount('silent', { currency: undefined });
const all = [everyday, pounds, card, silent];
const fitting = (given: Partial<AccountRules>) => fittingAccounts(all, rules(given)).map(({ id }) => id);

describe('the rules of a merchant', () => {
  test('let every account through where they say nothing', () => {
    deepStrictEqual(fittingAccounts(all, undefined), all);
    deepStrictEqual(fitting({ select: 'many' }), ['everyday', 'pounds', 'card', 'silent']);
  });

  test('filter by type, by currency, by scheme, and by all of them', () => {
    deepStrictEqual(fitting({ types: ['card', 'loan'] }), ['card']);
    deepStrictEqual(fitting({ currencies: ['GBP'] }), ['pounds']);
    deepStrictEqual(fitting({ schemes: ['iban'] }), ['everyday', 'silent']);
    deepStrictEqual(fitting({ schemes: ['sort_code', 'iban'], currencies: ['GBP', 'EUR'] }), ['everyday', 'pounds']);
    deepStrictEqual(fitting({ types: ['current'], currencies: ['EUR'], schemes: ['sort_code'] }), []);
  });

  test('take an account whose currency is not known for none of theirs', () => {
    strictEqual(fitting({ currencies: ['EUR'] }).includes('silent'), false);
  });

  test('limit a connection once they filter or let the shopper choose', () => {
    strictEqual(isLimited(undefined), false);
    strictEqual(isLimited(rules()), false);
    strictEqual(isLimited(rules({ showBalances: true })), false);
    for (const given of [
      { select: 'one' },
      { select: 'many' },
      { types: ['card'] },
    ] satisfies Partial<AccountRules>[]) {
      strictEqual(isLimited(rules(given)), true);
    }
  });

  test('ask the shopper only where there is something to choose', () => {
    strictEqual(choiceAmong(all, undefined), undefined);
    strictEqual(choiceAmong(all, rules()), undefined);
    for (const select of ['one', 'many'] as const) {
      strictEqual(choiceAmong(all, rules({ select })), select);
      strictEqual(choiceAmong([card], rules({ select })), undefined);
    }
  });
});

describe('a request for a session', () => {
  const faults = (accounts: object, scopes: readonly Scope[] = ['accounts']) =>
    rulesFaults(CreateSession.parse({ accounts, scopes }), scopes).map(({ path }) => path);

  test('shows balances only where they are in the scope', () => {
    deepStrictEqual(faults({ showBalances: true }), ['accounts.showBalances']);
    deepStrictEqual(faults({ showBalances: true }, ['accounts', 'balances']), []);
  });

  test('fills in a form with one account', () => {
    deepStrictEqual(faults({ autofill: true }), ['accounts.autofill']);
    deepStrictEqual(faults({ autofill: true, select: 'many' }), ['accounts.autofill']);
    deepStrictEqual(faults({ autofill: true, select: 'one' }), []);
  });

  test('is refused with the path of what is wrong', () => {
    for (const [accounts, path] of [
      [{ select: 'two' }, 'accounts.select'],
      [{ types: [] }, 'accounts.types'],
      [{ types: ['current', 'gold'] }, 'accounts.types.1'],
      [{ currencies: ['eur'] }, 'accounts.currencies.0'],
      [{ schemes: ['bic'] }, 'accounts.schemes.0'],
      [{ showBalances: 'yes' }, 'accounts.showBalances'],
    ] as const) {
      const result = CreateSession.safeParse({ accounts });
      strictEqual(result.error?.issues[0]?.path.join('.'), path);
    }
    strictEqual(CreateSession.safeParse({ accounts: { balances: true } }).success, false);
  });
});

describe('a choice', () => {
  const faults = (select: 'one' | 'many', accountIds: readonly string[]) =>
    choiceFaults({ ...states.account_selection, select }, accountIds).map(({ path }) => path);

  test('is one account, or several different ones, of the list', () => {
    deepStrictEqual(faults('one', ['savings']), []);
    deepStrictEqual(faults('many', ['savings', 'everyday']), []);
    deepStrictEqual(faults('one', ['savings', 'everyday']), ['accountIds']);
    deepStrictEqual(faults('one', ['their-savings']), ['accountIds.0']);
    deepStrictEqual(faults('many', ['everyday', 'unknown', 'everyday']), ['accountIds.1', 'accountIds.2']);
  });
});

test('a summary has a balance only where there is one', () => {
  const balance = { value: '12.50', currency: 'EUR' };
  deepStrictEqual(summariesOf([everyday, card], { everyday: balance }), [
    { ...everyday.summary, balance },
    card.summary,
  ]);
  deepStrictEqual(summariesOf([anAccount('toString')]), [anAccount('toString').summary]);
});
