import { expect } from '@open-wc/testing';
import { BankIndex } from '../../../widget/ui/bank-index.js';

const names = [
  'Bank of Ireland',
  'Berliner Sparkasse',
  'Crédit Agricole',
  'Deutsche Bank',
  'Deutsche Kreditbank',
  'DZ Bank',
  'ING',
  'Müritzer Volksbank',
  'N26',
  'Norddeutsche Landesbank',
  'Sparkasse Köln',
  'Volksbank Süd',
];
const bics: Readonly<Record<string, string>> = { 'Deutsche Bank': 'DEUTDEFF', 'DZ Bank': 'GENODEFF', ING: 'INGBNL2A' };
const banks = names.map((name) => ({ id: name, name, ...(bics[name] ? { bic: bics[name] } : {}) }));
const index = new BankIndex(banks);
const search = (query: string): string[] => index.search(query).map(({ name }) => name);

describe('BankIndex', () => {
  it('gives all banks in their order for an empty query', () => {
    expect(search('   ')).to.deep.equal(names);
  });

  for (const [what, query, first] of [
    ['accents left out', 'credit agri', 'Crédit Agricole'],
    ['accents put in', 'Süd', 'Volksbank Süd'],
    ['German letters written out', 'koln', 'Sparkasse Köln'],
    ['a letter missing', 'volksbnk süd', 'Volksbank Süd'],
    ['two letters swapped', 'deustche bank', 'Deutsche Bank'],
    ['a wrong letter', 'muritzer volksvank', 'Müritzer Volksbank'],
    ['words in another order', 'köln sparkasse', 'Sparkasse Köln'],
    ['beginnings of words', 'deu kre', 'Deutsche Kreditbank'],
    ['a BIC', 'genodeff', 'DZ Bank'],
    ['the beginning of a BIC', 'DEUTD', 'Deutsche Bank'],
    ['initials', 'boi', 'Bank of Ireland'],
    ['spaces left out', 'deutschebank', 'Deutsche Bank'],
    ['spaces put in', 'n 26', 'N26'],
    ['the inside of a word', 'landes', 'Norddeutsche Landesbank'],
    ['a slip in a word that fits another bank', 'berliner sparkase', 'Berliner Sparkasse'],
  ] as const) {
    it(`finds with ${what}: “${query}”`, () => {
      expect(search(query)[0]).to.equal(first);
    });
  }

  it('ranks a whole word before its beginning, and that before the inside of a word', () => {
    expect(search('deutsche')).to.deep.equal(['Deutsche Bank', 'Deutsche Kreditbank', 'Norddeutsche Landesbank']);
  });

  it('ranks a name that begins with the query first', () => {
    expect(search('sparkasse')[0]).to.equal('Sparkasse Köln');
  });

  it('keeps the given order among equals', () => {
    expect(search('bank').slice(0, 1)).to.deep.equal(['Bank of Ireland']);
    expect(search('de')).to.deep.equal(['Deutsche Bank', 'Deutsche Kreditbank', 'Norddeutsche Landesbank']);
  });

  it('asks for every typed word', () => {
    expect(search('deutsche sparkasse')).to.deep.equal([]);
  });

  it('does not guess at short words', () => {
    expect(search('inx')).to.deep.equal([]);
  });

  for (const query of ['(', '.*', '\\', '[a-z]+', '__proto__', '\u0000', '🏦', 'x'.repeat(500)]) {
    it(`takes “${query.slice(0, 12)}” as plain text`, () => {
      expect(search(query)).to.be.an('array');
    });
  }

  it('takes names that are words of the language itself', () => {
    const odd = new BankIndex([
      { id: '1', name: 'constructor' },
      { id: '2', name: '__proto__ toString' },
    ]);
    expect(odd.search('proto').map(({ id }) => id)).to.deep.equal(['2']);
  });
});
