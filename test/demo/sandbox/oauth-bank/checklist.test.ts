import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { HttpBrowser } from '../oidc/http-browser.js';
import * as tpp from './tpp.js';

const sandbox = await tpp.startSandbox();
const { control } = sandbox;
after(() => sandbox.close());
beforeEach(() => control.reset());

const wrongAnswer = (answer: tpp.Answer): unknown[] => [answer.status, answer.json['error']];
const transactions = (bearer: unknown, changes: object = {}) =>
  tpp.call(sandbox, bearer, '/transactions', { iban: tpp.IBAN, status: 'ALL', page: 1, pageSize: 10, ...changes });

describe('item 1: an authorisation request', () => {
  const errorPages: readonly (readonly [string, tpp.Changes])[] = [
    ['of an unknown client', { client_id: 'nobody' }],
    ['without a client', { client_id: undefined }],
    ['to an address that is not registered', { redirect_uri: 'https://evil.example/' }],
    ['to an address that is longer than registered', { redirect_uri: `${tpp.CALLBACK}/` }],
    ['to an address with a query', { redirect_uri: `${tpp.CALLBACK}?x=1` }],
    ['to an address in another spelling', { redirect_uri: tpp.CALLBACK.replace('shop.', 'SHOP.') }],
    ['without an address', { redirect_uri: undefined }],
  ];
  for (const [what, changes] of errorPages) {
    test(`${what} ends on an error page; nobody is sent anywhere`, async () => {
      const stop = await new HttpBrowser(sandbox.publicOrigin).open(tpp.authorizationUrl(sandbox, changes));
      assert.deepEqual([stop.kind, stop.kind === 'page' && stop.status], ['page', 400]);
    });
  }
  const refused: readonly (readonly [string, tpp.Changes, string])[] = [
    ['for another response', { response_type: 'token' }, 'unsupported_response_type'],
    ['without a response type', { response_type: undefined }, 'invalid_request'],
    ['for another scope', { scope: 'PISP' }, 'invalid_scope'],
    ['for an unknown scope', { scope: 'everything' }, 'invalid_scope'],
    ['for more than the scope', { scope: 'AISP PISP' }, 'invalid_scope'],
    ['without a scope', { scope: undefined }, 'invalid_scope'],
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with plain PKCE', { code_challenge: tpp.verifier, code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge that has no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['with a challenge that is too short', { code_challenge: 'short' }, 'invalid_request'],
  ];
  for (const [what, changes, error] of refused) {
    test(`${what} comes back with ${error} and its state`, async () => {
      const stop = await new HttpBrowser(sandbox.publicOrigin).open(tpp.authorizationUrl(sandbox, changes));
      assert.ok(stop.kind === 'left', JSON.stringify(stop).slice(0, 500));
      const query = new URLSearchParams(stop.url.search || stop.url.hash.slice(1));
      assert.deepEqual([query.get('error'), query.get('state'), query.get('code')], [error, 'the-state', null]);
    });
  }
  test('without a state is refused', async () => {
    const stop = await new HttpBrowser(sandbox.publicOrigin).open(tpp.authorizationUrl(sandbox, { state: undefined }));
    assert.ok(stop.kind === 'left' && stop.url.searchParams.get('error') === 'invalid_request');
  });
  test('that is approved comes back with code, state and issuer', async () => {
    const odd = 'ä +/=&?%41';
    const { searchParams } = await tpp.visit(sandbox, { state: odd });
    assert.deepEqual([searchParams.get('state'), searchParams.get('iss')], [odd, sandbox.issuer]);
    assert.match(searchParams.get('code') ?? '', /^[\w-]{20,}$/);
  });
  test('may go to each of the registered addresses', async () => {
    const home = await tpp.visit(sandbox, { redirect_uri: `${tpp.CALLBACK}/second` });
    assert.equal(home.pathname, '/callback/shop/bank/second');
  });
});

describe('item 2: PKCE', () => {
  const wrong: readonly (readonly [string, string | undefined])[] = [
    ['missing', undefined],
    ['another', 'another-verifier-of-at-least-forty-three-characters'],
    ['too short', 'short'],
    ['too long', 'x'.repeat(129)],
    ['of letters that it may not have', `${tpp.verifier}ä`],
  ];
  for (const [what, code_verifier] of wrong) {
    test(`a verifier that is ${what} is refused`, async () => {
      const code = tpp.codeOf(await tpp.visit(sandbox));
      assert.equal((await tpp.exchange(sandbox, code, { code_verifier })).status, 400);
    });
  }
  test('is asked for by a switch', async () => {
    control.settings.change({ pkceRequired: false });
    const none = { code_challenge: undefined, code_challenge_method: undefined };
    const code = tpp.codeOf(await tpp.visit(sandbox, none));
    assert.equal((await tpp.exchange(sandbox, code, { code_verifier: undefined })).status, 200);
  });
});

describe('item 3: a code', () => {
  test('is good once; a second use is refused and takes the tokens of the first back', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox));
    const first = await tpp.exchange(sandbox, code);
    assert.equal((await tpp.call(sandbox, first.json['access_token'], '')).status, 200);
    assert.deepEqual(wrongAnswer(await tpp.exchange(sandbox, code)), [400, 'invalid_grant']);
    assert.equal((await tpp.call(sandbox, first.json['access_token'], '')).status, 401);
    assert.deepEqual(wrongAnswer(await tpp.refresh(sandbox, first)), [400, 'invalid_grant']);
  });
  test('of another client is refused', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox));
    assert.deepEqual(wrongAnswer(await tpp.exchange(sandbox, code, {}, tpp.asOther)), [400, 'invalid_grant']);
  });
  for (const redirect_uri of [`${tpp.CALLBACK}/second`, `${tpp.CALLBACK}/`]) {
    test(`exchanged with the address ${redirect_uri} is refused: it is not that of the request`, async () => {
      const code = tpp.codeOf(await tpp.visit(sandbox));
      assert.deepEqual(wrongAnswer(await tpp.exchange(sandbox, code, { redirect_uri })), [400, 'invalid_grant']);
    });
  }
  test('exchanged without an address is refused', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox));
    const answer = await tpp.exchange(sandbox, code, { redirect_uri: undefined });
    assert.deepEqual(wrongAnswer(answer), [400, 'invalid_request']);
  });
  test('is good for as long as the setting says', async () => {
    control.settings.change({ codeSeconds: 60 });
    const early = tpp.codeOf(await tpp.visit(sandbox));
    control.clock.advance(45_000);
    assert.equal((await tpp.exchange(sandbox, early)).status, 200);
    const late = tpp.codeOf(await tpp.visit(sandbox));
    control.clock.advance(71_000);
    assert.deepEqual(wrongAnswer(await tpp.exchange(sandbox, late)), [400, 'invalid_grant']);
  });
  test('that nobody gave out is refused', async () => {
    assert.deepEqual(wrongAnswer(await tpp.exchange(sandbox, 'made-up')), [400, 'invalid_grant']);
  });
});

describe('item 4: the client', () => {
  const cases: readonly (readonly [string, tpp.Changes, string | undefined, number, string])[] = [
    ['with a wrong secret', {}, tpp.withWrongSecret, 401, 'invalid_client'],
    ['with nothing to prove it', {}, tpp.asNobody, 400, 'invalid_request'],
    ['that is only named', { client_id: tpp.CLIENT }, tpp.asNobody, 401, 'invalid_client'],
    ['that is another one in the form', { client_id: tpp.OTHER_CLIENT }, undefined, 400, 'invalid_request'],
    ['with a scheme that is not Basic', {}, 'Digest x', 400, 'invalid_request'],
    ['with two proofs', { client_secret: tpp.SECRET }, undefined, 400, 'invalid_request'],
  ];
  for (const [what, changes, authorization, status, error] of cases) {
    test(`${what} is refused`, async () => {
      const code = tpp.codeOf(await tpp.visit(sandbox));
      const answer = await tpp.exchange(sandbox, code, changes, authorization);
      assert.deepEqual(wrongAnswer(answer), [status, error]);
      if (authorization === tpp.withWrongSecret) assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /);
    });
  }
  test('may repeat its own id in the form', async () => {
    const code = tpp.codeOf(await tpp.visit(sandbox));
    assert.equal((await tpp.exchange(sandbox, code, { client_id: tpp.CLIENT })).status, 200);
  });
  for (const grant_type of ['password', 'urn:ietf:params:oauth:grant-type:device_code', '']) {
    test(`that asks for the grant "${grant_type}" is refused`, async () => {
      assert.equal((await tpp.token(sandbox, { grant_type })).status, 400);
    });
  }
});

describe('items 5 and 6: tokens', () => {
  test('are an access token of an hour and a refresh token', async () => {
    const { json, status } = await tpp.connect(sandbox);
    assert.deepEqual([status, json['token_type'], json['expires_in'], json['scope']], [200, 'Bearer', 3600, 'AISP']);
    assert.equal(typeof json['refresh_token'], 'string');
  });
  test('may say their life as text', async () => {
    control.settings.change({ expiresInAsText: true });
    assert.equal((await tpp.connect(sandbox)).json['expires_in'], '3600');
  });
  test('that ran out are 401 with the words of RFC 6750', async () => {
    const { json } = await tpp.connect(sandbox);
    control.clock.advance(3_611_000);
    const answer = await tpp.call(sandbox, json['access_token'], '');
    assert.deepEqual(wrongAnswer(answer), [401, 'invalid_token']);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
  });
  test('rotate; the use of an old one ends all of them', async () => {
    const first = await tpp.connect(sandbox);
    const second = await tpp.refresh(sandbox, first);
    assert.notEqual(second.json['refresh_token'], first.json['refresh_token']);
    assert.deepEqual(wrongAnswer(await tpp.refresh(sandbox, first)), [400, 'invalid_grant']);
    assert.deepEqual(wrongAnswer(await tpp.refresh(sandbox, second)), [400, 'invalid_grant']);
    assert.equal((await tpp.call(sandbox, second.json['access_token'], '')).status, 401);
  });
  test('do not rotate where the switch says so', async () => {
    control.settings.change({ rotation: false });
    const first = await tpp.connect(sandbox);
    assert.equal((await tpp.refresh(sandbox, first)).status, 200);
    assert.equal((await tpp.refresh(sandbox, first)).status, 200);
  });
  test('end after 90 days, however often they are refreshed; the consent stands', async () => {
    let tokens = await tpp.connect(sandbox);
    const [consent] = control.consents.list();
    for (let round = 0; round < 2; round++) {
      control.clock.advance(44 * 86_400_000);
      tokens = await tpp.refresh(sandbox, tokens);
      assert.equal(tokens.status, 200);
    }
    control.clock.advance(3 * 86_400_000);
    assert.deepEqual(wrongAnswer(await tpp.refresh(sandbox, tokens)), [400, 'invalid_grant']);
    const again = await tpp.connect(sandbox);
    assert.equal((await tpp.call(sandbox, again.json['access_token'], '')).status, 200);
    assert.deepEqual(control.consents.list(), [consent]);
  });
  test('of another client cannot be refreshed', async () => {
    const { json } = await tpp.connect(sandbox);
    const form = { grant_type: 'refresh_token', refresh_token: String(json['refresh_token']) };
    assert.deepEqual(wrongAnswer(await tpp.token(sandbox, form, tpp.asOther)), [400, 'invalid_grant']);
  });
});

describe('item 7: a revocation by the customer', () => {
  test('ends access and refresh, whoever is told about it', async () => {
    const tokens = await tpp.connect(sandbox);
    for (const { id } of control.consents.list()) assert.ok(control.consents.revoke(id));
    assert.deepEqual(wrongAnswer(await tpp.call(sandbox, tokens.json['access_token'], '')), [401, 'invalid_token']);
    assert.deepEqual(wrongAnswer(await tpp.refresh(sandbox, tokens)), [400, 'invalid_grant']);
    assert.equal(control.consents.revoke('nothing'), false);
  });
  test('can be made on a page of the bank', async () => {
    const tokens = await tpp.connect(sandbox);
    const page = await (await fetch(`${sandbox.publicOrigin}/consents`)).text();
    assert.match(page, /Larch &amp; Lumen<\/strong> sees 6 accounts/);
    const body = new URLSearchParams({ consent: control.consents.list()[0]?.id ?? '' });
    await fetch(`${sandbox.publicOrigin}/consents`, { method: 'POST', body });
    assert.equal((await tpp.call(sandbox, tokens.json['access_token'], '')).status, 401);
    assert.match(await (await fetch(`${sandbox.publicOrigin}/consents`)).text(), /Nobody may see/);
  });
});

describe('a call of the API', () => {
  let bearer: unknown;
  before(async () => {
    control.consents.forget();
    bearer = (await tpp.connect(sandbox)).json['access_token'];
  });

  describe('item 8: sees only the accounts of the consent', () => {
    test('which the customer chose', async () => {
      const browser = new HttpBrowser(sandbox.publicOrigin);
      const url = tpp.authorizationUrl(sandbox, { client_id: tpp.OTHER_CLIENT });
      const home = await browser.press(await browser.open(url), 'approve', { account: tpp.IBAN });
      assert.ok(home.kind === 'left');
      const few = (await tpp.exchange(sandbox, tpp.codeOf(home.url), {}, tpp.asOther)).json['access_token'];
      const { accounts } = (await tpp.call(sandbox, few, '')).json as { accounts: { identification: object }[] };
      assert.deepEqual(
        accounts.map(({ identification }) => identification),
        [{ iban: tpp.IBAN }],
      );
      const { accounts: all } = (await tpp.call(sandbox, bearer, '')).json as {
        accounts: { identification: { iban: string } }[];
      };
      const iban = all[1]?.identification.iban;
      assert.deepEqual(wrongAnswer(await tpp.call(sandbox, few, '/information', { iban })), [403, 'access_denied']);
    });
    test('and no account that does not exist', async () => {
      const iban = 'SK0511000000002600000054';
      assert.deepEqual(wrongAnswer(await transactions(bearer, { iban })), [403, 'access_denied']);
    });
  });

  const refused: readonly (readonly [string, object])[] = [
    ['item 9: with a page of 9', { pageSize: 9 }],
    ['item 9: with a page of 101', { pageSize: 101 }],
    ['item 9: with a page of 10.5', { pageSize: 10.5 }],
    ['item 9: with a size as text', { pageSize: '10' }],
    ['item 9: without a size', { pageSize: undefined }],
    ['item 9: for page 0', { page: 0 }],
    ['item 9: for page -1', { page: -1 }],
    ['item 9: for page 100000000', { page: 100_000_000 }],
    ['item 9: without a page', { page: undefined }],
    ['item 10: with a period the wrong way round', { dateFrom: '2026-02-02', dateTo: '2026-02-01' }],
    ['item 10: with a day in another form', { dateFrom: '1.2.2026' }],
    ['item 10: with a day that does not exist', { dateTo: '2026-02-30' }],
    ['item 10: with a time instead of a day', { dateFrom: '2026-02-01T00:00:00Z' }],
    ['with another status', { status: 'booked' }],
    ['with an IBAN that is none', { iban: 'SK29' }],
    ['with an IBAN whose check digits are wrong', { iban: tpp.IBAN.replace('SK29', 'SK30') }],
    ['without an IBAN', { iban: undefined }],
    ['with a member that nobody knows', { limit: 10 }],
  ];
  for (const [what, changes] of refused) {
    test(`${what} is refused with 400`, async () => {
      assert.deepEqual(wrongAnswer(await transactions(bearer, changes)), [400, 'invalid_request']);
    });
  }
  for (const [what, headers, status] of [
    ['item 11: without a request id', { 'request-id': undefined }, 400],
    ['item 11: with a request id that is no UUID', { 'request-id': 'x' }, 400],
    ['with an address that is none', { 'psu-ip-address': 'here' }, 400],
    ['without a token', { authorization: undefined }, 401],
    ['with another scheme', { authorization: 'Basic eDp5' }, 401],
  ] as const) {
    test(`${what} is refused with ${status}`, async () => {
      assert.equal((await tpp.call(sandbox, bearer, '', undefined, headers)).status, status);
    });
  }
  test('in another media type, or without JSON, is refused', async () => {
    const body = { iban: tpp.IBAN };
    const plain = await tpp.call(sandbox, bearer, '/information', body, { 'content-type': 'text/plain' });
    assert.equal(plain.status, 415);
    for (const text of ['', '[]', 'null', '{"iban":']) {
      assert.equal((await tpp.call(sandbox, bearer, '/information', text)).status, 400, text);
    }
  });
  test('by a token for payments is refused with 403', async () => {
    const own = await tpp.token(sandbox, { grant_type: 'client_credentials', scope: 'PISP' });
    assert.deepEqual(wrongAnswer(await tpp.call(sandbox, own.json['access_token'], '')), [403, 'insufficient_scope']);
  });
  test('item 9: takes every size from 10 to 100, in tens where a switch says so', async () => {
    assert.equal((await transactions(bearer, { pageSize: 37 })).status, 200);
    control.settings.change({ pageSizeStep: 10 });
    assert.equal((await transactions(bearer, { pageSize: 37 })).status, 400);
    assert.equal((await transactions(bearer, { pageSize: 40 })).status, 200);
  });
  test('item 9: for a page behind the last one gives an empty list', async () => {
    const { status, json } = await transactions(bearer, { page: 26 });
    assert.deepEqual([status, json], [200, { pageCount: 25, transactions: [] }]);
  });
  test('too often without the customer is 429, until a day has passed', async () => {
    control.settings.change({ unattendedPerDay: 4 });
    const alone = async () => (await tpp.call(sandbox, bearer, '')).status;
    for (let round = 0; round < 4; round++) assert.equal(await alone(), 200);
    assert.equal(await alone(), 429);
    const present = await tpp.call(sandbox, bearer, '', undefined, { 'psu-ip-address': '192.0.2.7' });
    assert.equal(present.status, 200);
    assert.equal((await transactions(bearer)).status, 200, 'another endpoint');
  });
  test('item 13: finds accounts with 0, 9, 10, 100, 101 and 250 transactions, whose last page may be short', async () => {
    const { accounts } = (await tpp.call(sandbox, bearer, '')).json as {
      accounts: { identification: { iban: string } }[];
    };
    const counts: number[][] = [];
    for (const { identification } of accounts) {
      const pages: number[] = [];
      for (let page = 1, last = 1; page <= Math.max(1, last); page++) {
        const answer = await transactions(bearer, { ...identification, page, pageSize: 100 });
        const body = answer.json as { pageCount: number; transactions: unknown[] };
        last = body.pageCount;
        pages.push(body.transactions.length);
      }
      counts.push(pages);
    }
    assert.deepEqual(counts, [[100, 100, 50], [100, 1], [100], [10], [9], [0]]);
  });
  test('gives booked or announced transactions alone on demand', async () => {
    const statuses = async (status: string) => {
      const { transactions: found } = (await transactions(bearer, { status })).json as {
        transactions: { status: string }[];
      };
      return [...new Set(found.map((one) => one.status))];
    };
    assert.deepEqual([await statuses('BOOK'), await statuses('INFO')], [['BOOK'], ['INFO']]);
  });
  test('writes amounts as numbers, to the last digit', async () => {
    const response = await fetch(`${sandbox.apiOrigin}/api/v1/accounts/transactions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${String(bearer)}`,
        'request-id': '5061a842-e9cf-42a9-8f3d-320893d75fcf',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ iban: tpp.IBAN, page: 1, pageSize: 10 }),
    });
    const text = await response.text();
    for (const amount of ['0.10', '1234567890.12', '1.5E+2']) assert.ok(text.includes(`{"value":${amount},"currency"`));
  });
  test('of the list takes pages and an order', async () => {
    assert.equal((await tpp.call(sandbox, bearer, '?page=1&pageSize=10&order=desc')).status, 200);
    for (const query of ['?page=0', '?pageSize=9', '?pageSize=x', '?order=up', '?limit=1']) {
      assert.equal((await tpp.call(sandbox, bearer, query)).status, 400, query);
    }
  });
});

describe('item 12: the decline button', () => {
  test('comes back with access_denied and the state, and leaves no consent', async () => {
    control.consents.forget();
    const { searchParams } = await tpp.visit(sandbox, {}, 'access_denied');
    assert.deepEqual(
      [searchParams.get('error'), searchParams.get('state'), searchParams.get('code')],
      ['access_denied', 'the-state', null],
    );
    assert.deepEqual(control.consents.list(), []);
  });
});

describe('item 14: maintenance', () => {
  test('is 503 everywhere, with a page for people, and passes', async () => {
    const { json } = await tpp.connect(sandbox);
    control.maintenance.begin();
    const answer = await tpp.call(sandbox, json['access_token'], '');
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '3600']);
    assert.equal((await tpp.exchange(sandbox, 'code')).status, 503);
    const page = await fetch(tpp.authorizationUrl(sandbox));
    assert.deepEqual([page.status, page.headers.get('content-type')], [503, 'text/html; charset=utf-8']);
    control.maintenance.end();
    assert.equal((await tpp.call(sandbox, json['access_token'], '')).status, 200);
  });
});

describe('the switches over HTTP', () => {
  const command = async (body: unknown): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${sandbox.apiOrigin}/sandbox/command`, init)).status;
  };
  test('do what the control does, and refuse what they do not know', async () => {
    assert.equal(await command({ do: 'settings', settings: { pageSizeStep: 10 } }), 200);
    assert.equal(control.settings.get().pageSizeStep, 10);
    assert.equal(await command({ do: 'begin-maintenance' }), 200);
    assert.equal(await command({ do: 'end-maintenance' }), 200);
    assert.equal(await command({ do: 'revoke-consent', consentId: 'none' }), 200);
    assert.equal(await command({ do: 'end-tokens', consentId: 'none' }), 200);
    for (const body of [{ do: 'settings', settings: { pageSizeStep: 'x' } }, { do: 'settings' }, { do: 'dance' }]) {
      assert.equal(await command(body), 400);
    }
    const state = (await (await fetch(`${sandbox.apiOrigin}/sandbox/state`)).json()) as { settings: object };
    assert.equal(Reflect.get(state.settings, 'pageSizeStep'), 10);
  });
});
