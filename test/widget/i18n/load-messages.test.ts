import { expect } from '@open-wc/testing';
import { enFirst } from '../../../widget/i18n/en-first.js';
import { en } from '../../../widget/i18n/en.js';
import { fallbackChain, loadMessages } from '../../../widget/i18n/load-messages.js';
import { wholeMessages } from '../../../widget/i18n/whole-messages.js';
import type { Messages } from '../../../widget/i18n/messages.js';

const dictionary = (language: string): Messages => ({ ...en, language });

describe('loadMessages', () => {
  it('goes from the region to the language', async () => {
    const messages = await loadMessages('fr-CH', { fr: () => Promise.resolve(dictionary('fr')) });
    expect(messages.language).to.equal('fr');
    expect(wholeMessages(messages)).to.equal(messages);
  });

  it('prefers the dictionary of the region', async () => {
    const messages = await loadMessages('de_AT', {
      de: () => Promise.resolve(dictionary('de')),
      'de-at': () => Promise.resolve(dictionary('de-AT')),
    });
    expect(messages.language).to.equal('de-AT');
  });

  it('passes over a dictionary that does not load', async () => {
    const messages = await loadMessages('fr-CH', {
      'fr-ch': () => Promise.reject(new Error('offline')),
      fr: () => Promise.resolve(dictionary('fr')),
    });
    expect(messages.language).to.equal('fr');
  });

  for (const locale of ['', 'xx', 'not a locale!', '-', 'constructor', '__proto__', 'en-GB', 'EN']) {
    it(`ends in English for “${locale}”`, async () => {
      const messages = await loadMessages(locale);
      expect(messages).to.equal(enFirst);
      expect(wholeMessages(messages)).to.equal(en);
    });
  }

  it('loads nothing for English, whatever else there is', async () => {
    let loads = 0;
    await loadMessages('en-US', { de: () => Promise.resolve(dictionary(`de${(loads += 1)}`)) });
    expect(loads).to.equal(0);
  });
});

describe('fallbackChain', () => {
  it('drops one subtag after the other', () => {
    expect(fallbackChain('zh-Hant-TW')).to.deep.equal(['zh-hant-tw', 'zh-hant', 'zh']);
  });
});
