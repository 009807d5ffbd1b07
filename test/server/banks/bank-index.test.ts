import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { buildIndex } from '../../../server/banks/bank-index.js';
import { BankList } from '../../../server/contract/banks.js';
import type { ProviderBank } from '../../../server/providers/provider.js';

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

  it('keeps the banks of providers apart and takes the first of one id', () => {
    const { banks, lists } = buildIndex([
      { provider: 'p', banks: [aBank('a'), aBank('a', { name: 'Again' })] },
      { provider: 'q', banks: [aBank('a')] },
    ]);
    assert.deepEqual([...banks.keys()], ['p:a', 'q:a']);
    assert.equal(lists.get('DE')?.list.banks.length, 2);
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
