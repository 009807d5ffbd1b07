import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { buildIndex } from '../../../server/banks/bank-index.js';
import { BankList } from '../../../server/contract/banks.js';
import type { ProviderBank } from '../../../server/providers/provider-data.js';

const aBank = (id: string, overrides: Partial<ProviderBank> = {}): ProviderBank => ({
  id,
  name: `Bank ${id}`,
  countries: ['DE'],
  data: {},
  ...overrides,
});
const listOf = (banks: readonly ProviderBank[], country = 'DE') =>
  buildIndex([{ provider: 'p', banks }]).lists.get(country);

describe('the index of banks', () => {
  it('lists the banks of a country, compact, as the contract says', () => {
    const found = listOf(
      [
        aBank('a', { countries: ['DE', 'AT'], bic: 'AAAADEFF', logoUrl: 'https://p.example/a.png', down: true }),
        aBank('b', { countries: ['AT'], down: false, data: { secret: 'never listed' } }),
      ],
      'AT',
    );
    const key = createHash('sha256').update('https://p.example/a.png').digest('hex').slice(0, 32);
    assert.deepEqual(found?.list, {
      country: 'AT',
      countries: ['AT', 'DE'],
      banks: [
        { id: 'p:a', name: 'Bank a', bic: 'AAAADEFF', logo: `/logos/${key}`, down: true },
        { id: 'p:b', name: 'Bank b' },
      ],
    });
    BankList.parse(found.list);
  });

  it('sorts by name as a reader expects: case, accents and numbers, then by id', () => {
    const names = ['Zeta', 'ärzte', 'Bank 10', 'bank 2', 'Aachen', 'Öster', 'Oster'];
    const sorted = listOf(names.map((name, index) => aBank(`${index}`, { name })))?.list.banks.map(({ name }) => name);
    assert.deepEqual(sorted, ['Aachen', 'ärzte', 'bank 2', 'Bank 10', 'Öster', 'Oster', 'Zeta']);
  });

  it('has an ETag that is strong, stable, and new with every change', () => {
    const [first, same, other] = [listOf([aBank('a')]), listOf([aBank('a')]), listOf([aBank('a', { down: true })])];
    assert.match(first?.etag ?? '', /^"[\w-]{43}"$/);
    assert.equal(first?.etag, same?.etag);
    assert.notEqual(first?.etag, other?.etag);
  });

  it('finds a bank by its public id, with the provider behind it', () => {
    const bank = aBank('x:y', { countries: ['DE', 'DE'] });
    const { banks } = buildIndex([{ provider: 'p', banks: [bank] }]);
    const found = banks.get('p:x:y');
    assert.deepEqual(found?.sources, [{ provider: 'p', bank }]);
    assert.deepEqual(found.countries, ['DE']);
    assert.equal(banks.get('x:y'), undefined);
  });

  it('takes the first of one id', () => {
    const { banks, lists } = buildIndex([{ provider: 'p', banks: [aBank('a'), aBank('a', { name: 'Again' })] }]);
    assert.deepEqual([...banks.keys()], ['p:a']);
    assert.deepEqual(lists.get('DE')?.list.banks, [{ id: 'p:a', name: 'Bank a' }]);
  });

  it('shows the same bank once, as its first provider does, and what that one leaves out as the next', () => {
    const first = aBank('a', { name: 'Iron Bank', countries: ['DE'], logoUrl: 'ftp://p.example/a.png' });
    const second = aBank('b', {
      name: 'IRON BANK',
      bic: 'IRONDEFF',
      countries: ['AT', 'DE'],
      logoUrl: 'https://q.example/',
    });
    const lists = [
      { provider: 'p', banks: [first] },
      { provider: 'q', banks: [second] },
    ];
    const index = buildIndex(lists);
    const logo = `/logos/${createHash('sha256').update('https://q.example/').digest('hex').slice(0, 32)}`;
    const shown = { id: 'p:a', name: 'Iron Bank', bic: 'IRONDEFF', logo };
    assert.deepEqual(index.lists.get('DE')?.list.banks, [shown]);
    assert.deepEqual(index.lists.get('AT')?.list.banks, [shown]);
    assert.deepEqual(index.banks.get('p:a')?.sources, [
      { provider: 'p', bank: first },
      { provider: 'q', bank: second },
    ]);
    const reversed = buildIndex(lists.toReversed());
    assert.deepEqual(reversed.banks.get('q:b')?.bank, { ...shown, id: 'q:b', name: 'IRON BANK' });
  });

  it('finds a bank by the id of every source, also after the first one fell out', () => {
    const q = { provider: 'q', banks: [aBank('b', { bic: 'IRONDEFF' })] };
    const { banks } = buildIndex([{ provider: 'p', banks: [aBank('a', { bic: 'IRONDEFF' })] }, q]);
    assert.equal(banks.get('q:b'), banks.get('p:a'));
    assert.equal(buildIndex([q]).banks.get('q:b')?.bank.id, 'q:b');
  });

  it('calls a bank down only when all its sources are', () => {
    const downAt = (...down: readonly boolean[]) =>
      buildIndex(down.map((down, at) => ({ provider: `p${at}`, banks: [aBank('a', { down })] }))).lists.get('DE')?.list
        .banks[0]?.down;
    assert.equal(downAt(true, false), undefined);
    assert.equal(downAt(false, true), undefined);
    assert.equal(downAt(true, true), true);
  });

  it('leaves out banks without a country, and logos that are no web address', () => {
    const { banks, logoUrls, lists } = buildIndex([
      { provider: 'p', banks: [aBank('nowhere', { countries: [] }), aBank('a', { logoUrl: 'javascript:alert(1)' })] },
    ]);
    assert.deepEqual([...banks.keys()], ['p:a']);
    assert.equal(logoUrls.size, 0);
    assert.deepEqual(lists.get('DE')?.list.banks, [{ id: 'p:a', name: 'Bank a' }]);
  });
});
