import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { at, authorize, basicKey, call, createRequest, OTHER_MEMBER_ID, API_KEY_UUID } from './tpp.js';
import { REDIRECT_URL, startSandbox, tokenRequestBody } from './tpp.js';

const sandbox = await startSandbox({ member: { redirectUrls: [REDIRECT_URL, 'https://tpp.example/other'] } });
after(() => sandbox.close());

const send = (body: unknown) => call(sandbox, '/token-requests', { body });
const access = (resourceTypeList: object, more: object = {}): object => ({
  accessBody: { resourceTypeList, ...more },
});
const ibanSource = (iban: string, currency = 'EUR'): object =>
  access({ resources: ['ACCOUNTS'], source: { accountIdentifier: { iban: { iban } }, currency } });
const GOOD_IBAN = 'DE89370400440532013000';
const seconds = (aheadMs: number): string => String(Math.floor((Date.now() + aheadMs) / 1000));

describe('a token request is accepted', () => {
  const accepted: Record<string, object> = {
    'as the minimal body of the documents': tokenRequestBody('sim-redirect'),
    'without a bank, for Hosted Pages': tokenRequestBody(undefined),
    'with every optional field': {
      requestOptions: { bankId: 'sim-redirect', psuId: 'shopper-1', receiptRequested: false },
      requestPayload: {
        ...(tokenRequestBody('x') as { requestPayload: object }).requestPayload,
        to: { id: 'm:TestTpp111111111111111111:5zKtXEAq', alias: { type: 'EMAIL', value: 'a@tpp.example' } },
        tokenExpiration: seconds(86_400_000),
        callbackState: 'nonce',
        countries: ['DE', 'GB'],
        description: 'Order 7',
        actingAs: { displayName: 'Larch & Lumen', refId: 'x', secondaryName: 'y' },
        userRefId: 'u',
      },
    },
    'with a redirect URL that has a query': tokenRequestBody('sim-redirect', { redirectUrl: `${REDIRECT_URL}?n=1` }),
    'with the mandatory source of the bank': tokenRequestBody('sim-mandatory', ibanSource(GOOD_IBAN)),
    'with the legacy copy of the resources': tokenRequestBody(
      'sim-redirect',
      access({ resources: ['ACCOUNTS'] }, { type: ['ACCOUNTS'] }),
    ),
  };
  for (const [name, body] of Object.entries(accepted)) {
    test(name, async () => {
      const answer = await send(body);
      assert.equal(answer.status, 200, answer.text);
      assert.match(String(at(answer.json, 'tokenRequest.id')), /^rq:[1-9A-HJ-NP-Za-km-z]+:5zKtXEAq$/);
    });
  }
});

describe('a token request is refused', () => {
  const payload = (more: object): object => tokenRequestBody('sim-redirect', more);
  const refused: Record<string, readonly [reason: RegExp, body: unknown]> = {
    'that is not JSON': [/not JSON/, '{"requestPayload":'],
    'that is a list': [/Expected object/, []],
    'without a payload': [/requestPayload: required/, { requestOptions: { bankId: 'sim-redirect' } }],
    'with an unknown field at the top': [/Cannot find field: options/, { ...tokenRequestBody('x'), options: {} }],
    'with an unknown field in the payload': [/Cannot find field: maxAmount/, payload({ maxAmount: '1' })],
    'with csrfTokenHash, which is no field': [/Cannot find field: csrfTokenHash/, payload({ csrfTokenHash: 'x' })],
    'with an unknown option': [
      /Cannot find field: bank/,
      { ...tokenRequestBody(undefined), requestOptions: { bank: 'sim-redirect' } },
    ],
    'with resources directly in the body': [
      /Cannot find field: resources/,
      payload({ accessBody: { resources: ['ACCOUNTS'] } }),
    ],
    'with a field of the wrong type': [/refId: Expected string/, payload({ refId: 7 })],
    'to another member': [/to\.id/, payload({ to: { id: OTHER_MEMBER_ID } })],
    'to nobody': [/to\.id/, payload({ to: undefined })],
    'with an unknown alias type': [
      /alias\.type/,
      payload({ to: { id: 'm:TestTpp111111111111111111:5zKtXEAq', alias: { type: 'FAX', value: '1' } } }),
    ],
    'without refId': [/refId: required/, payload({ refId: undefined })],
    'with a refId longer than 35': [/not be longer than 35/, payload({ refId: 'x'.repeat(36) })],
    'with a space in refId': [/refId: only/, payload({ refId: 'order 7' })],
    'without redirectUrl': [/redirectUrl/, payload({ redirectUrl: undefined })],
    'with a redirectUrl that is no web address': [/redirectUrl/, payload({ redirectUrl: 'javascript:alert(1)' })],
    'with a redirectUrl that is not registered': [
      /not registered/,
      payload({ redirectUrl: 'https://tpp.example/callback/x' }),
    ],
    'without a body': [/exactly one body/, payload({ accessBody: undefined })],
    'with two bodies': [/exactly one body/, payload({ transferBody: {} })],
    'without resources': [/resources: must not be empty/, payload(access({ resources: [] }))],
    'with an unknown resource': [/resources: unknown value PENSION/, payload(access({ resources: ['PENSION'] }))],
    'with the same resource twice': [
      /resources: must not repeat/,
      payload(access({ resources: ['ACCOUNTS', 'ACCOUNTS'] })),
    ],
    'with history of no days': [
      /transactionHistoryDays/,
      payload(access({ resources: ['ACCOUNTS'] }, { transactionHistoryDays: 0 })),
    ],
    'for an unknown bank': [/Bank ob-nobody not found/, tokenRequestBody('ob-nobody')],
    'with tokenExpiration in milliseconds': [/tokenExpiration/, payload({ tokenExpiration: String(Date.now() + 1e8) })],
    'with tokenExpiration in the past': [/tokenExpiration/, payload({ tokenExpiration: seconds(-1_000) })],
    'with tokenExpiration as a number': [/Expected string/, payload({ tokenExpiration: 1_900_000_000 })],
    'with a description longer than 255': [/description/, payload({ description: 'x'.repeat(256) })],
    'with a country in lower case': [/countries/, payload({ countries: ['de'] })],
    'acting as somebody without a name': [/actingAs\.displayName/, payload({ actingAs: { refId: 'x' } })],
    'without the mandatory IBAN': [/mandatory field access_body.*iban is missing/, tokenRequestBody('sim-mandatory')],
    'without the mandatory currency': [
      /mandatory field .*currency is missing/,
      tokenRequestBody(
        'sim-mandatory',
        access({ resources: ['ACCOUNTS'], source: { accountIdentifier: { iban: { iban: GOOD_IBAN } } } }),
      ),
    ],
    'with an IBAN whose check digits are wrong': [
      /not an IBAN/,
      tokenRequestBody('sim-mandatory', ibanSource('DE88370400440532013000')),
    ],
    'with a currency that is none': [/not ISO 4217/, tokenRequestBody('sim-mandatory', ibanSource(GOOD_IBAN, 'euro'))],
    'with two kinds of account identifier': [
      /exactly one kind/,
      payload(
        access({
          resources: ['ACCOUNTS'],
          source: { accountIdentifier: { iban: { iban: GOOD_IBAN }, pan: { pan: '5555555555554444' } } },
        }),
      ),
    ],
  };
  for (const [name, [reason, body]] of Object.entries(refused)) {
    test(name, async () => {
      const answer = await send(body);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, reason);
      assert.match(answer.text, /^INVALID_ARGUMENT: /);
    });
  }

  test('for a bank without account information', async () => {
    const banks = await call(sandbox, '/banks?bank_features.supports_account_information.value=false&perPage=1');
    const answer = await send(tokenRequestBody(String(at(banks.json, 'banks.0.id'))));
    assert.match(answer.text, /does not support account information/);
  });
  test('for a payment, which the sandbox does not have', async () => {
    const answer = await send(tokenRequestBody('sim-redirect', { accessBody: undefined, transferBody: {} }));
    assert.equal(answer.status, 501);
  });
  test('in another content type than JSON', async () => {
    const body = JSON.stringify(tokenRequestBody('sim-redirect'));
    const answer = await call(sandbox, '/token-requests', { body, headers: { 'content-type': 'text/plain' } });
    assert.match(answer.text, /content-type must be application\/json/);
  });
});

describe('a token request', () => {
  test('can be read again as it was made, without credentials', async () => {
    const id = await createRequest(sandbox, 'sim-embedded-1', { credentials: { username: 'user', pin: '1234' } });
    const { json, text } = await call(sandbox, `/token-requests/${id}`);
    assert.equal(at(json, 'tokenRequest.requestPayload.refId'), 'ref-1');
    assert.equal(at(json, 'tokenRequest.requestOptions.bankId'), 'sim-embedded-1');
    assert.doesNotMatch(text, /1234/);
  });
  test('uses the credentials that it was made with', async () => {
    const id = await createRequest(sandbox, 'sim-embedded-1', { credentials: { username: 'user', pin: '1234' } });
    assert.equal(at((await authorize(sandbox, id)).json, 'status'), 'AUTHENTICATED');
  });
  test('is nobody else’s', async () => {
    const id = await createRequest(sandbox, 'sim-redirect');
    const authorization = basicKey(OTHER_MEMBER_ID, API_KEY_UUID);
    for (const path of ['', '/result', '/token_request_result']) {
      assert.equal((await call(sandbox, `/token-requests/${id}${path}`, { authorization })).status, 404);
    }
  });
  test('is PENDING with an empty signature until the user has authorized', async () => {
    const id = await createRequest(sandbox, 'sim-redirect');
    const { text } = await call(sandbox, `/token-requests/${id}/result`);
    assert.equal(text, '{"signature":{},"status":"PENDING","bankId":"sim-redirect"}');
  });
  test('expires after 20 minutes, for the result and for further steps', async () => {
    const id = await createRequest(sandbox, 'sim-embedded-1');
    sandbox.control.clock.advance(20 * 60_000 - 1_000);
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'PENDING');
    sandbox.control.clock.advance(2_000);
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'EXPIRED');
    const late = await authorize(sandbox, id, { username: 'user', pin: '1234' });
    assert.equal(late.status, 400);
    assert.equal(late.headers.get('token-error'), 'FAILED_PRECONDITION');
  });
});
