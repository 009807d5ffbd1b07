import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { API_KEY_UUID, at, authorize, basicKey, call, createRequest, OTHER_MEMBER_ID } from './tpp.js';
import { result, startSandbox, type Answer } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

type Wire = Record<string, unknown>;
const PSU = { 'token-customer-ip-address': '203.0.113.7' };

/** A consent at the bank with one step. */
const consent = async (payload: object = {}): Promise<string> => {
  const id = await createRequest(sandbox, 'sim-embedded-1', payload);
  await authorize(sandbox, id, { username: 'user', pin: '1234' });
  return String(at(await result(sandbox, id), 'tokenId'));
};
const read = (tokenId: string, path: string, headers: Record<string, string> = PSU): Promise<Answer> =>
  call(sandbox, path, { headers: { 'on-behalf-of': tokenId, ...headers } });
const resources = (...names: readonly string[]): object => ({
  accessBody: { resourceTypeList: { resources: names } },
});
const accountIds = async (tokenId: string): Promise<readonly string[]> =>
  (at((await read(tokenId, '/accounts')).json, 'accounts') as readonly Wire[]).map(({ id }) => String(id));

describe('an access token', () => {
  test('names the request, its end in milliseconds, and every account for every resource', async () => {
    const tokenId = await consent();
    const { json } = await call(sandbox, `/tokens/${tokenId}`);
    assert.equal(at(json, 'token.id'), tokenId);
    assert.match(String(at(json, 'token.tokenRequestId')), /^rq:/);
    assert.match(String(at(json, 'token.payload.expiresAtMs')), /^\d{13}$/);
    assert.equal(typeof at(json, 'token.payload.expiresAtMs'), 'string');
    const granted = at(json, 'token.payload.access.resources') as readonly Wire[];
    assert.equal(granted.length, 15);
    const ids = new Set(granted.map((resource) => at(Object.values(resource)[0], 'accountId')));
    assert.deepEqual([...ids].sort(), [...(await accountIds(tokenId))].sort());
  });
  test('ends when the request said', async () => {
    const tokenExpiration = String(Math.floor(sandbox.control.clock.now() / 1000) + 3_600);
    const tokenId = await consent({ tokenExpiration });
    const { json } = await call(sandbox, `/tokens/${tokenId}`);
    assert.equal(at(json, 'token.payload.expiresAtMs'), `${tokenExpiration}000`);
    assert.equal((await read(tokenId, '/accounts')).status, 200);
    sandbox.control.clock.advance(3_601_000);
    const late = await read(tokenId, '/accounts');
    assert.equal(late.status, 403);
    assert.equal(late.headers.get('token-external-error'), 'true');
  });
  test('can be cancelled, more than once', async () => {
    const tokenId = await consent();
    for (const attempt of ['first', 'second']) {
      const { json } = await call(sandbox, `/tokens/${tokenId}/cancel`, { method: 'PUT' });
      assert.equal(at(json, 'result.status'), 'SUCCESS', attempt);
    }
    assert.equal((await read(tokenId, '/accounts')).headers.get('token-error'), 'PERMISSION_DENIED');
  });
  test('is listed page by page', async () => {
    await consent();
    const seen: unknown[] = [];
    let offset: unknown = '';
    do {
      const { json } = await call(sandbox, `/tokens?type=ACCESS&page.limit=2&page.offset=${String(offset)}`);
      seen.push(...((at(json, 'tokens') ?? []) as readonly Wire[]).map(({ id }) => id));
      offset = at(json, 'offset');
    } while (offset !== undefined);
    assert.deepEqual(seen, sandbox.control.tokens.ids());
    assert.equal((await call(sandbox, '/tokens?type=ACCESS')).status, 400);
  });
  test('is nobody else’s', async () => {
    const tokenId = await consent();
    const authorization = basicKey(OTHER_MEMBER_ID, API_KEY_UUID);
    assert.equal((await call(sandbox, `/tokens/${tokenId}`, { authorization })).status, 404);
    const headers = { 'on-behalf-of': tokenId, ...PSU };
    assert.equal((await call(sandbox, '/accounts', { authorization, headers })).status, 403);
  });
});

describe('accounts', () => {
  test('need the header on-behalf-of', async () => {
    const answer = await call(sandbox, '/accounts', { headers: PSU });
    assert.match(answer.text, /^INVALID_ARGUMENT: on-behalf-of/);
  });
  test('differ in type, currency and kind of identifier', async () => {
    const { json } = await read(await consent(), '/accounts');
    const all = at(json, 'accounts') as readonly Wire[];
    const kinds = (path: string): ReadonlySet<unknown> => new Set(all.map((account) => at(account, path)));
    assert.deepEqual(kinds('accountDetails.type'), new Set(['CHECKING', 'SAVINGS', 'CARD', 'OTHER']));
    assert.deepEqual(kinds('accountDetails.currency'), new Set(['GBP', 'USD']));
    const identifiers = all.flatMap((account) => at(account, 'accountDetails.accountIdentifiers') as readonly Wire[]);
    assert.deepEqual(
      new Set(identifiers.flatMap((identifier) => Object.keys(identifier))),
      new Set(['gbDomestic', 'iban', 'pan', 'bban', 'msisdn']),
    );
  });
  test('leave defaults out: no name, not locked, no money', async () => {
    const tokenId = await consent();
    const all = at((await read(tokenId, '/accounts')).json, 'accounts') as readonly Wire[];
    assert.equal(all.filter((account) => 'isLocked' in account).length, 1);
    assert.equal(all.filter((account) => !('name' in account)).length, 1);
  });
  test('are the same for the next consent at the bank', async () => {
    assert.deepEqual(await accountIds(await consent()), await accountIds(await consent()));
  });
  test('can be read one by one, and no others', async () => {
    const tokenId = await consent();
    const [id] = await accountIds(tokenId);
    assert.equal(at((await read(tokenId, `/accounts/${id}`)).json, 'account.id'), id);
    assert.equal((await read(tokenId, '/accounts/a:nobody:x')).status, 404);
  });
});

describe('balances', () => {
  test('are decimal strings, one by one or several at once', async () => {
    const tokenId = await consent();
    const [first, second] = await accountIds(tokenId);
    const one = await read(tokenId, `/accounts/${first}/balance`);
    assert.deepEqual(at(one.json, 'balance.available'), { currency: 'GBP', value: '2874.19' });
    assert.equal(at(one.json, 'status'), 'SUCCESSFUL_REQUEST');
    const both = await read(tokenId, `/account-balance?accountId=${first}&accountId=${second}`);
    assert.equal(at(both.json, 'response.1.balance.accountId'), second);
    assert.equal((await read(tokenId, '/account-balance')).status, 400);
  });
  test('keep the value "0", which is a text', async () => {
    const tokenId = await consent();
    const dollars = (await accountIds(tokenId))[3];
    const { json } = await read(tokenId, `/accounts/${dollars}/balance`);
    assert.equal(at(json, 'balance.current.value'), '0');
  });
  test('are refused when the consent does not cover them', async () => {
    const tokenId = await consent(resources('ACCOUNTS'));
    const [id] = await accountIds(tokenId);
    for (const path of ['balance', 'transactions?page.limit=10', 'standing-orders?page.limit=10']) {
      assert.equal((await read(tokenId, `/accounts/${id}/${path}`)).status, 403, path);
    }
  });
});

describe('transactions', () => {
  const page = (tokenId: string, id: string | undefined, query: string): Promise<Answer> =>
    read(tokenId, `/accounts/${id}/transactions?${query}`);
  const itemsOf = ({ json }: Answer): readonly Wire[] => (at(json, 'transactions') ?? []) as readonly Wire[];

  test('come in pages until an empty one, each once, newest first', async () => {
    const tokenId = await consent();
    const [id] = await accountIds(tokenId);
    const all: Wire[] = [];
    let offset = '';
    let pages = 0;
    do {
      const answer = await page(tokenId, id, `page.limit=100&page.offset=${encodeURIComponent(offset)}`);
      all.push(...itemsOf(answer));
      const next = at(answer.json, 'offset');
      offset = typeof next === 'string' ? next : '';
      pages += 1;
    } while (offset !== '');
    assert.equal(pages, 4, 'the last page with transactions is followed by an empty one');
    assert.equal(all.length, 250);
    assert.equal(new Set(all.map((transaction) => transaction['id'])).size, 250);
    const times = all.map(({ createdAtMs }) => Number(createdAtMs));
    assert.deepEqual(
      times,
      [...times].sort((one, other) => other - one),
    );
    assert.ok(all.every(({ createdAtMs }) => typeof createdAtMs === 'string'));
    assert.ok(all.every((transaction) => /^\d+(\.\d{1,4})?$/.test(String(at(transaction, 'amount.value')))));
    assert.equal(all.filter(({ status }) => status === 'PENDING').length, 2);
  });
  test('are limited to a period, both days included', async () => {
    const tokenId = await consent();
    const [id] = await accountIds(tokenId);
    const days = itemsOf(await page(tokenId, id, 'page.limit=199')).map(({ createdAtMs }) =>
      new Date(Number(createdAtMs)).toISOString().slice(0, 10),
    );
    const [to, from] = [days[20] ?? '', days[40] ?? ''];
    const found = itemsOf(await page(tokenId, id, `page.limit=199&startDate=${from}&endDate=${to}`));
    assert.equal(found.length, days.filter((day) => day >= from && day <= to).length);
  });
  test('are limited to the history that was asked for', async () => {
    const tokenId = await consent({
      accessBody: { resourceTypeList: { resources: ['ACCOUNTS', 'TRANSACTIONS'] }, transactionHistoryDays: 10 },
    });
    const [id] = await accountIds(tokenId);
    const found = itemsOf(await page(tokenId, id, 'page.limit=199')).length;
    assert.ok(found > 0 && found < 30);
  });
  test('can be read one by one under the singular path', async () => {
    const tokenId = await consent();
    const [id] = await accountIds(tokenId);
    const [first] = itemsOf(await page(tokenId, id, 'page.limit=1'));
    const one = await read(tokenId, `/accounts/${id}/transaction/${String(first?.['id'])}`);
    assert.deepEqual(at(one.json, 'transaction'), first);
  });
  const refused = [
    '',
    'page.limit=200',
    'page.limit=0',
    'page.limit=10&page.offset=MTA',
    'page.limit=10&startDate=1.2.2026',
  ];
  for (const query of [
    ...refused,
    'page.limit=10&startDate=2026-02-30',
    'page.limit=9&startDate=2026-02-02&endDate=2026-01-01',
  ]) {
    test(`are refused for "${query}"`, async () => {
      const tokenId = await consent();
      const [id] = await accountIds(tokenId);
      assert.equal((await page(tokenId, id, query)).headers.get('token-error'), 'INVALID_ARGUMENT');
    });
  }
});

describe('standing orders', () => {
  test('are listed in pages and read one by one', async () => {
    const tokenId = await consent(resources('ACCOUNTS', 'STANDING_ORDERS'));
    const [id, savings] = await accountIds(tokenId);
    const { json } = await read(tokenId, `/accounts/${id}/standing-orders?page.limit=2`);
    assert.equal(at(json, 'standingOrders.length'), 2);
    const offset = encodeURIComponent(String(at(json, 'offset')));
    const rest = await read(tokenId, `/accounts/${id}/standing-orders?page.limit=2&page.offset=${offset}`);
    assert.equal(at(rest.json, 'standingOrders.length'), 1);
    const orderId = String(at(json, 'standingOrders.0.id'));
    const one = await read(tokenId, `/accounts/${id}/standing-orders/${orderId}`);
    assert.equal(at(one.json, 'standingOrder.frequency'), 'MNTH');
    assert.equal((await read(tokenId, `/accounts/${savings}/standing-orders/${orderId}`)).status, 404);
    const none = await read(tokenId, `/accounts/${savings}/standing-orders?page.limit=2`);
    assert.equal(none.text, '{"status":"SUCCESSFUL_REQUEST"}');
  });
});

describe('reads without the user', () => {
  test('are four in 24 hours; reads with the user are not counted', async () => {
    const tokenId = await consent();
    const statuses: number[] = [];
    for (let read4 = 0; read4 < 5; read4 += 1) statuses.push((await read(tokenId, '/accounts', {})).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
    assert.equal((await read(tokenId, '/accounts', PSU)).status, 200);
    assert.equal((await read(tokenId, '/accounts', { 'customer-initiated': 'true' })).status, 200);
    sandbox.control.clock.advance(24 * 3_600_000);
    assert.equal((await read(tokenId, '/accounts', {})).status, 200);
  });
  test('are as many as the control says', async () => {
    sandbox.control.settings.change({ unattendedReadsPerDay: 1 });
    const tokenId = await consent();
    assert.equal((await read(tokenId, '/accounts', {})).status, 200);
    assert.equal((await read(tokenId, '/accounts', {})).headers.get('token-error'), 'RESOURCE_EXHAUSTED');
  });
});
