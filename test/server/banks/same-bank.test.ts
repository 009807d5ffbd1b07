import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupSources } from '../../../server/banks/same-bank.js';
import type { ProviderBank } from '../../../server/providers/provider-data.js';

const aBank = (id: string, overrides: Partial<ProviderBank> = {}): ProviderBank => ({
  id,
  name: `Bank ${id}`,
  countries: ['DE'],
  data: {},
  ...overrides,
});

/** The groups, each source as `<provider>:<id>`. */
const grouped = (lists: Record<string, readonly ProviderBank[]>): string[][] =>
  groupSources(Object.entries(lists).map(([provider, banks]) => ({ provider, banks }))).map((sources) =>
    sources.map(({ provider, bank }) => `${provider}:${bank.id}`),
  );

describe('the same bank behind several providers', () => {
  it('is one by its BIC, whatever the branch, the case and the name', () => {
    const groups = grouped({
      p: [aBank('1', { bic: 'DEUTDEFF' })],
      q: [aBank('2', { bic: 'DEUTDEFF500', name: 'Deutsche' })],
      r: [aBank('3', { bic: 'deutdeffxxx' })],
    });
    assert.deepEqual(groups, [['p:1', 'q:2', 'r:3']]);
  });

  it('is one by its name where one of the two has no BIC, without case, accents and punctuation', () => {
    const groups = grouped({
      p: [aBank('1', { name: 'Crédit-Agricole S.A.', bic: 'AGRIFRPP' }), aBank('2', { name: 'Große Bank' })],
      q: [aBank('3', { name: 'CREDIT AGRICOLE SA' }), aBank('4', { name: 'grosse bank', bic: 'GROSDEFF' })],
    });
    assert.deepEqual(groups, [
      ['p:1', 'q:3'],
      ['p:2', 'q:4'],
    ]);
  });

  it('needs a country in common', () => {
    const groups = grouped({
      p: [aBank('1', { bic: 'AAAADEFF', countries: ['DE', 'AT'] }), aBank('2', { name: 'Twin', countries: ['DE'] })],
      q: [aBank('1', { bic: 'AAAADEFF', countries: ['AT'] }), aBank('2', { name: 'Twin', countries: ['CH'] })],
    });
    assert.deepEqual(groups, [['p:1', 'q:1'], ['p:2'], ['q:2']]);
  });

  it('is not the one of the same name with another BIC', () => {
    const groups = grouped({
      p: [aBank('1', { name: 'Volksbank', bic: 'GENODED1' })],
      q: [aBank('1', { name: 'Volksbank', bic: 'GENODEF1' })],
    });
    assert.deepEqual(groups, [['p:1'], ['q:1']]);
  });

  it('is not guessed among several of the same name or BIC', () => {
    const twins = [
      aBank('1', { name: 'Volksbank', bic: 'GENODED1' }),
      aBank('2', { name: 'Volksbank', bic: 'GENODEF1' }),
    ];
    assert.deepEqual(grouped({ p: twins, q: [aBank('3', { name: 'Volksbank' })] }), [['p:1'], ['p:2'], ['q:3']]);
    assert.deepEqual(grouped({ q: [aBank('3', { name: 'Volksbank' })], p: twins }), [['q:3'], ['p:1'], ['p:2']]);
    const spread = grouped({ p: twins.slice(0, 1), q: twins.slice(1), r: [aBank('3', { name: 'Volksbank' })] });
    assert.deepEqual(spread, [['p:1'], ['q:2'], ['r:3']]);
    const brands = [aBank('1', { name: 'One', bic: 'SAMEDEFF' }), aBank('2', { name: 'Two', bic: 'SAMEDEFF' })];
    assert.deepEqual(grouped({ p: brands, q: [aBank('3', { name: 'Three', bic: 'SAMEDEFF' })] }), [
      ['p:1'],
      ['p:2'],
      ['q:3'],
    ]);
  });

  it('is told apart from its sister under one BIC by the name', () => {
    const brands = [aBank('1', { name: 'One', bic: 'SAMEDEFF' }), aBank('2', { name: 'Two', bic: 'SAMEDEFF' })];
    const groups = grouped({ p: brands, q: [aBank('a', { name: 'TWO', bic: 'SAMEDEFFXXX' })] });
    assert.deepEqual(groups, [['p:1'], ['p:2', 'q:a']]);
  });

  it('is never two of one provider', () => {
    assert.deepEqual(grouped({ p: [aBank('1', { name: 'Twin' }), aBank('2', { name: 'Twin' })] }), [['p:1'], ['p:2']]);
    const groups = grouped({
      p: [aBank('1', { name: 'One', bic: 'SAMEDEFF' })],
      q: [aBank('1', { name: 'One' }), aBank('2', { name: 'Other', bic: 'SAMEDEFF' })],
    });
    assert.deepEqual(groups, [['p:1', 'q:2'], ['q:1']]);
  });

  it('takes no sense from a BIC that is none, or from a name without letters', () => {
    const groups = grouped({
      p: [aBank('1', { bic: 'N/A' }), aBank('2', { name: '—' })],
      q: [aBank('3', { bic: 'N/A' }), aBank('4', { name: '***' })],
    });
    assert.deepEqual(groups, [['p:1'], ['p:2'], ['q:3'], ['q:4']]);
  });
});
