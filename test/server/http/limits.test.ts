import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SessionError } from '../../../server/session/service.js';
import {
  bankSelection,
  bearer,
  otherKey,
  shopKey,
  shopSession,
  startApp,
  testConfig,
  token,
} from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

/** Three at once, then one a second, for whom the test is about. */
const tight = (who: 'perToken' | 'perKey' | 'perAddress') => ({
  config: { limits: { ...testConfig.limits, [who]: { perSecond: 1, burst: 3 } }, trustedProxyHops: 1 },
});
const statuses = async (app: TestApp, path: string, times: number, headers: Record<string, string>) => {
  const seen: number[] = [];
  for (let i = 0; i < times; i += 1) seen.push((await app.call(path, { headers })).status);
  return seen;
};
const from = (address: string) => ({ 'x-forwarded-for': address });

describe('the limit', () => {
  test('of a client token counts its session alone, and tells when to come back', async (t) => {
    const app = await startApp(t, tight('perToken'));
    app.signIn();
    app.sessions.allow('view', () => Promise.resolve(bankSelection()));
    assert.deepEqual(await statuses(app, '/v1/session', 4, bearer(token)), [200, 200, 200, 429]);
    const refused = await app.call('/v1/session', { headers: bearer(token) });
    assert.deepEqual([refused.code(), refused.headers['retry-after']], ['rate_limited', '1']);
    app.signIn({ ...shopSession, id: 'session-9' });
    assert.equal((await app.call('/v1/session', { headers: bearer(token) })).status, 200);
    app.signIn();
    app.clock.now += 1000;
    assert.deepEqual(await statuses(app, '/v1/session', 2, bearer(token)), [200, 429]);
  });

  test('of an API key counts that key alone', async (t) => {
    const app = await startApp(t, tight('perKey'));
    app.connections.allow('list', () => Promise.resolve({ connections: [] }));
    assert.deepEqual(await statuses(app, '/v1/connections', 4, bearer(shopKey)), [200, 200, 200, 429]);
    assert.deepEqual(await statuses(app, '/v1/connections', 1, bearer(otherKey)), [200]);
  });

  test('of an address covers what anybody may call', async (t) => {
    const app = await startApp(t, tight('perAddress'));
    app.sessions.allow('done', () => Promise.resolve(undefined));
    assert.deepEqual(await statuses(app, '/done/x', 4, from('192.0.2.1')), [404, 404, 404, 429]);
    assert.deepEqual(await statuses(app, '/frame/a%2e', 1, from('192.0.2.1')), [429]);
    assert.deepEqual(await statuses(app, '/done/x', 1, from('192.0.2.2')), [404]);
  });

  test('of an address counts pictures apart from pages', async (t) => {
    const app = await startApp(t, tight('perAddress'));
    app.catalogue.allow('logo', () => Promise.resolve(undefined));
    app.sessions.allow('done', () => Promise.resolve(undefined));
    assert.deepEqual(await statuses(app, '/logos/x', 4, from('192.0.2.1')), [404, 404, 404, 429]);
    assert.deepEqual(await statuses(app, '/done/x', 1, from('192.0.2.1')), [404]);
  });

  test('of an address covers wrong keys and tokens, apart from its pages', async (t) => {
    const app = await startApp(t, tight('perAddress'));
    app.sessions.allow('authenticate', () => Promise.reject(new SessionError('unauthorized')));
    app.sessions.allow('done', () => Promise.resolve(undefined));
    const address = from('192.0.2.1');
    assert.deepEqual(await statuses(app, '/v1/session', 3, { ...bearer(token), ...address }), [401, 401, 401]);
    assert.deepEqual(
      await statuses(app, '/v1/connections', 1, { ...bearer('wrong-key-wrong-key'), ...address }),
      [429],
    );
    assert.deepEqual(await statuses(app, '/done/x', 1, address), [404]);
  });

  test('does not touch health and built files', async (t) => {
    const app = await startApp(t, tight('perAddress'));
    assert.deepEqual(await statuses(app, '/healthz', 6, {}), Array(6).fill(200));
    assert.deepEqual(await statuses(app, '/bank-connect.js', 6, {}), Array(6).fill(200));
  });

  const oneAndTheSame: Record<string, string[]> = {
    'one IPv6 network': [
      '2001:db8:1:2::1',
      '2001:DB8:1:2::1',
      '2001:0db8:0001:0002:0000:0000:0000:0001',
      '2001:db8:1:2:ffff:ffff:ffff:ffff',
      '[2001:db8:1:2::7]:443',
    ],
    'one IPv4 host': ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:0207', '192.0.2.7:5123', ' 192.0.2.7 '],
    'spoofed entries to the left': [
      '10.0.0.1, 192.0.2.8',
      '1.1.1.1, 2.2.2.2, 192.0.2.8',
      'unknown,192.0.2.8',
      '192.0.2.8',
    ],
    'entries that are no address, which fall to the proxy': [
      'unknown',
      '_hidden',
      '0x7f.1',
      '192.0.2.300',
      'a, fe80::1%eth0',
    ],
  };
  for (const [name, spellings] of Object.entries(oneAndTheSame)) {
    test(`sees ${name} as one`, async (t) => {
      const app = await startApp(t, tight('perAddress'));
      app.sessions.allow('done', () => Promise.resolve(undefined));
      const seen: number[] = [];
      for (const spelling of spellings) seen.push(...(await statuses(app, '/done/x', 1, from(spelling))));
      assert.deepEqual(seen.slice(0, 4), [404, 404, 404, 429]);
    });
  }

  test('believes no header without a proxy in front', async (t) => {
    const { config } = tight('perAddress');
    const app = await startApp(t, { config: { ...config, trustedProxyHops: 0 } });
    app.sessions.allow('done', () => Promise.resolve(undefined));
    const seen: number[] = [];
    for (const i of [1, 2, 3, 4]) {
      const spoofed = { ...from(`192.0.2.${i}`), x_forwarded_for: `192.0.2.${i}`, forwarded: `for=192.0.2.${i}` };
      seen.push(...(await statuses(app, '/done/x', 1, spoofed)));
    }
    assert.deepEqual(seen, [404, 404, 404, 429]);
  });
});

describe("the shopper's address", () => {
  const cases: Record<
    string,
    [hops: number, environment: 'sandbox' | 'production', header: string | undefined, known: string | undefined]
  > = {
    'is the socket in the sandbox': [0, 'sandbox', undefined, '127.0.0.1'],
    'is left out in production when it cannot be one': [0, 'production', undefined, undefined],
    'is what the one proxy wrote': [1, 'production', '6.6.6.6, 81.2.69.142', '81.2.69.142'],
    'is what the outer of two proxies wrote': [2, 'production', '6.6.6.6, 81.2.69.142, 10.0.0.9', '81.2.69.142'],
    'is left out when there are fewer entries than proxies': [2, 'production', '81.2.69.142', undefined],
    'is left out when it is private': [1, 'production', '192.168.1.4', undefined],
    'is left out when it is no address': [1, 'production', 'unknown', undefined],
    'is in canonical spelling': [1, 'production', '[2A02:C7F:0:0::0001]:80', '2a02:c7f::1'],
  };
  for (const [name, [trustedProxyHops, environment, header, known]] of Object.entries(cases)) {
    test(name, async (t) => {
      const app = await startApp(t, { config: { trustedProxyHops, environment } });
      app.signIn();
      app.sessions.expect('cancel', () => Promise.resolve(bankSelection()));
      const headers = {
        ...bearer(token),
        ...(header === undefined ? {} : from(header)),
        'user-agent': 'x'.repeat(600),
      };
      await app.call('/v1/session/cancel', { method: 'POST', headers });
      const psu = app.sessions.calls('cancel')[0]?.[1] as { ipAddress?: string; userAgent?: string };
      assert.equal(psu.ipAddress, known);
      assert.equal(psu.userAgent?.length, 512);
    });
  }
});
