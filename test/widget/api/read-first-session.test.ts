import { expect } from '@open-wc/testing';
import type { SessionStatus } from '../../../server/contract/session.js';
import { readFirstSession } from '../../../widget/api/read-first-session.js';
import { BankConnectError } from '../../../widget/errors.js';
import { aView, everyStatus, pelican } from '../support/session-views.js';

const first: readonly SessionStatus[] = ['bank_selection', 'cancelled', 'expired'];
const plain = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
const codeOf = (read: () => unknown): string | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof BankConnectError ? error.code : String(error);
  }
};

describe('the reader of sessions in the first file', () => {
  for (const status of first) {
    it(`takes "${status}" as the server sends it, and drops keys that it does not know`, () => {
      const json = plain(aView(status));
      expect(plain(readFirstSession({ ...json, surprise: 1 }))).to.deep.equal(json);
    });
  }

  for (const status of everyStatus.filter((each) => !first.includes(each))) {
    it(`leaves "${status}" to the second file, and knows at which bank it is`, () => {
      const json = plain(aView(status));
      const view = readFirstSession(json);
      expect(view).to.include({ status: 'awaited', comesTo: status, id: 's1', version: 1 });
      expect(view.status === 'awaited' && view.bank).to.deep.equal({
        ...pelican,
        bic: undefined,
        logo: undefined,
        down: undefined,
      });
      expect(view.status === 'awaited' && view.json).to.equal(json);
    });
  }

  it('leaves a status that it has never heard of to the second file, which refuses it', () => {
    expect(readFirstSession(aView('bank_selection', { status: 'unheard_of' as 'bank_selection' })).status).to.equal(
      'awaited',
    );
  });

  it('knows of a payment that there is one, and of its order nothing', () => {
    expect(readFirstSession(aView('bank_selection', { payment: {} as never })).payment).to.deep.equal({});
    expect(readFirstSession(plain(aView('bank_selection'))).payment).to.equal(undefined);
  });

  it('refuses what has not even the beginnings of a view', () => {
    for (const json of [null, undefined, 1, 'x', [], {}, { status: 'consent' }]) {
      expect(codeOf(() => readFirstSession(json))).to.equal('bad_answer');
    }
    for (const key of ['id', 'version', 'expiresAt', 'merchantName', 'framePath', 'bank']) {
      for (const status of ['bank_selection', 'consent'] as const) {
        expect(
          codeOf(() => readFirstSession({ ...aView(status), [key]: [-1] })),
          key,
        ).to.equal('bad_answer');
      }
    }
  });
});
