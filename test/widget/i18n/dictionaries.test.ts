import { expect } from '@open-wc/testing';
import { englishMessages, pseudoMessages } from '../../../demo/gallery/pseudo-messages.js';
import type { Messages } from '../../../widget/i18n/messages.js';

/** Every text with its path, as `bankList.title`. */
function texts(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, each]) => texts(each, path ? `${path}.${key}` : key));
}

const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

/** A dictionary may leave out plural forms, and its language may need others: only `other` is compared. */
const isPluralForm = (path: string): boolean => /\.(zero|one|two|few|many)$/.test(path);

function placesOf(messages: Messages): Record<string, string[]> {
  return Object.fromEntries(
    texts(messages)
      .filter(([path]) => !isPluralForm(path))
      .map(([path, text]) => [path, places(text)]),
  );
}

describe('dictionaries', () => {
  it('have no empty text', () => {
    expect(texts(englishMessages).filter(([, text]) => text.trim() === '')).to.deep.equal([]);
  });

  it('use the same places in every language', () => {
    expect(placesOf(pseudoMessages)).to.deep.equal(placesOf(englishMessages));
  });

  it('speak of the bank, not of roles', () => {
    const jargon = texts(englishMessages).filter(([, text]) =>
      /\b(PSU|TPP|ASPSP|SCA|AIS|PIS|session|token)\b/.test(text),
    );
    expect(jargon).to.deep.equal([]);
  });
});
