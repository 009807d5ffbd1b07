import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAccounts, mergeAccounts, toAccount } from '../../../server/connection/accounts.js';
import { Account } from '../../../server/contract/connections.js';
import { AccountSummary } from '../../../server/contract/accounts.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';

const ids = () => {
  let count = 0;
  return () => `id-${(count += 1)}`;
};
const anAccount = (overrides: Partial<ProviderAccount> = {}): ProviderAccount => ({
  id: 'their-1',
  name: 'Everyday',
  type: 'current',
  identifiers: [{ scheme: 'iban', iban: 'DE89370400440532013000' }],
  ...overrides,
});
const summaryOf = (overrides: Partial<ProviderAccount>) => describeAccounts([anAccount(overrides)], ids())[0]?.summary;

describe('the accounts of a new connection', () => {
  it('get ids of our own and a summary that a browser may see', () => {
    const account = anAccount({ currency: 'EUR', holder: 'Mia Muster', bic: 'COBADEFF' });
    const [stored] = describeAccounts([account], ids());
    assert.ok(stored);
    const words = { name: 'Everyday', maskedIdentifier: '•••• 3000', type: 'current', currency: 'EUR' };
    const summary = { id: 'id-1', ...words };
    assert.deepEqual(stored, { id: 'id-1', account, summary });
    AccountSummary.parse(stored.summary);
    assert.deepEqual(toAccount(stored), { ...account, id: 'id-1', maskedIdentifier: '•••• 3000' });
    Account.parse(toAccount(stored));
  });

  const masks: readonly (readonly [string, ProviderAccount['identifiers'], string])[] = [
    ['an IBAN in groups', [{ scheme: 'iban', iban: 'DE89 3704 0044 0532 0130 00' }], '•••• 3000'],
    ['a sort code', [{ scheme: 'sort_code', sortCode: '12-34-56', accountNumber: '12345678' }], '•••• 5678'],
    ['a BBAN', [{ scheme: 'bban', bban: '500-105175' }], '•••• 5175'],
    ['a short number, less than half of it', [{ scheme: 'other', value: '12345' }], '•••• 45'],
    ['one character', [{ scheme: 'other', value: '7' }], '••••'],
    ['nothing', [], '••••'],
    [
      'the first of several',
      [
        { scheme: 'bban', bban: '11112222' },
        { scheme: 'other', value: '33334444' },
      ],
      '•••• 2222',
    ],
  ];
  for (const [what, identifiers, masked] of masks) {
    it(`show of ${what}: ${masked}`, () => {
      assert.equal(summaryOf({ identifiers })?.maskedIdentifier, masked);
    });
  }

  it('do not give the number away in their name', () => {
    assert.equal(summaryOf({ name: 'Giro DE89 3704 0044 0532 0130 00' })?.name, 'Giro •••• 3000');
    assert.equal(summaryOf({ name: 'Savings 12345678 (joint)' })?.name, 'Savings •••• 5678 (joint)');
    assert.equal(summaryOf({ name: '12-34-56 12345678' })?.name, '•••• 5678');
    assert.equal(summaryOf({ name: 'GB33BUKB20201555555555' })?.name, '•••• 5555');
    assert.equal(summaryOf({ name: 'UK24 SAVINGS ACCOUNT' })?.name, 'UK24 SAVINGS ACCOUNT');
    assert.equal(summaryOf({ name: 'Visa 2024, card 7' })?.name, 'Visa 2024, card 7');
  });

  it('are there once, even if the provider lists one twice', () => {
    assert.equal(describeAccounts([anAccount(), anAccount({ name: 'Again' })], ids()).length, 1);
  });
});

describe('accounts that are read again', () => {
  const known = describeAccounts([anAccount(), anAccount({ id: 'their-2', name: 'Savings' })], ids());

  it('keep their ids, in whatever order they come and whatever they are called now', () => {
    const again = [anAccount({ id: 'their-2', name: 'Holiday' }), anAccount(), anAccount({ id: 'their-3' })];
    const merged = mergeAccounts(known, again, () => 'new');
    assert.deepEqual(
      merged.map(({ id, summary }) => [id, summary.name]),
      [
        ['id-2', 'Holiday'],
        ['id-1', 'Everyday'],
        ['new', 'Everyday'],
      ],
    );
  });

  it('have the same id when they come back after a gap', () => {
    const gap = mergeAccounts(known, [anAccount()], () => 'new');
    assert.deepEqual(
      gap.map(({ id, unlisted }) => [id, unlisted]),
      [
        ['id-1', undefined],
        ['id-2', true],
      ],
    );
    const back = mergeAccounts(gap, [anAccount(), anAccount({ id: 'their-2', name: 'Savings' })], () => 'new');
    assert.deepEqual(back, known);
  });
});
