import { expect } from '@open-wc/testing';
import { countryOptions } from '../../../widget/ui/country-options.js';

const names = (codes: readonly string[], locale: string): string[] =>
  countryOptions(codes, locale).map(({ name }) => name);

describe('countryOptions', () => {
  it('names countries in a language and sorts them as it does', () => {
    expect(names(['DE', 'AT', 'SE'], 'en')).to.deep.equal(['Austria', 'Germany', 'Sweden']);
    expect(names(['DE', 'AT', 'EG'], 'de')).to.deep.equal(['Ägypten', 'Deutschland', 'Österreich']);
  });

  it('keeps what is no country', () => {
    expect(names(['DE', '??', 'de'], 'en')).to.have.members(['Germany', '??', 'de']);
  });
});
