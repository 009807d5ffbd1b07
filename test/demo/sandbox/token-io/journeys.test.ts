import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { at, authorize, call, createRequest, result, startSandbox, visitBank } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

type Values = Record<string, string>;
const user = { username: 'user' };
const userAndPin = { username: 'user', pin: '1234' };

/** Sends one set of credentials after the other and answers what came back, each as text. */
const converse = async (bankId: string, ...rounds: readonly Values[]): Promise<{ id: string; answers: string[] }> => {
  const id = await createRequest(sandbox, bankId, bankId === 'sim-mandatory' ? withIban : {});
  const answers: string[] = [];
  for (const credentials of rounds) answers.push((await authorize(sandbox, id, credentials)).text);
  return { id, answers };
};
const withIban = {
  accessBody: {
    resourceTypeList: {
      resources: ['ACCOUNTS'],
      source: { accountIdentifier: { iban: { iban: 'DE89370400440532013000' } }, currency: 'EUR' },
    },
  },
};
const status = async (id: string): Promise<unknown> => at(await result(sandbox, id), 'status');
const AUTHENTICATED = '{"status":"AUTHENTICATED"}';
const FAILED = '{"status":"AUTHENTICATION_FAILED"}';
const DECLINED = '{"status":"DECLINED_BY_PSU"}';
const OTP = '{"fields":{"fields":[{"id":"otp","description":"One-time passcode"}]}}';
const CHOICE =
  '{"fields":{"fields":[{"id":"scaMethod","displayName":"How do you want to confirm?","options":["SMS","Phone call"],"type":"FIELD"}]}}';

describe('embedded steps', () => {
  const ends: Record<
    string,
    readonly [bank: string, rounds: readonly Values[], answers: readonly string[], end: string]
  > = {
    'username and PIN are enough': ['sim-embedded-1', [userAndPin], [AUTHENTICATED], 'PROCESSED'],
    'a wrong PIN fails at once': ['sim-embedded-1', [{ username: 'user', pin: '0000' }], [FAILED], 'REJECTED'],
    'a wrong username fails at once': ['sim-embedded-1', [{ username: 'root', pin: '1234' }], [FAILED], 'REJECTED'],
    'a finished request says the same again': [
      'sim-embedded-1',
      [userAndPin, {}],
      [AUTHENTICATED, AUTHENTICATED],
      'PROCESSED',
    ],
    'choice and OTP follow the password': [
      'sim-embedded-n',
      [userAndPin, { scaMethod: 'SMS' }, { otp: '123456' }],
      [CHOICE, OTP, AUTHENTICATED],
      'PROCESSED',
    ],
    'credentials of earlier steps may be sent again': [
      'sim-embedded-n',
      [userAndPin, { ...userAndPin, scaMethod: 'Phone call' }, { ...userAndPin, scaMethod: 'SMS', otp: '123456' }],
      [CHOICE, OTP, AUTHENTICATED],
      'PROCESSED',
    ],
    'a wrong OTP may be mended once': [
      'sim-embedded-n',
      [userAndPin, { scaMethod: 'SMS' }, { otp: '1' }, { otp: '123456' }],
      [CHOICE, OTP, OTP, AUTHENTICATED],
      'PROCESSED',
    ],
    'a second wrong OTP fails': [
      'sim-embedded-n',
      [userAndPin, { scaMethod: 'SMS' }, { otp: '1' }, { otp: '2' }],
      [CHOICE, OTP, OTP, FAILED],
      'REJECTED',
    ],
    'a confirmation is given': ['sim-confirm', [{}, { confirmation: 'Confirm' }], [], 'PROCESSED'],
    'a confirmation is declined': ['sim-confirm', [{}, { confirmation: 'Decline' }], [], 'REJECTED'],
    'a bank says that it failed': ['sim-failed', [user], [FAILED], 'REJECTED'],
    'a bank says that the user declined': ['sim-declined', [user], [DECLINED], 'REJECTED'],
    'an empty answer can mean success': ['sim-empty-answer', [user], ['{}'], 'PROCESSED'],
    'an unknown field type takes an answer': ['sim-unknown-field', [user, { voice: 'open sesame' }], [], 'PROCESSED'],
    'a bank never finishes': ['sim-never-processed', [user], [AUTHENTICATED], 'PENDING'],
  };
  for (const [name, [bank, rounds, answers, end]] of Object.entries(ends)) {
    test(name, async () => {
      const conversation = await converse(bank, ...rounds);
      if (answers.length > 0) assert.deepEqual(conversation.answers, answers);
      assert.equal(await status(conversation.id), end);
    });
  }

  test('a picture and a field for its answer come as photoTAN', async () => {
    const { id, answers } = await converse('sim-image', user);
    const json: unknown = JSON.parse(answers[0] ?? '');
    assert.equal(at(json, 'fields.fields.0.type'), 'IMAGE');
    assert.equal(at(json, 'fields.fields.0.id'), undefined);
    const picture = Buffer.from(String(at(json, 'fields.fields.0.image')), 'base64');
    assert.deepEqual([...picture.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
    assert.equal((await authorize(sandbox, id, { tan: '654321' })).text, AUTHENTICATED);
  });
  test('a flicker code and a field for its answer come as chipTAN', async () => {
    const { id, answers } = await converse('sim-flicker', user);
    const json: unknown = JSON.parse(answers[0] ?? '');
    assert.equal(at(json, 'fields.fields.0.flickerCode'), '039870110490631098765432100812345678041,00');
    assert.equal((await authorize(sandbox, id, { tan: '1' })).text, answers[0]);
    assert.equal((await authorize(sandbox, id, { tan: '654321' })).text, AUTHENTICATED);
  });
  test('an unknown status comes with an unknown result before PROCESSED', async () => {
    const { id, answers } = await converse('sim-unknown-status', user);
    assert.deepEqual(answers, ['{"status":"AUTHENTICATION_DEFERRED"}']);
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'PROCESSING');
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'PROCESSING');
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'PROCESSED');
  });
});

describe('decoupled steps', () => {
  const decide = (decision: 'approved' | 'declined'): void => {
    const [approval, ...others] = sandbox.control.approvals.waiting();
    assert.ok(approval !== undefined && others.length === 0);
    assert.ok(sandbox.control.approvals.decide(approval.id, decision));
  };
  const WAIT = '{"fields":{"fields":[{"description":"Please approve in your banking app","type":"DECOUPLED"}]}}';

  test('the fields come again until the user has approved', async () => {
    const { id, answers } = await converse('sim-decoupled', user, {}, {});
    assert.deepEqual(answers, [WAIT, WAIT, WAIT]);
    decide('approved');
    assert.equal((await authorize(sandbox, id)).text, AUTHENTICATED);
    assert.equal(await status(id), 'PROCESSED');
  });
  test('the user declines on the phone', async () => {
    const { id } = await converse('sim-decoupled', user);
    decide('declined');
    assert.equal((await authorize(sandbox, id)).text, DECLINED);
    assert.equal(await status(id), 'REJECTED');
  });
  test('two rounds differ, and the second brings a message', async () => {
    const { id, answers } = await converse('sim-decoupled-rounds', user);
    decide('approved');
    const second = await authorize(sandbox, id);
    assert.notEqual(second.text, answers[0]);
    assert.equal(at(second.json, 'fields.fields.0.type'), 'PSU_MESSAGE');
    assert.equal(at(second.json, 'fields.fields.1.type'), 'DECOUPLED');
    decide('approved');
    assert.equal((await authorize(sandbox, id)).text, AUTHENTICATED);
  });
  test('an approval of an expired request waits no longer', async () => {
    await converse('sim-decoupled', user);
    assert.equal(sandbox.control.approvals.waiting().length, 1);
    sandbox.control.clock.advance(20 * 60_000);
    assert.equal(sandbox.control.approvals.waiting().length, 0);
  });
});

describe('visits to the bank', () => {
  const visit = async (bankId: string, action: string, credentials: Values = {}) => {
    const { id, answers } = await converse(bankId, credentials);
    const address = String(at(JSON.parse(answers[0] ?? ''), 'redirectUrl'));
    return { id, address, ...(await visitBank(sandbox, address, action)) };
  };
  const plain = (id: string): string => `https://tpp.example/callback?request-id=${id}&request_id=${id}`;

  for (const bank of ['sim-redirect', 'sim-mandatory', 'sim-hosted', 'sim-tpp-redirect']) {
    test(`${bank} comes back with both ids`, async () => {
      const { id, url } = await visit(bank, 'approve');
      assert.equal(url.href, plain(id));
      assert.equal(await status(id), 'PROCESSED');
    });
  }
  test('fields can come before the visit', async () => {
    const { id, url } = await visit('sim-embedded-then-redirect', 'approve', user);
    assert.equal(url.href, plain(id));
    assert.equal(await status(id), 'PROCESSED');
  });
  test('a second visit can follow the first', async () => {
    const { id, url } = await visit('sim-multi-redirect', 'approve');
    assert.equal(url.pathname, '/bank/sim-multi-redirect/authorize');
    assert.equal(await status(id), 'PENDING');
    assert.equal((await visitBank(sandbox, url.href, 'approve')).url.href, plain(id));
    assert.equal(await status(id), 'PROCESSED');
  });
  test('an OTP can follow the visit, as unpadded base64 in the callback', async () => {
    const { id, url } = await visit('sim-redirect-then-otp', 'approve');
    const blob = 'eyJmaWVsZHMiOlt7ImlkIjoib3RwIiwiZGVzY3JpcHRpb24iOiJPbmUtdGltZSBwYXNzY29kZSJ9XX0';
    assert.equal(url.href, `${plain(id)}&credential-fields=${blob}`);
    assert.equal((await authorize(sandbox, id, { otp: '123456' })).text, AUTHENTICATED);
  });
  test('an approval can follow the visit', async () => {
    const { id, url } = await visit('sim-redirect-then-decoupled', 'approve');
    const blob = Buffer.from(url.searchParams.get('credential-fields') ?? '', 'base64').toString();
    assert.equal(at(JSON.parse(blob), 'fields.0.type'), 'DECOUPLED');
    sandbox.control.approvals.decide(sandbox.control.approvals.waiting()[0]?.id ?? '', 'approved');
    assert.equal((await authorize(sandbox, id)).text, AUTHENTICATED);
  });
  test('the result can be EXPIRED after a visit', async () => {
    const { id } = await visit('sim-expired', 'approve');
    assert.equal(await status(id), 'EXPIRED');
  });

  const refusals: Record<string, readonly [code: string, message: string]> = {
    access_denied: ['2', 'The+user+cancelled+or+rejected+the+request'],
    temporarily_unavailable: ['14', 'Bank+is+unavailable'],
    timeout: ['4', 'Deadline+exceeded'],
    unsupported: ['12', 'The+bank+does+not+support+this'],
    server_error: ['13', 'Internal+error+at+the+bank'],
  };
  for (const [action, [code, message]] of Object.entries(refusals)) {
    test(`${action} at the bank becomes error ${code} with a trace id and a form-encoded message`, async () => {
      const { id, url } = await visit('sim-errors', action);
      const traced = url.href.replace(/trace-id=[1-9A-HJ-NP-Za-km-z]{16}&/, 'trace-id=T&');
      assert.equal(traced, `${plain(id)}&trace-id=T&error=${code}&message=${message}`);
      assert.equal(await status(id), 'REJECTED');
    });
  }
  test('a wrong password stays at the bank', async () => {
    const { answers } = await converse('sim-redirect', {});
    const address = String(at(JSON.parse(answers[0] ?? ''), 'redirectUrl'));
    const wrong = visitBank(sandbox, address, 'approve', { username: 'user', password: 'x' });
    await assert.rejects(wrong, /the browser stays/);
    assert.equal(new URL((await visitBank(sandbox, address, 'approve')).url).host, 'tpp.example');
  });
  test('who walks away leaves the request pending', async () => {
    const { id, answers } = await converse('sim-redirect', {});
    const address = String(at(JSON.parse(answers[0] ?? ''), 'redirectUrl'));
    await assert.rejects(visitBank(sandbox, address, 'leave'), /the browser stays/);
    assert.equal(await status(id), 'PENDING');
  });
  test('a decided visit cannot be decided again', async () => {
    const { address } = await visit('sim-redirect', 'approve');
    assert.equal((await fetch(address)).status, 410);
  });
  test('an authorization call while the user is at the bank gives a fresh address', async () => {
    const { id, answers } = await converse('sim-redirect', {}, {});
    assert.notEqual(answers[0], answers[1]);
    const { url } = await visitBank(sandbox, String(at(JSON.parse(answers[1] ?? ''), 'redirectUrl')), 'approve');
    assert.equal(url.href, plain(id));
  });
});

describe('the authorization call is refused', () => {
  const refused: Record<string, readonly [bank: string, credentials: Values, flags: object, reason: RegExp]> = {
    'without useCredentialFlow at an embedded bank': [
      'sim-embedded-1',
      userAndPin,
      { useCredentialFlow: false },
      /^INVALID_ARGUMENT: .*useCredentialFlow/,
    ],
    'without useCredentialFlow at a decoupled bank': [
      'sim-decoupled',
      user,
      { useCredentialFlow: undefined },
      /needs useCredentialFlow/,
    ],
    'without the consent of the user': ['sim-redirect', {}, { consentAccepted: false }, /consentAccepted/],
    'with the flag as prose spells it': ['sim-redirect', {}, { useWebAppCredentialsFlow: true }, /Cannot find field/],
    'with credentials that are not texts': ['sim-redirect', {}, { credentials: { otp: 1 } }, /Expected string-map/],
    'with credentials that the bank does not know': [
      'sim-embedded-1',
      { ...userAndPin, mother: 'x' },
      {},
      /no such credential/,
    ],
    'without a required credential': [
      'sim-embedded-1',
      { pin: '1234' },
      {},
      /^INTERNAL: InitiateBankAuth failed for TokenRequest: rq:\S+ due to INVALID_ARGUMENT: Expected username or OTP credential\.$/,
    ],
    'on Token.io’s pages only, when the bank wants that': [
      'sim-webapp-credentials',
      userAndPin,
      {},
      /needs useWebappCredentialsFlow/,
    ],
  };
  for (const [name, [bank, credentials, flags, reason]] of Object.entries(refused)) {
    test(name, async () => {
      const id = await createRequest(sandbox, bank);
      assert.match((await authorize(sandbox, id, credentials, flags)).text, reason);
    });
  }
  test('for a choice that is not one of the options', async () => {
    const { id } = await converse('sim-embedded-n', userAndPin);
    assert.match((await authorize(sandbox, id, { scaMethod: 'Pigeon' })).text, /must be one of the options/);
    assert.equal((await authorize(sandbox, id, { scaMethod: 'SMS' })).text, OTP);
  });
  test('for a wrong OTP at the bank that treats it as an error', async () => {
    const { id } = await converse('sim-embedded-otp-error', user);
    const wrong = await authorize(sandbox, id, { otp: '1' });
    assert.equal(wrong.status, 500);
    assert.match(wrong.text, /Expected username or OTP credential/);
    assert.equal((await authorize(sandbox, id, { otp: '123456' })).text, AUTHENTICATED);
  });
  test('without a bank', async () => {
    const body = {
      requestPayload: {
        refId: 'r',
        to: { id: 'm:TestTpp111111111111111111:5zKtXEAq' },
        redirectUrl: 'https://tpp.example/',
        accessBody: { resourceTypeList: { resources: ['ACCOUNTS'] } },
      },
    };
    const id = String(at((await call(sandbox, '/token-requests', { body })).json, 'tokenRequest.id'));
    assert.match((await authorize(sandbox, id)).text, /bankId: required/);
  });
});
