import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { at, authorize, call, createRequest, result, startSandbox } from './tpp.js';
import { API_KEY_UUID, MEMBER_ID } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const command = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(`${sandbox.apiOrigin}/sandbox/command`, { method: 'POST', headers, body: JSON.stringify(body) });
const obey = async (body: unknown): Promise<unknown> => {
  const response = await command(body);
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
};

describe('the call log', () => {
  test('says what was asked, by whom, and how it ended', async () => {
    await call(sandbox, '/banks?perPage=1&search=x');
    await call(sandbox, '/banks', { authorization: null });
    const [first, second] = sandbox.control.calls.list();
    assert.deepEqual(
      [first?.method, first?.path, first?.query, first?.memberId, first?.status],
      ['GET', '/banks', 'perPage=1&search=x', MEMBER_ID, 200],
    );
    assert.deepEqual([second?.memberId, second?.status], [undefined, 401]);
  });
  test('shows flags and names of credentials, never a value or a key', async () => {
    const id = await createRequest(sandbox, 'sim-embedded-1', { credentials: { pin: 'hunter2' } });
    await authorize(sandbox, id, { username: 'user', pin: '98765' });
    const last = sandbox.control.calls.list().at(-1);
    assert.equal(at(last?.body, 'useCredentialFlow'), true);
    assert.deepEqual(at(last?.body, 'credentials'), { username: '•••', pin: '•••' });
    const everything = JSON.stringify(sandbox.control.calls.list());
    for (const secret of [
      '98765',
      'hunter2',
      API_KEY_UUID,
      Buffer.from(API_KEY_UUID).toString('base64').slice(4, 20),
    ]) {
      assert.ok(!everything.includes(secret), secret);
    }
    assert.equal(last?.headers['authorization'], 'Basic');
  });
  test('is empty after it was cleared', async () => {
    await call(sandbox, '/banks?perPage=1');
    sandbox.control.calls.clear();
    assert.deepEqual(sandbox.control.calls.list(), []);
  });
});

describe('the control over HTTP', () => {
  test('adds and clears faults', async () => {
    await obey({ do: 'fault', rule: { path: '/banks', times: 'always', error: { status: 'UNAVAILABLE' } } });
    assert.equal((await call(sandbox, '/banks')).status, 503);
    await obey({ do: 'clear-faults' });
    assert.equal((await call(sandbox, '/banks')).status, 200);
  });
  test('puts the clock forward', async () => {
    const id = await createRequest(sandbox, 'sim-redirect');
    await obey({ do: 'advance-clock', ms: 20 * 60_000 });
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'EXPIRED');
  });
  test('answers the phone', async () => {
    const id = await createRequest(sandbox, 'sim-decoupled');
    await authorize(sandbox, id, { username: 'user' });
    const state: unknown = await (await fetch(`${sandbox.apiOrigin}/sandbox/state`)).json();
    const approvalId = at(state, 'waiting.0.id');
    assert.deepEqual(await obey({ do: 'decide', approvalId, decision: 'declined' }), { done: true });
    assert.deepEqual(await obey({ do: 'decide', approvalId, decision: 'approved' }), { done: false });
    assert.equal(at((await authorize(sandbox, id)).json, 'status'), 'DECLINED_BY_PSU');
  });
  for (const end of ['revoke-token', 'expire-token']) {
    test(`ends a consent by ${end}`, async () => {
      const id = await createRequest(sandbox, 'sim-embedded-1');
      await authorize(sandbox, id, { username: 'user', pin: '1234' });
      const tokenId = at(await result(sandbox, id), 'tokenId');
      const headers = { 'on-behalf-of': String(tokenId), 'customer-initiated': 'true' };
      assert.equal((await call(sandbox, '/accounts', { headers })).status, 200);
      await obey({ do: end, tokenId });
      assert.equal((await call(sandbox, '/accounts', { headers })).status, 403);
    });
  }
  test('ends a request', async () => {
    const id = await createRequest(sandbox, 'sim-redirect');
    const end = { do: 'end-request', requestId: id, result: 'EXPIRED' };
    assert.deepEqual([await obey(end), await obey(end)], [{ done: true }, { done: false }]);
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status'), 'EXPIRED');
  });
  test('changes settings, shows them, and resets them', async () => {
    await obey({ do: 'settings', settings: { pendingReads: 9 } });
    const state: unknown = await (await fetch(`${sandbox.apiOrigin}/sandbox/state`)).json();
    assert.equal(at(state, 'settings.pendingReads'), 9);
    await obey({ do: 'reset' });
    assert.equal(sandbox.control.settings.get().pendingReads, 1);
  });
  test('turns a bank off', async () => {
    await obey({ do: 'set-bank', bankId: 'sim-flicker', down: true });
    const { json } = await call(sandbox, '/reports/banks/sim-flicker/status');
    assert.equal(at(json, 'bankStatus.aisStatus'), 'DOWN');
  });
  test('shows and clears the call log', async () => {
    await call(sandbox, '/banks?perPage=1');
    const calls: unknown = await (await fetch(`${sandbox.apiOrigin}/sandbox/calls`)).json();
    assert.equal(at(calls, '0.path'), '/banks');
    await obey({ do: 'clear-calls' });
    assert.deepEqual(sandbox.control.calls.list(), []);
  });
  const refused: readonly unknown[] = [
    [],
    { do: 'explode' },
    { do: 'fault', rule: { path: '' } },
    { do: 'fault', rule: { path: '/x', error: { status: 'NOPE' } } },
    { do: 'fault', rule: { path: '/x', times: 'often' } },
    { do: 'advance-clock' },
    { do: 'decide', approvalId: 'x', decision: 'maybe' },
    { do: 'settings', settings: { colour: 'red' } },
    { do: 'settings', settings: { pendingReads: 'many' } },
    { do: 'revoke-token' },
  ];
  for (const body of refused) {
    test(`refuses ${JSON.stringify(body)}`, async () => {
      assert.equal((await command(body)).status, 400);
    });
  }
  test('refuses what a form of a foreign page could post', async () => {
    assert.equal((await command({ do: 'reset' }, { 'content-type': 'text/plain' })).status, 400);
  });
});

test('the wall clock that signatures are checked against stays when the other clock is put forward', async () => {
  sandbox.control.clock.advance(3_600_000);
  assert.ok(sandbox.control.clock.now() > Date.now() + 3_000_000);
  assert.equal((await call(sandbox, '/banks?perPage=1')).status, 200);
});

test('a port that is taken is reported, and a closed sandbox answers no more', async () => {
  const first = await startSandbox();
  await assert.rejects(startSandbox({ port: Number(new URL(first.apiOrigin).port) }), /EADDRINUSE/);
  await first.close();
  await assert.rejects(fetch(`${first.apiOrigin}/phone`));
});
