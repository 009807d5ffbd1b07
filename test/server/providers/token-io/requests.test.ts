import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Wish } from '../../../../server/providers/token-io/flow.js';
import { TokenIoConfig } from '../../../../server/providers/token-io/options.js';
import * as requests from '../../../../server/providers/token-io/requests.js';
import { hostedPageUrl, tokenRequestBody } from '../../../../server/providers/token-io/token-request.js';
import { context, jwtAuth } from './kit.js';

const config = (options: Record<string, unknown> = {}): TokenIoConfig =>
  TokenIoConfig.parse({ kind: 'token-io', id: 't', memberId: 'm:me:5z', auth: jwtAuth(), ...options });

const wish: Wish = {
  bankId: 'ob-modelo',
  declared: [],
  scopes: ['balances'],
  callbackUrl: 'https://connect.example/callback/shop/t',
  accessUntil: '2026-12-31T23:59:59.500Z',
  purpose: 'Paying\u202e',
  merchantName: 'Shop',
  country: 'GB',
};
const ids = { refId: 'ref', state: 'state' };

describe('the body of a token request', () => {
  test('is the minimal one of the documents, with accounts always among the resources', () => {
    assert.deepEqual(tokenRequestBody(wish, config(), ids, {}), {
      requestOptions: { bankId: 'ob-modelo' },
      requestPayload: {
        refId: 'ref',
        to: { id: 'm:me:5z' },
        redirectUrl: 'https://connect.example/callback/shop/t',
        callbackState: 'state',
        description: 'Paying',
        tokenExpiration: '1798761599',
        accessBody: { resourceTypeList: { resources: ['ACCOUNTS', 'BALANCES'] } },
      },
    });
  });

  test('asks for no more than the scopes and each once', () => {
    const { accessBody } = tokenRequestBody(
      { ...wish, scopes: ['accounts', 'transactions'] },
      config(),
      ids,
      {},
    ).requestPayload;
    assert.deepEqual(accessBody.resourceTypeList.resources, ['ACCOUNTS', 'TRANSACTIONS']);
  });

  test('names history, shopper, source account and the party acted for when there are any', () => {
    const source = { currency: 'EUR' };
    const full = tokenRequestBody(
      { ...wish, scopes: ['transactions'], psuId: 'shopper-1' },
      config({ transactionHistoryDays: 30, actingAs: 'merchant' }),
      ids,
      source,
    );
    assert.equal(full.requestOptions.psuId, 'shopper-1');
    assert.deepEqual(full.requestPayload.actingAs, { displayName: 'Shop' });
    assert.equal(full.requestPayload.accessBody.transactionHistoryDays, 30);
    assert.deepEqual(full.requestPayload.accessBody.resourceTypeList.source, source);
  });

  test('leaves the history out where no transactions are read', () => {
    const body = tokenRequestBody(wish, config({ transactionHistoryDays: 30 }), ids, {});
    assert.equal(body.requestPayload.accessBody.transactionHistoryDays, undefined);
  });

  test('names a fixed party', () => {
    const actingAs = { displayName: 'Regulated Ltd', refId: 'r1', secondaryName: 'Shop' };
    assert.deepEqual(tokenRequestBody(wish, config({ actingAs }), ids, {}).requestPayload.actingAs, actingAs);
  });
});

describe('what is said about the shopper', () => {
  const headers = (psu: { ipAddress?: string; userAgent?: string }) => requests.customerHeaders(context({ psu }));

  test('an IPv4 address and the user agent', () => {
    assert.deepEqual(headers({ ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0' }), {
      'customer-initiated': 'true',
      'token-customer-ip-address': '192.0.2.1',
      'token-customer-user-agent': 'Mozilla/5.0',
    });
  });

  test('no address that is not IPv4', () => {
    for (const ipAddress of ['2001:db8::1', '::ffff:192.0.2.1', 'unknown', '']) {
      assert.deepEqual(headers({ ipAddress }), { 'customer-initiated': 'true' });
    }
  });

  test('no user agent that could be a second header or is too long', () => {
    assert.equal(headers({ userAgent: 'a\r\nx-evil: 1\u00e9' })['token-customer-user-agent'], 'ax-evil: 1');
    assert.equal(headers({ userAgent: 'x'.repeat(5_000) })['token-customer-user-agent']?.length, 256);
    assert.deepEqual(headers({ userAgent: '\u0000' }), { 'customer-initiated': 'true' });
  });
});

test('every call asks for JSON errors', () => {
  const all = [
    requests.banksRequest(1, 'm:a'),
    requests.bankStatusesRequest(),
    requests.tokenRequestRequest(tokenRequestBody(wish, config(), ids, {}), context()),
    requests.callbackRequest('code=1', context()),
    requests.resultRequest('rq:1'),
    requests.tokenRequest('ta:1'),
    requests.cancelTokenRequest('ta:1'),
    requests.accountsRequest('ta:1', context()),
    requests.balanceRequest('ta:1', 'a:1', context()),
    requests.transactionsRequest('ta:1', 'a:1', {}, context()),
    requests.tokenMemberRequest(),
    requests.memberRequest('m:1'),
  ];
  for (const { method, headers, body } of all) {
    assert.equal(headers['token-json-error'], 'true');
    assert.equal(headers['content-type'], method === 'GET' ? undefined : 'application/json');
    assert.equal(body === undefined, method === 'GET');
  }
});

test('ids cannot leave their segment of the path', () => {
  assert.equal(requests.segment('a:b/../c?d#e'), 'a:b%2F..%2Fc%3Fd%23e');
  for (const id of ['', '.', '..']) assert.throws(() => requests.segment(id), TypeError);
});

test('the list of banks is asked for page by page, with repeated countries', () => {
  assert.equal(
    requests.banksRequest(2, 'm:me:5z', ['DE', 'IT']).path,
    '/banks?page=2&perPage=200&sort=name&memberId=m%3Ame%3A5z&bank_features.supports_account_information.value=true&countries=DE&countries=IT',
  );
});

test('hosted pages get language and country', () => {
  const url = (locale?: string): string => hostedPageUrl(config(), 'rq:1:5z', { locale, country: 'GB' });
  assert.equal(url('de-CH'), 'https://web-app.token.io/app/request-token/rq:1:5z?lang=de&country=gb');
  assert.equal(url(), 'https://web-app.token.io/app/request-token/rq:1:5z?country=gb');
});
