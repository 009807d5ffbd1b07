import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { SessionError } from '../../../server/session/service.js';
import type { Call } from '../../support/http.js';
import { publicUrl, shopOrigin, startApp, token } from '../../support/http-app.js';
import type { TestApp } from '../../support/http-app.js';

const bankUrl = 'https://bank.example/login?a=1&b="><script>alert(1)</script>';
const formBody = `clientToken=${token}&mode=tab`;
const navigation = {
  'content-type': 'application/x-www-form-urlencoded',
  origin: shopOrigin,
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'cross-site',
};
const form = (headers: Call['headers'] = {}, body: string | Uint8Array = formBody): Call => ({
  method: 'POST',
  headers: { ...navigation, ...headers },
  body,
});

function leaveWorks(app: TestApp): void {
  app.signIn();
  app.sessions.expect('leave', () =>
    Promise.resolve({ url: bankUrl, binding: 'S'.repeat(43), bankName: 'Bank <b>&</b> Sons' }),
  );
}

describe('the page before the bank', () => {
  const iban = { scheme: 'iban', iban: 'DE89370400440532013000' } as const;
  const sortCode = { scheme: 'sort_code', sortCode: '040004', accountNumber: '12345678' } as const;
  for (const [account, printed] of [
    [iban, 'DE89 3704 0044 0532 0130 00'],
    [sortCode, '04-00-04 12345678'],
  ] as const) {
    test(`says how much is paid, and to whom (${account.scheme})`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      const amount = { value: '1234.50', currency: 'EUR' };
      const order = { amount, creditor: { name: 'Shop <i>Ltd</i>', account }, reference: 'Order 7' };
      const leaving = { url: bankUrl, binding: 'S'.repeat(43), bankName: 'Bank', order };
      app.sessions.expect('leave', () => Promise.resolve(leaving));
      const page = (await app.call('/start', form())).text.replaceAll('\u00a0', ' ');
      assert.ok(page.includes('You pay €1,234.50'));
      assert.ok(page.includes(`To Shop &lt;i&gt;Ltd&lt;/i&gt;, account ${printed}, reference Order 7.`));
    });
  }
});

describe('POST /start', () => {
  const legitimate: Record<string, Call> = {
    'a form in the tab': form(),
    'a form towards a popup': form({}, `clientToken=${token}&mode=popup`),
    'a browser that sends no fetch metadata': form({
      'sec-fetch-mode': undefined,
      'sec-fetch-dest': undefined,
      'sec-fetch-site': undefined,
    }),
    'a content type with its charset': form({ 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
    'a form without user activation': form({ 'sec-fetch-user': undefined }),
    'a same-site shop': form({ 'sec-fetch-site': 'same-site' }),
    'percent-encoded values': form({}, `clientToken=%74${token.slice(1)}&mode=tab`),
    'an old cookie of another session': form({ cookie: '__Host-bc_01234567=abcdefghijklmnopqrst' }),
  };
  for (const [name, request] of Object.entries(legitimate)) {
    test(`lets ${name} pass`, async (t) => {
      const app = await startApp(t);
      leaveWorks(app);
      const answer = await app.call('/start', request);
      assert.equal(answer.status, 200);
      assert.match(String(answer.headers['set-cookie']), /^__Host-bc_/);
      assert.deepEqual(app.sessions.calls('authenticate'), [[token]]);
    });
  }

  const illegitimate: Record<string, [Call, status: number]> = {
    'a GET with everything in the query': [{ headers: navigation }, 405],
    'a HEAD': [{ method: 'HEAD', headers: navigation }, 405],
    'a PUT': [form({}, formBody), 405],
    'no Origin': [form({ origin: undefined }), 403],
    'an opaque Origin': [form({ origin: 'null' }), 403],
    "an attacker's Origin": [form({ origin: 'https://evil.example' }), 403],
    'an Origin that begins like the shop': [form({ origin: `${shopOrigin}.evil.example` }), 403],
    'an Origin with another port': [form({ origin: `${shopOrigin}:8443` }), 403],
    'the http twin of the Origin': [form({ origin: 'http://shop.example' }), 403],
    'another origin of the same merchant': [form({ origin: 'https://www.shop.example' }), 403],
    "another merchant's Origin": [form({ origin: 'https://other.example' }), 403],
    "the companion's own Origin": [form({ origin: publicUrl }), 403],
    'an Origin in upper case': [form({ origin: shopOrigin.toUpperCase() }), 403],
    'a script that fetches': [form({ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }), 403],
    'a script that fetches without cors': [form({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }), 403],
    'a frame': [form({ 'sec-fetch-dest': 'iframe' }), 403],
    'a JSON body': [form({ 'content-type': 'application/json' }, JSON.stringify({ clientToken: token })), 415],
    'a text body': [form({ 'content-type': 'text/plain' }), 415],
    'a multipart body': [form({ 'content-type': 'multipart/form-data; boundary=x' }), 415],
    'no content type': [form({ 'content-type': undefined }), 415],
    'a compressed body': [form({ 'content-encoding': 'gzip' }), 415],
    'a token that is there twice': [form({}, `${formBody}&clientToken=${token}`), 400],
    'an unknown field': [form({}, `${formBody}&returnUrl=https://evil.example`), 400],
    'no token': [form({}, 'mode=tab'), 400],
    'an unknown mode': [form({}, `clientToken=${token}&mode=frame`), 400],
    'broken UTF-8': [form({}, Buffer.from([...Buffer.from(formBody), 0xff])), 400],
    'a body that is too large': [form({}, `${formBody}&x=${'y'.repeat(17_000)}`), 413],
  };
  for (const [name, [request, status]] of Object.entries(illegitimate)) {
    test(`refuses ${name} with ${status}, without a cookie and without leaving`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      const put = name === 'a PUT' ? { ...request, method: 'PUT' } : request;
      const path = name.startsWith('a GET') ? `/start?${formBody}` : '/start';
      const answer = await app.call(path, put);
      assert.equal(answer.status, status);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.match(String(answer.headers['content-type']), /^text\/html/);
      assert.ok(!answer.text.includes('http-equiv="refresh"'));
      if (status === 405) assert.equal(answer.headers.allow, 'POST');
      else assert.match(answer.text, /<h1>[^<]+<\/h1>/);
    });
  }

  test('refuses a token that is not known any more with a page in words', async (t) => {
    const app = await startApp(t);
    app.sessions.expect('authenticate', () => Promise.reject(new SessionError('unauthorized')));
    const answer = await app.call('/start', form());
    assert.equal(answer.status, 401);
    assert.match(answer.text, /This took too long/);
    assert.equal(answer.headers['x-bank-connect-error'], 'unauthorized');
  });

  test('shows a page when the step is over, as after a double click', async (t) => {
    const app = await startApp(t);
    app.signIn();
    app.sessions.expect('leave', () => Promise.reject(new SessionError('wrong_state')));
    const answer = await app.call('/start', form());
    assert.equal(answer.status, 409);
    assert.match(answer.text, /already over/);
  });

  test('sets the binding cookie of this session, for this host only', async (t) => {
    const app = await startApp(t);
    leaveWorks(app);
    const answer = await app.call('/start', form());
    const name = `__Host-bc_${createHash('sha256').update('session-1').digest('hex').slice(0, 8)}`;
    assert.deepEqual(answer.headers['set-cookie'], [
      `${name}=${'S'.repeat(43)}; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax`,
    ]);
  });

  test('moves on to the bank by a page whose words are text', async (t) => {
    const app = await startApp(t);
    leaveWorks(app);
    const answer = await app.call('/start', form());
    const href = 'https://bank.example/login?a=1&amp;b=%22%3E%3Cscript%3Ealert(1)%3C/script%3E';
    assert.ok(answer.text.includes(`<meta http-equiv="refresh" content="0;url=${href}" />`));
    assert.ok(answer.text.includes(`<a href="${href}" rel="noreferrer">`));
    assert.ok(answer.text.includes('Taking you to Bank &lt;b&gt;&amp;&lt;/b&gt; Sons'));
    assert.ok(!answer.text.includes('<script'));
  });

  test('tells the service how the shopper leaves, and from where', async (t) => {
    const app = await startApp(t, { config: { environment: 'sandbox' } });
    leaveWorks(app);
    await app.call('/start', form({ 'user-agent': 'Agent', 'x-request-id': 'my-trace-1' }));
    assert.deepEqual(app.sessions.calls('leave'), [
      ['session-1', 'tab', { traceId: 'my-trace-1', ipAddress: '127.0.0.1', userAgent: 'Agent' }],
    ]);
  });

  for (const url of ['javascript:alert(1)', 'http://bank.example/', 'data:text/html,x', 'https://user@bank.example/']) {
    test(`never sends a browser to ${url}`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      app.sessions.expect('leave', () => Promise.resolve({ url, binding: 'S'.repeat(43), bankName: 'Bank' }));
      const answer = await app.call('/start', form());
      assert.equal(answer.status, 500);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.ok(!answer.text.includes('bank.example') && !answer.text.includes('alert'));
    });
  }
});
