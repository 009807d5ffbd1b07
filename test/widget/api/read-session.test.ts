import { expect } from '@open-wc/testing';
import { readCredentials } from '../../../widget/api/read-credentials.js';
import { readBanks } from '../../../widget/api/read-bank.js';
import { readSession } from '../../../widget/api/read-session.js';
import { BankConnectError } from '../../../widget/errors.js';
import { aView, everyStatus } from '../support/session-views.js';

/** What JSON can carry of a value: own keys that are not undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const codeOf = (read: () => unknown): string | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof BankConnectError ? error.code : String(error);
  }
};

describe('the reader of session views', () => {
  for (const status of everyStatus) {
    const json = plain(aView(status)) as Record<string, unknown>;

    it(`takes "${status}" as the server sends it, and drops keys that it does not know`, () => {
      expect(plain(readSession({ ...json, surprise: 1 }))).to.deep.equal(json);
    });

    it(`refuses "${status}" when any of its keys is absent or of another type`, () => {
      const optional: Readonly<Record<string, string>> = {
        attempt_failed: 'bank',
        failed: 'bank',
        completed: 'connectionId',
      };
      for (const key of Object.keys(json)) {
        const without = Object.fromEntries(Object.entries(json).filter(([each]) => each !== key));
        if (key !== optional[status])
          expect(
            codeOf(() => readSession(without)),
            `${key} absent`,
          ).to.equal('bad_answer');
        for (const wrong of [[], -1, Number.NaN, true, { x: 1 }]) {
          if (key === 'needsConfirmation' && wrong === true) continue;
          if (key === 'accounts' && Array.isArray(wrong)) continue;
          expect(
            codeOf(() => readSession({ ...json, [key]: wrong })),
            `${key} ${JSON.stringify(wrong)}`,
          ).to.equal('bad_answer');
        }
      }
    });
  }

  it('refuses everything that is not a view', () => {
    for (const json of [null, undefined, 1, 'x', [], {}, { status: 'unheard_of' }, { status: '__proto__' }]) {
      expect(codeOf(() => readSession(json))).to.equal('bad_answer');
    }
  });

  it('refuses paths that name another host', () => {
    for (const framePath of [
      '//evil.test/x',
      '/\\evil.test',
      'https://evil.test/',
      'javascript:alert(1)',
      '',
      '/a b',
    ]) {
      expect(
        codeOf(() => readSession(aView('bank_selection', { framePath }))),
        framePath,
      ).to.equal('bad_answer');
    }
  });

  it('refuses links that are no web addresses', () => {
    const { consent } = aView('consent');
    for (const termsUrl of ['javascript:alert(1)', 'data:text/html,x', '/terms', 'ftp://x.test']) {
      expect(
        codeOf(() => readSession(aView('consent', { consent: { ...consent, termsUrl } }))),
        termsUrl,
      ).to.equal('bad_answer');
    }
  });

  it('does not see what the page hung on Object.prototype', () => {
    const polluted = Object.prototype as { logo?: string; leftAt?: string };
    polluted.logo = '/evil';
    polluted.leftAt = '2020-01-01T00:00:00Z';
    try {
      const view = readSession(plain(aView('redirect')));
      expect(view.status === 'redirect' && view.leftAt).to.equal(undefined);
      expect(view.status === 'redirect' && view.bank.logo).to.equal(undefined);
      expect(codeOf(() => readSession({ ...aView('cancelled'), framePath: undefined }))).to.equal('bad_answer');
    } finally {
      delete polluted.logo;
      delete polluted.leftAt;
    }
  });
});

describe('the reader of bank lists', () => {
  it('takes 6,000 banks and refuses one that is broken', () => {
    const banks = Array.from({ length: 6000 }, (_, index) => ({ id: `p:${index}`, name: `Bank ${index}` }));
    const list = { country: 'DE', countries: ['DE'], banks };
    expect(readBanks(list).banks).to.have.lengthOf(6000);
    expect(codeOf(() => readBanks({ ...list, banks: [...banks, { id: 'p:x' }] }))).to.equal('bad_answer');
  });
});

describe('the reader of credential fields', () => {
  const view = (fields: unknown) => ({ bankName: 'Pelican', round: 1, fields });
  const image = { mediaType: 'image/png', base64: 'AAAA' };

  it('takes every kind of field', () => {
    const fields = [
      { kind: 'text', id: 'a', label: 'A', help: 'h' },
      { kind: 'password', id: 'b', label: 'B' },
      { kind: 'otp', id: 'c', label: 'C' },
      { kind: 'choice', id: 'd', label: 'D', options: [{ value: '1', label: 'One' }] },
      { kind: 'confirmation', id: 'e', label: 'E', options: [{ value: 'y', label: 'Yes' }] },
      { kind: 'message', id: 'f', label: 'F' },
      { kind: 'image', id: 'g', label: 'G', image, answerable: true },
      { kind: 'flicker', id: 'h', label: 'H', flickerCode: '11048', answerable: false },
    ];
    expect(plain(readCredentials(view(fields)))).to.deep.equal(view(fields));
  });

  it('refuses unknown kinds, foreign image types, no field, nine fields and an id twice', () => {
    const field = (id: string) => ({ kind: 'text', id, label: 'A' });
    for (const fields of [
      [{ ...field('a'), kind: 'iframe' }],
      [{ kind: 'image', id: 'a', label: 'A', answerable: true, image: { ...image, mediaType: 'image/svg+xml' } }],
      [{ kind: 'image', id: 'a', label: 'A', answerable: true, image: { ...image, base64: '"><script>' } }],
      [],
      Array.from({ length: 9 }, (_, index) => field(String(index))),
      [field('a'), field('a')],
    ]) {
      expect(codeOf(() => readCredentials(view(fields)))).to.equal('bad_answer');
    }
  });
});
