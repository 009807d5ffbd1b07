import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';

import { HttpBrowser } from './http-browser.js';
import { CLIENT, startPlainBank } from './plain-bank.js';

const bank = await startPlainBank();
after(() => bank.close());
beforeEach(() => bank.control.reset());

const verifier = randomBytes(32).toString('base64url');
const authorizationUrl = (): string => {
  const query = new URLSearchParams({
    client_id: CLIENT.id,
    redirect_uri: CLIENT.callback,
    response_type: 'code',
    scope: 'accounts',
    state: 'the-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return `${bank.publicOrigin}/auth/auth?${query.toString()}`;
};
const visit = (action?: string): Promise<URL> => new HttpBrowser(bank.publicOrigin).visit(authorizationUrl(), action);

interface Tokens {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}
const token = async (form: Record<string, string>): Promise<Tokens> => {
  const response = await fetch(`${bank.apiOrigin}/auth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, json: (await response.json()) as Tokens['json'] };
};
const exchange = (code: string): Promise<Tokens> =>
  token({ grant_type: 'authorization_code', code, redirect_uri: CLIENT.callback, code_verifier: verifier });
const refresh = (refreshToken: unknown): Promise<Tokens> =>
  token({ grant_type: 'refresh_token', refresh_token: String(refreshToken) });
const connect = async (): Promise<Tokens> => exchange((await visit()).searchParams.get('code') ?? '');
const whoami = async ({ json }: Tokens): Promise<number> => {
  const headers = { authorization: `Bearer ${String(json['access_token'])}` };
  return (await fetch(`${bank.apiOrigin}/whoami`, { headers })).status;
};

describe('a visit', () => {
  test('that is approved comes back with code and state, and the code gives tokens', async () => {
    const back = await visit();
    assert.equal(back.searchParams.get('state'), 'the-state');
    const tokens = await exchange(back.searchParams.get('code') ?? '');
    assert.equal(tokens.status, 200, JSON.stringify(tokens.json));
    assert.equal(await whoami(tokens), 200);
  });
  for (const action of ['access_denied', 'temporarily_unavailable', 'server_error']) {
    test(`that ends with ${action} comes back with that error, the state and no code`, async () => {
      const { searchParams } = await visit(action);
      assert.deepEqual(
        [searchParams.get('error'), searchParams.get('state'), searchParams.get('code')],
        [action, 'the-state', null],
      );
    });
  }
  test('asks again when the password is wrong', async () => {
    const browser = new HttpBrowser(bank.publicOrigin);
    const page = await browser.open(authorizationUrl());
    const again = await browser.press(page, 'approve', { password: 'wrong' });
    assert.ok(again.kind === 'page' && again.html.includes('Username or password is wrong.'));
    assert.equal((await browser.press(again, 'approve')).kind, 'left');
  });
  test('that is left alone goes nowhere', async () => {
    const browser = new HttpBrowser(bank.publicOrigin);
    const page = await browser.press(await browser.open(authorizationUrl()), 'leave');
    assert.ok(page.kind === 'page' && page.html.includes('Nothing was decided'));
  });
  test('cannot be answered an hour later, nor twice, nor in another browser', async () => {
    const browser = new HttpBrowser(bank.publicOrigin);
    const page = await browser.open(authorizationUrl());
    const elsewhere = await new HttpBrowser(bank.publicOrigin).press(page, 'approve');
    assert.ok(elsewhere.kind === 'page' && elsewhere.status === 410);
    assert.equal((await browser.press(page, 'approve')).kind, 'left');
    const twice = await browser.press(page, 'approve');
    assert.ok(twice.kind === 'page' && twice.status === 410);
    const late = await browser.open(authorizationUrl());
    bank.control.clock.advance(3_620_000);
    const tooLate = await browser.press(late, 'approve');
    assert.ok(tooLate.kind === 'page' && tooLate.status === 410);
  });
  test('in the same browser is a new sign-in every time', async () => {
    const browser = new HttpBrowser(bank.publicOrigin);
    assert.ok((await browser.visit(authorizationUrl())).searchParams.has('code'));
    assert.ok((await browser.visit(authorizationUrl())).searchParams.has('code'));
  });
  test('for an unknown redirect address shows an error in the look of the sandbox and sends nobody away', async () => {
    const stop = await new HttpBrowser(bank.publicOrigin).open(
      authorizationUrl().replace('shop.example', 'evil.example'),
    );
    assert.ok(stop.kind === 'page' && stop.status === 400);
    assert.match(stop.html, /sandbox-assets\/page\.css/);
    assert.match(stop.html, /redirect_uri did not match/);
  });
});

describe('codes and tokens', () => {
  test('a code is good once, and a second use takes its tokens back', async () => {
    const code = (await visit()).searchParams.get('code') ?? '';
    const tokens = await exchange(code);
    assert.equal((await exchange(code)).json['error'], 'invalid_grant');
    assert.equal(await whoami(tokens), 401);
    assert.equal((await refresh(tokens.json['refresh_token'])).json['error'], 'invalid_grant');
  });
  test('a code ends with its lifetime', async () => {
    const code = (await visit()).searchParams.get('code') ?? '';
    bank.control.clock.advance(60_000);
    assert.equal((await exchange(code)).json['error'], 'invalid_grant');
  });
  test('a code comes too late when the shopper wants it to, and the next one does not', async () => {
    const late = (await visit('approve-late')).searchParams.get('code') ?? '';
    assert.equal((await exchange(late)).json['error'], 'invalid_grant');
    assert.equal((await connect()).status, 200);
  });
  test('refresh tokens rotate, and the use of an old one ends the family', async () => {
    const first = await connect();
    const second = await refresh(first.json['refresh_token']);
    assert.equal(second.status, 200);
    assert.notEqual(second.json['refresh_token'], first.json['refresh_token']);
    assert.equal((await refresh(first.json['refresh_token'])).json['error'], 'invalid_grant');
    assert.equal((await refresh(second.json['refresh_token'])).json['error'], 'invalid_grant');
    assert.equal(await whoami(second), 401);
  });
  test('an access token ends with its lifetime, the refresh token later', async () => {
    const tokens = await connect();
    bank.control.clock.advance(320_000);
    assert.equal(await whoami(tokens), 401);
    assert.equal((await refresh(tokens.json['refresh_token'])).status, 200);
    bank.control.clock.advance(86_420_000);
    assert.equal((await refresh(tokens.json['refresh_token'])).json['error'], 'invalid_grant');
  });
});

describe('calls', () => {
  test('are written down without what must stay secret', async () => {
    const back = await visit();
    const { json } = await exchange(back.searchParams.get('code') ?? '');
    const call = bank.control.calls.list().find(({ path }) => path === '/auth/token');
    assert.deepEqual(
      [call?.method, call?.status, call?.headers['authorization'], call?.form?.['grant_type'], call?.form?.['code']],
      ['POST', 200, 'Basic', 'authorization_code', '•••'],
    );
    const log = JSON.stringify(bank.control.calls.list());
    for (const secret of [verifier, CLIENT.secret, back.searchParams.get('code'), json['access_token']]) {
      assert.ok(!log.includes(String(secret)));
    }
  });
  test('can be answered by a fault, as often as it says, after those that pass', async () => {
    const answer = { status: 503, headers: { 'retry-after': '7' }, body: '{"error":"temporarily_unavailable"}' };
    bank.control.faults.add({ path: '/who*', method: 'GET', skip: 1, times: 1, answer });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await fetch(`${bank.apiOrigin}/whoami`)).status);
    assert.deepEqual(statuses, [401, 503, 401]);
  });
  test('can be dropped before or after they had their effect', async () => {
    const code = (await visit()).searchParams.get('code') ?? '';
    bank.control.faults.add({ path: '/auth/token', drop: 'before' });
    await assert.rejects(exchange(code));
    bank.control.faults.add({ path: '/auth/token', drop: 'after' });
    await assert.rejects(exchange(code));
    assert.equal((await exchange(code)).json['error'], 'invalid_grant', 'the dropped call had used the code up');
    assert.deepEqual(
      bank.control.calls.list().flatMap(({ path, status }) => (path === '/auth/token' ? [status] : [])),
      [0, 0, 400],
    );
  });
  test('can be late', async () => {
    bank.control.faults.add({ path: '/whoami', delayMs: 120 });
    const startedAt = performance.now();
    await fetch(`${bank.apiOrigin}/whoami`);
    assert.ok(performance.now() - startedAt >= 115);
  });
});

describe('the control over HTTP', () => {
  const command = async (body: unknown, type = 'application/json'): Promise<[number, unknown]> => {
    const response = await fetch(`${bank.apiOrigin}/sandbox/command`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
    return [response.status, await response.json()];
  };
  test('adds faults, clears them, and shows what was called', async () => {
    const rule = { path: '/whoami', times: 'always', answer: { status: 500, body: '{}' } };
    assert.deepEqual(await command({ do: 'fault', rule }), [200, { done: true }]);
    assert.equal((await fetch(`${bank.apiOrigin}/whoami`)).status, 500);
    await command({ do: 'clear-faults' });
    assert.equal((await fetch(`${bank.apiOrigin}/whoami`)).status, 401);
    const calls = (await (await fetch(`${bank.apiOrigin}/sandbox/calls`)).json()) as { path: string }[];
    assert.deepEqual(
      calls.map(({ path }) => path),
      ['/whoami', '/whoami'],
    );
    await command({ do: 'clear-calls' });
    assert.deepEqual(bank.control.calls.list(), []);
  });
  test('puts the clock forward', async () => {
    const before = bank.control.clock.now();
    await command({ do: 'advance-clock', ms: 60_000 });
    assert.ok(bank.control.clock.now() - before >= 60_000);
    const state = (await (await fetch(`${bank.apiOrigin}/sandbox/state`)).json()) as { nowMs: number };
    assert.ok(state.nowMs - before >= 60_000);
  });
  const refused: readonly unknown[] = [
    [],
    {},
    { do: 'explode' },
    { do: 'constructor' },
    { do: 'advance-clock', ms: 'soon' },
    { do: 'fault', rule: { path: '' } },
    { do: 'fault', rule: { path: '/x', times: 'often' } },
    { do: 'fault', rule: null },
  ];
  for (const body of refused) {
    test(`refuses ${JSON.stringify(body)}`, async () => {
      assert.equal((await command(body))[0], 400);
    });
  }
  test('refuses what a foreign page can post', async () => {
    assert.equal((await command({ do: 'reset' }, 'text/plain'))[0], 400);
  });
});
