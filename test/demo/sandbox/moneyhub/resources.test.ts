import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import * as tpp from './tpp.js';

const sandbox = await tpp.startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

type Row = Readonly<Record<string, unknown>>;
const rows = ({ json }: tpp.Answer): Row[] => json['data'] as Row[];
const connected = async () => {
  const { claims } = await tpp.connect(sandbox);
  return { userId: String(claims['sub']), connectionId: String(claims['mh:con_id']) };
};
const asClient = async (path: string, scope: string, init: RequestInit = {}) =>
  tpp.call(sandbox, path, await tpp.credentials(sandbox, scope), init);
const asUser = async (path: string, scope: string, userId: string) =>
  tpp.call(sandbox, path, await tpp.credentials(sandbox, scope, userId));

describe('the lists of banks', () => {
  const list = async (name: string): Promise<Row[]> =>
    (await (await fetch(`${sandbox.apiOrigin}/oidc/.well-known/${name}`)).json()) as Row[];
  test('are bare arrays, by kind, whatever the query says', async () => {
    const all = await list('all-connections?undefined');
    assert.ok(all.some(({ name }) => name === 'Moneyhub Open Banking Mock'));
    assert.deepEqual(
      (await list('test-connections')).map(({ id }) => id),
      [tpp.BANK],
    );
    assert.ok((await list('legacy-connections')).every(({ type }) => type === 'legacy'));
    assert.ok((await list('api-connections?clientId=x')).every(({ type }) => type === 'api'));
    assert.deepEqual(await list('beta-connections'), []);
  });
  test('say that a bank is down', async () => {
    const words = { sync: 'AVAILABLE', auth: 'PERMANENTLY_UNAVAILABLE' } as const;
    assert.ok(sandbox.control.banks.setStatus(tpp.BANK, words));
    assert.deepEqual((await list('test-connections'))[0]?.['status'], words);
    sandbox.control.banks.setStatus(tpp.BANK, { sync: 'AVAILABLE', auth: 'AVAILABLE' });
  });
  test('name icons that are pictures; others are missing unless a default is asked for', async () => {
    const [bank] = await list('test-connections');
    const icon = await fetch(String(bank?.['iconUrl']));
    assert.deepEqual([icon.status, icon.headers.get('content-type')], [200, 'image/png']);
    assert.equal((await fetch(`${sandbox.apiOrigin}/bank-icons/none`)).status, 404);
    assert.equal((await fetch(`${sandbox.apiOrigin}/bank-icons/none?defaultIcon=true`)).status, 200);
  });
  test('of another name do not exist', async () => {
    assert.equal((await fetch(`${sandbox.apiOrigin}/oidc/.well-known/some-connections`)).status, 404);
  });
});

describe('users', () => {
  test('are registered, shown and deleted with all they have', async () => {
    const init = { method: 'POST', body: JSON.stringify({ clientUserId: 'ours' }) };
    const { status, json } = await asClient('/users', 'user:create', init);
    assert.equal(status, 201);
    const userId = String(json['userId']);
    assert.match(userId, /^[0-9a-f]{24}$/);
    assert.deepEqual([json['clientUserId'], json['managedBy']], ['ours', 'client']);
    assert.equal((await asClient(`/users/${userId}`, 'user:read')).json['userId'], userId);
    assert.equal((await asClient(`/users/${userId}`, 'user:delete', { method: 'DELETE' })).status, 204);
    assert.equal((await asClient(`/users/${userId}`, 'user:read')).status, 404);
  });
  test('need the scope of the call and a body that is JSON', async () => {
    assert.equal((await asClient('/users', 'user:read', { method: 'POST', body: '{}' })).status, 403);
    assert.equal(
      (await asClient('/users', 'user:create', { method: 'POST', body: 'x' })).json['code'],
      'VALIDATION_FAILED',
    );
  });
});

describe('connections', () => {
  test('are listed once they were sealed, and deleted', async () => {
    const { userId, connectionId } = await connected();
    const listed = await asClient(`/users/${userId}/connections`, 'connection:read');
    assert.deepEqual(
      rows(listed).map(({ id, status, error }) => [id, status, error]),
      [[connectionId, 'ok', null]],
    );
    const path = `/users/${userId}/connection/${encodeURIComponent(connectionId)}`;
    assert.equal((await asClient(path, 'connection:delete', { method: 'DELETE' })).status, 204);
    assert.equal((await asClient(path, 'connection:delete', { method: 'DELETE' })).status, 404);
    assert.deepEqual(rows(await asUser('/v3/accounts', 'accounts:read', userId)), []);
  });
  test('end with their consent, and keep their data until then', async () => {
    const { userId, connectionId } = await connected();
    assert.ok(sandbox.control.connections.change(connectionId, { expiresAt: sandbox.control.clock.now() }));
    const [row] = rows(await asClient(`/users/${userId}/connections`, 'connection:read'));
    assert.deepEqual(
      [row?.['status'], row?.['error'], row?.['extendedStatus']],
      ['error', 'credentials_error', 'expired'],
    );
    assert.equal(rows(await asUser('/v3/accounts', 'accounts:read', userId)).length, 2);
  });
  test('are as good as new after a reauth', async () => {
    const { userId, connectionId } = await connected();
    sandbox.control.connections.change(connectionId, { status: 'error', error: 'credentials_error' });
    const id_token = { sub: { value: userId }, 'mh:con_id': { value: connectionId } };
    const again = await tpp.connect(sandbox, { scope: 'openid reauth', claims: JSON.stringify({ id_token }) });
    assert.deepEqual([again.claims['sub'], again.claims['mh:con_id']], [userId, connectionId]);
    const [row, ...others] = rows(await asClient(`/users/${userId}/connections`, 'connection:read'));
    assert.deepEqual([row?.['status'], row?.['error'], others.length], ['ok', null, 0]);
  });
  test('that are revoked are gone', async () => {
    const { userId, connectionId } = await connected();
    assert.ok(sandbox.control.connections.revoke(connectionId));
    assert.ok(!sandbox.control.connections.revoke(connectionId));
    assert.deepEqual(rows(await asClient(`/users/${userId}/connections`, 'connection:read')), []);
  });
});

describe('data', () => {
  test('has details only for a token that may see them', async () => {
    const { userId } = await connected();
    const [plain] = rows(await asUser('/v3/accounts', 'accounts:read', userId));
    const [detailed] = rows(await asUser('/v3/accounts', 'accounts:read accounts_details:read', userId));
    assert.equal(plain?.['details'], undefined);
    assert.match(String((detailed?.['details'] as Row)['sortCodeAccountNumber']), /^\d{14}$/);
  });
  test('is given in pages with absolute links', async () => {
    const { userId } = await connected();
    const page = await asUser('/v3/transactions?limit=10&offset=10', 'transactions:read:all', userId);
    assert.equal(rows(page).length, 5);
    const links = page.json['links'] as Row;
    assert.deepEqual(Object.keys(links).sort(), ['prev', 'self']);
    assert.ok(String(links['prev']).startsWith(`${sandbox.apiOrigin}/v3/transactions?`));
    assert.equal((await asUser('/v3/transactions?limit=many', 'transactions:read:all', userId)).status, 400);
  });
  test('has both units of money in version 3 and the small one in version 2', async () => {
    const { userId } = await connected();
    const amount = async (version: string) => {
      const [account] = rows(await asUser(`/${version}/accounts`, 'accounts:read', userId));
      return (account?.['balance'] as Row)['amount'] as Row;
    };
    const [three, two] = [await amount('v3'), await amount('v2.0')];
    assert.deepEqual(
      [three['minorUnits'], Math.round(Number(three['majorUnits']) * 100)],
      [three['value'], three['value']],
    );
    assert.deepEqual(Object.keys(two).sort(), ['currency', 'value']);
  });
  test('is brought up to date by a sync, unless the consent has ended', async () => {
    const { userId, connectionId } = await connected();
    const bearer = await tpp.credentials(sandbox, 'accounts:read accounts:write:all', userId);
    const sync = () => tpp.call(sandbox, `/v3/sync/${connectionId}`, bearer, { method: 'POST', body: '{}' });
    assert.deepEqual((await sync()).json, { data: { status: 'ok' } });
    sandbox.control.connections.change(connectionId, { expiresAt: 0 });
    assert.equal((await sync()).status, 403);
  });
});

describe('the control over HTTP', () => {
  const command = async (body: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.apiOrigin}/sandbox/command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.status === 200 ? response.json() : response.status;
  };
  test('breaks, ends and revokes connections', async () => {
    const { userId, connectionId } = await connected();
    const status = async () => rows(await asClient(`/users/${userId}/connections`, 'connection:read'))[0]?.['error'];
    assert.deepEqual(await command({ do: 'break-connection', connectionId, error: 'mfa_required' }), { done: true });
    assert.equal(await status(), 'mfa_required');
    assert.deepEqual(await command({ do: 'expire-connection', connectionId }), { done: true });
    assert.equal(await status(), 'credentials_error');
    assert.deepEqual(await command({ do: 'revoke-connection', connectionId }), { done: true });
    assert.deepEqual(await command({ do: 'revoke-connection', connectionId }), { done: false });
    assert.equal(await status(), undefined);
    assert.equal(await command({ do: 'break-connection', connectionId, error: 'boredom' }), 400);
  });
  test('turns banks off and on, and rotates keys', async () => {
    assert.deepEqual(await command({ do: 'set-bank', bankId: tpp.BANK, down: true }), { done: true });
    assert.deepEqual(await command({ do: 'set-bank', bankId: tpp.BANK, down: false }), { done: true });
    assert.deepEqual(await command({ do: 'set-bank', bankId: 'none', down: true }), { done: false });
    assert.deepEqual(await command({ do: 'rotate-keys' }), { done: true });
    const state = (await (await fetch(`${sandbox.apiOrigin}/sandbox/state`)).json()) as { connections: string[] };
    assert.ok(Array.isArray(state.connections));
  });
});
