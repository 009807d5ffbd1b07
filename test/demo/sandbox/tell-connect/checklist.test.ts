import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, describe, test } from 'node:test';

import {
  APPS,
  authorise,
  asStranger,
  basic,
  call,
  having,
  inProduction,
  newCode,
  newTokens,
  OTHER_CLIENT,
  read,
  redeem,
  refresh,
  REDIRECT_URL,
  startSandbox,
  tokensOf,
  visit,
  WALL,
  type Answer,
} from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
const { control } = sandbox;

const DAY = 86_400_000;
/** Tests put the clock forward; nothing puts it back, and nothing here needs that. */
const later = (ms: number): void => control.clock.advance(ms);
afterEach(() => control.reset());

const errorOf = ({ status, json }: Answer): string => `${status} ${String(json['error'])}`;
const production = <T>(run: () => Promise<T>): Promise<T> => having(sandbox, { profile: 'production' }, run);

describe('item 7: the request for authorisation', () => {
  const refused: Record<string, readonly [error: string, overrides: object]> = {
    'an unknown aspsp': ['400 invalid_request', { aspsp: randomUUID() }],
    'no aspsp': ['400 invalid_request', { aspsp: undefined }],
    'no uuid': ['400 invalid_request', { uuid: undefined }],
    'a uuid of version 1': ['400 invalid_request', { uuid: 'c0fd407d-134b-1091-8e04-ab49a98db217' }],
    'a uuid of another variant': ['400 invalid_request', { uuid: 'c0fd407d-134b-4091-ce04-ab49a98db217' }],
    'a uuid without hyphens': ['400 invalid_request', { uuid: 'c0fd407d134b40918e04ab49a98db217' }],
    'both scopes': ['400 invalid_scope', { scope: 'aisp pisp' }],
    'no scope': ['400 invalid_scope', { scope: undefined }],
    'a scope of the tokens': ['400 invalid_scope', { scope: 'accounts:read' }],
    'sandbox_sca as text': ['400 invalid_request', { sandbox_sca: 'true' }],
    'a member that is not documented': ['400 invalid_request', { redirect_uri: REDIRECT_URL }],
  };
  for (const [name, [error, overrides]] of Object.entries(refused)) {
    test(`refuses ${name}`, async () => assert.equal(errorOf(await authorise(sandbox, overrides)), error));
  }

  test('takes a uuid twice in the sandbox, once in production, and again from another client', async () => {
    const uuid = randomUUID();
    assert.equal((await authorise(sandbox, { uuid })).status, 200);
    assert.equal((await authorise(sandbox, { uuid })).status, 200);
    await production(async () => {
      assert.equal(errorOf(await authorise(sandbox, { uuid }, inProduction)), '400 invalid_request');
      assert.equal((await authorise(sandbox, {}, inProduction)).status, 200);
    });
    assert.equal((await authorise(sandbox, { uuid }, asStranger)).status, 200);
  });

  test('answers an intent id and where to go, with 200 or with 201', async () => {
    const { status, json } = await authorise(sandbox);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ['intent-id', 'location']);
    assert.equal((await having(sandbox, { authoriseStatus: 201 }, () => authorise(sandbox))).status, 201);
  });
});

describe('item 8: sandbox_sca', () => {
  test('sends the browser straight back with a code', async () => {
    const uuid = randomUUID();
    const { json } = await authorise(sandbox, { uuid, sandbox_sca: true });
    const { returned } = await visit(String(json['location']));
    assert.equal(returned?.searchParams.get('uuid'), uuid);
    assert.equal((await redeem(sandbox, returned.searchParams.get('authorisation_code') ?? '')).status, 200);
  });

  test('is ignored in production', async () => {
    await production(async () => {
      const { json } = await authorise(sandbox, { sandbox_sca: true }, inProduction);
      const { status, page } = await visit(String(json['location']));
      assert.equal(status, 200);
      assert.match(page, /Is it you\?/);
    });
  });

  test('that is false changes nothing', async () => {
    const { json } = await authorise(sandbox, { sandbox_sca: false });
    assert.equal((await visit(String(json['location']))).status, 200);
  });
});

describe('items 9 and 10: the code', () => {
  test('gives tokens once; the second time ends what the first gave', async () => {
    const code = await newCode(sandbox);
    const first = await redeem(sandbox, code);
    assert.deepEqual(Object.keys(first.json), ['access_token', 'refresh_token', 'token_type', 'expires_in', 'scope']);
    const { access, refresh: token } = tokensOf(first);
    assert.equal((await read(sandbox, access)).status, 200);
    assert.equal(errorOf(await redeem(sandbox, code)), '400 invalid_grant');
    assert.equal(errorOf(await read(sandbox, access)), '401 invalid_token');
    assert.equal(errorOf(await refresh(sandbox, token)), '400 invalid_grant');
  });

  test('lives 10 minutes in the sandbox', async () => {
    const [early, late] = [await newCode(sandbox), await newCode(sandbox)];
    later(599_000);
    assert.equal((await redeem(sandbox, early)).status, 200);
    later(1_000);
    assert.equal(errorOf(await redeem(sandbox, late)), '400 invalid_grant');
  });

  test('lives 60 seconds in production', async () => {
    await production(async () => {
      const [early, late] = [await newCode(sandbox, {}, inProduction), await newCode(sandbox, {}, inProduction)];
      later(59_000);
      assert.equal((await redeem(sandbox, early, inProduction)).status, 200);
      later(1_000);
      assert.equal(errorOf(await redeem(sandbox, late, inProduction)), '400 invalid_grant');
    });
  });

  test('belongs to the application that asked for it', async () => {
    const code = await newCode(sandbox);
    assert.equal(errorOf(await redeem(sandbox, code, { header: { app: APPS.holding } })), '400 invalid_grant');
    assert.equal((await redeem(sandbox, code)).status, 200);
  });

  const refused: Record<string, readonly [error: string, form: Record<string, string>]> = {
    'an unknown code': ['400 invalid_grant', { grant_type: 'authorization_code', code: randomUUID() }],
    'no code': ['400 invalid_request', { grant_type: 'authorization_code' }],
    'the code under its British name': [
      '400 invalid_request',
      { grant_type: 'authorization_code', authorisation_code: 'x' },
    ],
    'the British grant type': ['400 unsupported_grant_type', { grant_type: 'authorisation_code', code: 'x' }],
    'no grant type': ['400 invalid_request', { code: 'x' }],
    'a redirect_uri': [
      '400 invalid_request',
      { grant_type: 'authorization_code', code: 'x', redirect_uri: REDIRECT_URL },
    ],
    'a client_id': ['400 invalid_request', { grant_type: 'authorization_code', code: 'x', client_id: 'tpp-one' }],
  };
  for (const [name, [error, form]] of Object.entries(refused)) {
    test(`is refused: ${name}`, async () =>
      assert.equal(errorOf(await call(sandbox, { path: '/access-token', form })), error));
  }
});

describe('item 11: rotation', () => {
  test('gives new tokens and kills the old refresh token at once', async () => {
    const first = await newTokens(sandbox);
    const second = tokensOf(await refresh(sandbox, first.refresh));
    assert.notEqual(second.refresh, first.refresh);
    assert.equal((await read(sandbox, second.access)).status, 200);
    await having(sandbox, { revokeFamilyOnReuse: false }, async () => {
      assert.equal(errorOf(await refresh(sandbox, first.refresh)), '400 invalid_grant');
      assert.equal((await refresh(sandbox, second.refresh)).status, 200);
    });
  });

  test('kills the whole family when a dead refresh token is used', async () => {
    const first = await newTokens(sandbox);
    const second = tokensOf(await refresh(sandbox, first.refresh));
    assert.equal(errorOf(await refresh(sandbox, first.refresh)), '400 invalid_grant');
    assert.equal(errorOf(await refresh(sandbox, second.refresh)), '400 invalid_grant');
    assert.equal(errorOf(await read(sandbox, second.access)), '401 invalid_token');
  });

  test('is for the application of the consent only', async () => {
    const tokens = await newTokens(sandbox);
    const answer = await refresh(sandbox, tokens.refresh, { header: { app: APPS.holding } });
    assert.equal(errorOf(answer), '400 invalid_grant');
    assert.equal((await refresh(sandbox, tokens.refresh)).status, 200);
  });
});

describe('item 12: lifetimes', () => {
  test('an access token lives an hour', async () => {
    const { access } = await newTokens(sandbox);
    later(3_599_000);
    assert.equal((await read(sandbox, access)).status, 200);
    later(1_000);
    const answer = await read(sandbox, access);
    assert.equal(errorOf(answer), '401 invalid_token');
    assert.match(answer.headers.get('www-authenticate') ?? '', /invalid_token/);
  });

  test('no refresh gets past 90 days after the consent', async () => {
    let tokens = await newTokens(sandbox);
    for (let day = 0; day < 89; day += 30) {
      later(29 * DAY);
      tokens = tokensOf(await refresh(sandbox, tokens.refresh));
    }
    later(2 * DAY);
    const last = tokensOf(await refresh(sandbox, tokens.refresh));
    later(DAY);
    assert.equal(errorOf(await refresh(sandbox, last.refresh)), '400 invalid_grant');
  });

  test('an intent cannot be visited after ten minutes', async () => {
    const { json } = await authorise(sandbox);
    later(600_000);
    const { status, page } = await visit(String(json['location']));
    assert.equal(status, 410);
    assert.match(page, /Too late/);
  });
});

describe('item 13: calls without the user', () => {
  /** Just after midnight of the next day, so that a day's calls are all in one day. */
  const nextDay = (): void => later(DAY - (control.clock.now() % DAY) + 1_000);
  const unattended = (access: string, path: string): Promise<Answer> => read(sandbox, access, path, { headers: {} });

  test('are four per consent, endpoint and UTC day; the fifth is told when the next day begins', async () => {
    nextDay();
    const { access } = await newTokens(sandbox);
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) statuses.push((await unattended(access, '/accounts')).status);
    assert.deepEqual(statuses, [200, 200, 200, 200]);
    const fifth = await unattended(access, '/accounts');
    assert.equal(errorOf(fifth), '429 too_many_requests');
    assert.equal(fifth.headers.get('retry-after'), String(86_400 - 1));
    assert.equal((await read(sandbox, access)).status, 200, 'with the user it goes on');
    assert.equal((await unattended(access, '/accounts/12345678/balance')).status, 200, 'another endpoint has its own');
    const other = await newTokens(sandbox);
    assert.equal((await unattended(other.access, '/accounts')).status, 200, 'another consent has its own');
  });

  test('are counted for all accounts together, or for each', async () => {
    nextDay();
    const { access } = await newTokens(sandbox);
    const both = async (): Promise<number[]> => [
      (await unattended(access, '/accounts/12345678/balance')).status,
      (await unattended(access, '/accounts/87654321/balance')).status,
    ];
    await both();
    await both();
    assert.deepEqual(await both(), [429, 429]);
    assert.deepEqual(await having(sandbox, { countPerAccount: true }, both), [200, 200]);
  });

  test('begin anew after midnight', async () => {
    nextDay();
    const { access, refresh: token } = await newTokens(sandbox);
    for (let round = 0; round < 4; round += 1) await unattended(access, '/accounts');
    nextDay();
    const renewed = tokensOf(await refresh(sandbox, token));
    assert.equal((await unattended(renewed.access, '/accounts')).status, 200);
  });

  for (const address of ['localhost', '1.2.3', '192.0.2.7:443', '[2001:db8::1]']) {
    test(`do not pass as attended with ${address} for an address`, async () => {
      const { access } = await newTokens(sandbox);
      const answer = await read(sandbox, access, '/accounts', { headers: { 'x-user-ip': address } });
      assert.equal(errorOf(answer), '400 invalid_request');
    });
  }
});

describe('item 14: scopes', () => {
  const order = {
    Amount: '17.00',
    Currency: 'GBP',
    CreditorName: 'Shop Ltd',
    CreditorSchemeName: 'SortCodeAccountNumber',
    CreditorIdentification: '04000412345678',
    Reference: 'Order 7',
  };
  const payment = (access: string, json: object = order): Promise<Answer> =>
    call(sandbox, { path: '/payment', json, authorization: `Bearer ${access}` });

  test('a token for reading does not pay', async () => {
    assert.equal(errorOf(await payment((await newTokens(sandbox)).access)), '403 insufficient_scope');
  });

  test('a token for paying does not read, and pays once', async () => {
    const { access } = await newTokens(sandbox, { scope: 'pisp' });
    assert.equal(errorOf(await read(sandbox, access)), '403 insufficient_scope');
    const { status, json } = await payment(access);
    assert.equal(status, 200);
    assert.equal(typeof json['PaymentReference'], 'string');
    assert.equal(errorOf(await payment(access)), '403 consent_inactive');
  });

  test('a payment is in the ledger as it was ordered, and its token tells how it stands', async () => {
    const { access } = await newTokens(sandbox, { scope: 'pisp' });
    const ask = () => read(sandbox, access, '/payment');
    assert.equal(errorOf(await ask()), '404 not_found');
    const { json } = await payment(access);
    const entry = sandbox.control.payments.list().find(({ reference }) => reference === json['PaymentReference']);
    assert.equal(entry?.amount, '17.00');
    assert.equal(entry.creditorIdentification, '04000412345678');
    assert.deepEqual((await ask()).json, { PaymentReference: entry.reference, Status: 'Accepted', ...order });
    sandbox.control.payments.decide(entry.reference, 'Completed');
    assert.equal((await ask()).json['Status'], 'Completed');
  });

  const malformed: Record<string, object> = {
    'without an amount': { ...order, Amount: undefined },
    'of a number': { ...order, Amount: 17 },
    'of a negative amount': { ...order, Amount: '-17.00' },
    'without a creditor': { ...order, CreditorIdentification: undefined },
    'to an IBAN by the name of a sort code': { ...order, CreditorIdentification: 'DE89370400440532013000' },
    'with a long reference': { ...order, Reference: 'x'.repeat(19) },
    'with an unknown member': { ...order, Tip: '1.00' },
  };
  for (const [name, body] of Object.entries(malformed)) {
    test(`a payment ${name} is refused, and the token is still good`, async () => {
      const { access } = await newTokens(sandbox, { scope: 'pisp' });
      assert.equal(errorOf(await payment(access, body)), '400 invalid_request');
      assert.equal((await payment(access)).status, 200);
    });
  }

  test('a permission that was not given is refused', async () => {
    const { access } = await newTokens(sandbox);
    const answer = await having(sandbox, { aispScopes: ['accounts:read'] }, () =>
      read(sandbox, access, '/accounts/12345678/balance'),
    );
    assert.equal(errorOf(answer), '403 insufficient_scope');
  });

  const refused: Record<string, string | undefined> = {
    'no token': undefined,
    'an unknown token': 'Bearer abc',
    Basic: basic(OTHER_CLIENT),
  };
  for (const [name, authorization] of Object.entries(refused)) {
    test(`${name} reads nothing`, async () => {
      assert.equal(errorOf(await call(sandbox, { path: '/accounts', authorization })), '401 invalid_token');
    });
  }
});

describe('item 15: what tests can do', () => {
  test('revoke a consent, of which nobody is told', async () => {
    const { access, refresh: token } = await newTokens(sandbox);
    const consent = control.consents.list().at(-1);
    assert.ok(consent && control.consents.revoke(consent.id));
    assert.equal(errorOf(await read(sandbox, access)), '401 invalid_token');
    assert.equal(errorOf(await refresh(sandbox, token)), '400 invalid_grant');
    assert.equal(control.consents.revoke('nobody'), false);
  });

  test('put the clock of lifetimes forward, while signatures stay with the wall clock', async () => {
    later(DAY);
    assert.ok(control.clock.now() >= WALL + DAY);
    assert.equal((await authorise(sandbox)).status, 200);
  });
});

describe('switches of what the documents leave open', () => {
  test('expires_in and scope are written as asked', async () => {
    const code = await newCode(sandbox);
    const { json } = await having(sandbox, { expiresIn: 60, scopeSeparator: ' ' }, () => redeem(sandbox, code));
    assert.deepEqual([json['expires_in'], String(json['scope']).split(' ').length], [60, 5]);
  });

  const shapes = {
    oauth: { error: 'invalid_grant', error_description: 'the code is unknown' },
    gateway: { code: 'invalid_grant', error: 'the code is unknown' },
    'old-gateway': { Error: 'the code is unknown' },
  } as const;
  for (const [errorShape, expected] of Object.entries(shapes)) {
    test(`errors as ${errorShape}`, async () => {
      const answer = await having(sandbox, { errorShape: errorShape as keyof typeof shapes }, () =>
        redeem(sandbox, 'x'),
      );
      assert.deepEqual([answer.status, answer.json], [400, expected]);
    });
  }

  test('errors as text', async () => {
    const answer = await having(sandbox, { errorShape: 'text' }, () => redeem(sandbox, 'x'));
    assert.deepEqual(
      [answer.text, answer.headers.get('content-type')],
      ['the code is unknown', 'text/plain; charset=utf-8'],
    );
  });

  test('transactions come in pages', async () => {
    const { access } = await newTokens(sandbox);
    const path = '/accounts/12345678/transactions';
    const first = (await read(sandbox, access, path)).json;
    assert.equal((first['Transactions'] as unknown[]).length, 100);
    assert.deepEqual(first['Links'], { Next: `${sandbox.apiOrigin}/v1${path}?page=2` });
    assert.equal(((await fetchPage(access, path, 2))['Transactions'] as unknown[]).length, 100);
    const last = await fetchPage(access, path, 3);
    assert.equal((last['Transactions'] as unknown[]).length, 50);
    assert.equal('Links' in last, false);
  });

  const fetchPage = async (access: string, path: string, page: number): Promise<Record<string, unknown>> => {
    const answer = await call(sandbox, {
      path: `${path}?page=${page}`,
      header: { path },
      authorization: `Bearer ${access}`,
      headers: { 'x-user-ip': '2001:db8::7' },
    });
    return answer.json;
  };

  test('an account that does not exist is not found', async () => {
    const { access } = await newTokens(sandbox);
    assert.equal(errorOf(await read(sandbox, access, '/accounts/1/balance')), '404 not_found');
    assert.equal((await read(sandbox, access, '/accounts/12345678/beneficiaries')).status, 200);
    assert.equal((await read(sandbox, access, '/accounts/12345678/product')).status, 200);
  });
});
