import { merchantWords, unloadedWords } from './en-stand-in.js';
import type { FirstMessages } from './messages.js';

/** The English words of the first file; en.ts has all of them. */
export const enFirst: FirstMessages = {
  language: 'en',
  direction: 'ltr',

  common: {
    chooseAnotherBank: 'Choose another bank',
    cancel: 'Cancel',
    loading: 'Loading',
  },

  bankList: {
    title: 'Choose your bank',
    search: 'Search for your bank',
    searchHint: 'Name or BIC',
    clearSearch: 'Clear search',
    country: 'Country',
    list: 'Banks',
    recent: 'Recently used',
    all: 'All banks',
    down: 'Not available at the moment',
    count: { one: '{count} bank', other: '{count} banks' },
    results: { one: '{count} bank found', other: '{count} banks found' },
    noResults: 'No bank found for “{query}”',
    noResultsHint: 'Try a shorter name or the BIC.',
    noResultsCountryHint: 'Is your bank in another country? Change it above.',
    empty: 'There are no banks in this country yet.',
  },

  processing: {
    title: 'One moment, please',
    body: 'We are talking to {bank}. This takes a few seconds.',
    bodyWithoutBank: 'This takes a few seconds.',
  },

  form: { missing: 'Please connect your bank.' },

  unloaded: { failed: unloadedWords, blocked: merchantWords, again: 'Try again' },
};
