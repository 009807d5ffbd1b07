import { expect, fixture, html } from '@open-wc/testing';
import { en } from '../../../widget/i18n/en.js';
import { fill, fillTemplate, formatLocale, plural } from '../../../widget/i18n/format.js';

describe('fill', () => {
  it('puts values in their places, as often as they stand there', () => {
    expect(fill('{a} and {b}, then {a}', { a: 'x', b: 2 })).to.equal('x and 2, then x');
  });

  it('does not look for places inside a value', () => {
    expect(fill('{a}{b}', { a: '{b}', b: '$&' })).to.equal('{b}$&');
  });
});

describe('fillTemplate', () => {
  it('isolates every value and renders it as text', async () => {
    const element = await fixture(html`<p>${fillTemplate('Hello {name}!', { name: '<b>بنك</b>' })}</p>`);
    expect(element.textContent).to.equal('Hello <b>بنك</b>!');
    expect(element.querySelector('bdi')?.textContent).to.equal('<b>بنك</b>');
    expect(element.querySelector('b')).to.equal(null);
  });
});

describe('formatLocale', () => {
  const german = { ...en, language: 'de' };

  it('keeps the region of the page when the words are in its language', () => {
    expect(formatLocale('de-AT', german)).to.equal('de-AT');
  });

  it('writes dates in the language of the words when the page has another', () => {
    expect(formatLocale('de-AT', en)).to.equal('en');
  });

  it('does without a valid locale', () => {
    expect(formatLocale('not a locale', en)).to.equal('en');
  });
});

describe('plural', () => {
  const polish = { one: '{count} bank', few: '{count} banki', other: '{count} banków' };

  it('follows the rules of the language', () => {
    expect([1, 3, 5].map((count) => plural(polish, count, 'pl'))).to.deep.equal(['1 bank', '3 banki', '5 banków']);
  });

  it('writes the count in the digits of the locale and falls back to `other`', () => {
    expect(plural({ other: '{count} banks' }, 1234, 'de')).to.equal('1.234 banks');
  });
});
