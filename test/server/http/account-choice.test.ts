import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ErrorBody } from '../../../server/contract/errors.js';
import { bankSelection, bearer, json, otherSession, shopOrigin, startApp, token } from '../../support/http-app.js';

const asShop = { ...bearer(token), origin: shopOrigin };
const agreement = { fields: ['holder', 'iban'], text: 'Shop gets the holder and the IBAN.', locale: 'en' };
const target = { merchantId: 'shop', connectionId: 'connection-1', accountId: 'account-1' };

describe('POST /v1/session/accounts', () => {
  test('takes the choice and answers the view', async (t) => {
    const app = await startApp(t);
    app.signIn();
    app.sessions.expect('chooseAccounts', () => Promise.resolve(bankSelection(4)));
    const answer = await app.call('/v1/session/accounts', json({ accountIds: ['a', 'b'] }, asShop));
    assert.deepEqual([answer.status, answer.json()], [200, bankSelection(4)]);
    const [call] = app.sessions.calls('chooseAccounts');
    assert.deepEqual(call?.slice(0, 2), ['session-1', { accountIds: ['a', 'b'] }]);
  });

  const refused: readonly (readonly [object, string])[] = [
    [{}, 'accountIds'],
    [{ accountIds: [] }, 'accountIds'],
    [{ accountIds: 'a' }, 'accountIds'],
    [{ accountIds: ['a', ''] }, 'accountIds.1'],
    [{ accountIds: ['x'.repeat(65)] }, 'accountIds.0'],
    [{ accountIds: ['a'], all: true }, 'all'],
  ];
  for (const [body, path] of refused) {
    test(`refuses ${JSON.stringify(body).slice(0, 40)} by the name of the field`, async (t) => {
      const app = await startApp(t);
      app.signIn();
      const answer = await app.call('/v1/session/accounts', json(body, asShop));
      assert.deepEqual([answer.status, answer.code()], [400, 'invalid_request']);
      assert.equal(ErrorBody.parse(answer.json()).error.fields?.[0]?.path, path);
    });
  }
});

describe('POST /v1/session/autofill', () => {
  test('gives the page what the shopper agreed to, and logs nothing of it', async (t) => {
    const app = await startApp(t);
    app.signIn();
    app.sessions.expect('accountToDisclose', () => Promise.resolve(target));
    app.connections.expect('disclose', () =>
      Promise.resolve({ holder: 'Ada Lovelace', iban: 'DE89370400440532013000' }),
    );
    const answer = await app.call('/v1/session/autofill', json(agreement, asShop));
    assert.deepEqual(answer.json(), { holder: 'Ada Lovelace', iban: 'DE89370400440532013000' });
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['access-control-allow-origin'], shopOrigin);
    assert.deepEqual(app.connections.calls('disclose'), [['shop', 'connection-1', 'account-1', agreement]]);
    assert.ok(!/Ada|DE89|holder and the IBAN/.test(app.logText()));
  });

  test('is deaf without words that the shopper saw, and to fields that are none', async (t) => {
    const app = await startApp(t);
    app.signIn();
    for (const [body, path] of [
      [{ ...agreement, text: '' }, 'text'],
      [{ ...agreement, fields: [] }, 'fields'],
      [{ ...agreement, fields: ['balance'] }, 'fields.0'],
      [{ ...agreement, accountId: 'account-2' }, 'accountId'],
    ] as const) {
      const answer = await app.call('/v1/session/autofill', json(body, asShop));
      assert.equal(answer.code(), 'invalid_request');
      assert.equal(ErrorBody.parse(answer.json()).error.fields?.[0]?.path, path);
    }
  });

  test('answers no other origin', async (t) => {
    const app = await startApp(t);
    app.signIn(otherSession);
    const answer = await app.call('/v1/session/autofill', json(agreement, asShop));
    assert.deepEqual([answer.status, answer.code()], [403, 'origin_not_allowed']);
    const stranger = await app.call(
      '/v1/session/autofill',
      json(agreement, { ...asShop, origin: 'https://evil.example' }),
    );
    assert.equal(stranger.headers['access-control-allow-origin'], undefined);
    assert.equal(stranger.status, 403);
  });
});
