import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConnectionService } from '../../../server/connection/service.js';
import { ErrorBody } from '../../../server/contract/errors.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import { bearer, shopKey, startApp, type TestApp } from '../../support/http-app.js';

const account = { id: 'a1', name: 'Account', type: 'current' as const, identifiers: [], maskedIdentifier: '•••• 1' };
const base = '/v1/connections/c1/accounts';
/** Every read of data, and the method of the service that does it. */
const reads = {
  [base]: 'accounts',
  [`${base}/a1`]: 'account',
  [`${base}/a1/balances`]: 'balances',
  [`${base}/a1/transactions`]: 'transactions',
  [`${base}/a1/standing-orders`]: 'standingOrders',
} as const satisfies Record<string, keyof ConnectionService>;
type Read = keyof typeof reads;
const paths = Object.keys(reads) as Read[];

function answering(app: TestApp): void {
  app.connections.allow('accounts', () => Promise.resolve({ accounts: [account] }));
  app.connections.allow('account', () => Promise.resolve(account));
  app.connections.allow('balances', () => Promise.resolve({ balances: [] }));
  app.connections.allow('transactions', () => Promise.resolve({ transactions: [] }));
  app.connections.allow('standingOrders', () => Promise.resolve({ standingOrders: [] }));
}

const get = (app: TestApp, path: string, headers: Record<string, string> = {}) =>
  app.call(path, { headers: { ...bearer(shopKey), ...headers } });
const shopperOf = (app: TestApp, path: Read): CallContext['psu'] =>
  (app.connections.calls(reads[path]).at(-1)?.at(-1) as CallContext).psu;

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/147.0';

describe('a read of data', () => {
  test('is for the shopper whom the backend names, by the one spelling of the address', async (t) => {
    const app = await startApp(t);
    answering(app);
    for (const path of paths) {
      await get(app, path, { 'PSU-IP-Address': '1.1.1.7', 'PSU-User-Agent': chrome });
      assert.deepEqual(shopperOf(app, path), { ipAddress: '1.1.1.7', userAgent: chrome }, path);
      await get(app, path, { 'psu-ip-address': '2606:4700:0:0::AB' });
      assert.deepEqual(shopperOf(app, path), { ipAddress: '2606:4700::ab' }, path);
    }
  });

  test('is for nobody when the backend names nobody, whatever its own address and browser', async (t) => {
    const app = await startApp(t, { config: { trustedProxyHops: 1 } });
    answering(app);
    const own = {
      'x-forwarded-for': '1.1.1.7',
      'user-agent': chrome,
      'x-user-ip': '1.1.1.7',
      forwarded: 'for=1.1.1.7',
    };
    for (const path of paths) {
      await get(app, path, own);
      assert.equal(shopperOf(app, path), undefined, path);
    }
  });

  const refused: Record<string, readonly [header: string, headers: Record<string, string>]> = {
    'no address': ['PSU-IP-Address', { 'PSU-IP-Address': 'unknown' }],
    'an empty address': ['PSU-IP-Address', { 'PSU-IP-Address': '' }],
    'two addresses': ['PSU-IP-Address', { 'PSU-IP-Address': '1.1.1.7, 1.1.1.8' }],
    'an address with a port': ['PSU-IP-Address', { 'PSU-IP-Address': '1.1.1.7:443' }],
    'an address of the merchant’s own network': ['PSU-IP-Address', { 'PSU-IP-Address': '10.0.0.7' }],
    'a loopback address': ['PSU-IP-Address', { 'PSU-IP-Address': '::1' }],
    'an address on a link': ['PSU-IP-Address', { 'PSU-IP-Address': 'fe80::1%eth0' }],
    'a browser without an address': ['PSU-IP-Address', { 'PSU-User-Agent': chrome }],
    'a browser that is too long': [
      'PSU-User-Agent',
      { 'PSU-IP-Address': '1.1.1.7', 'PSU-User-Agent': 'x'.repeat(513) },
    ],
    'a browser that is not printable': ['PSU-User-Agent', { 'PSU-IP-Address': '1.1.1.7', 'PSU-User-Agent': 'a\tb' }],
  };
  for (const [name, [header, headers]] of Object.entries(refused)) {
    test(`is refused with ${name}, and names the header`, async (t) => {
      const app = await startApp(t);
      for (const path of paths) {
        const answer = await get(app, path, headers);
        const { error } = ErrorBody.parse(answer.json());
        assert.deepEqual([answer.status, error.code, error.fields?.[0]?.path], [400, 'invalid_request', header], path);
      }
    });
  }

  test('may be for a shopper on this machine in the sandbox only', async (t) => {
    const app = await startApp(t, { config: { environment: 'sandbox' } });
    answering(app);
    await get(app, base, { 'PSU-IP-Address': '127.0.0.1' });
    assert.deepEqual(shopperOf(app, base), { ipAddress: '127.0.0.1' });
  });
});

describe('a page of transactions', () => {
  for (const limit of ['1', '10', '99', '100']) {
    test(`may have ${limit} at most`, async (t) => {
      const app = await startApp(t);
      answering(app);
      await get(app, `${base}/a1/transactions?limit=${limit}`);
      assert.deepEqual(app.connections.calls('transactions')[0]?.slice(0, 4), ['shop', 'c1', 'a1', { limit }]);
    });
  }
  for (const limit of ['0', '101', '-1', '1.5', '010', 'ten', '', '1e2']) {
    test(`cannot have ${JSON.stringify(limit)}`, async (t) => {
      const app = await startApp(t);
      const answer = await get(app, `${base}/a1/transactions?limit=${limit}`);
      assert.deepEqual([answer.status, answer.code()], [400, 'invalid_request']);
    });
  }
});
