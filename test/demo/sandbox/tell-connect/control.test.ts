import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';

import { authorise, newTokens, read, startSandbox } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
const { control } = sandbox;
afterEach(() => control.reset());

const command = async (body: object): Promise<{ status: number; done?: boolean }> => {
  const answer = await fetch(`${sandbox.apiOrigin}/sandbox/command`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as { done?: boolean }) };
};

describe('the control over HTTP', () => {
  test('changes settings of the right type and refuses others', async () => {
    assert.equal((await command({ do: 'settings', settings: { nullForm: 'empty', codeSeconds: 5 } })).status, 200);
    assert.deepEqual([control.settings.get().nullForm, control.settings.get().codeSeconds], ['empty', 5]);
    assert.equal((await command({ do: 'settings', settings: { codeSeconds: null } })).status, 200);
    for (const settings of [{ nobody: 1 }, { nullForm: 5 }, { aispScopes: 'accounts:read' }, 'all']) {
      assert.equal((await command({ do: 'settings', settings })).status, 400);
    }
  });

  test('revokes consents, puts the clock forward, and resets', async () => {
    await newTokens(sandbox);
    const consentId = control.consents.list().at(-1)?.id;
    assert.equal((await command({ do: 'revoke-consent', consentId })).done, true);
    assert.equal((await command({ do: 'revoke-consent', consentId: 'nobody' })).done, false);
    assert.equal((await command({ do: 'revoke-consent' })).status, 400);
    const before = control.clock.now();
    await command({ do: 'advance-clock', ms: 60_000 });
    assert.ok(control.clock.now() >= before + 60_000);
    control.settings.change({ profile: 'production' });
    await command({ do: 'reset' });
    assert.equal(control.settings.get().profile, 'sandbox');
  });

  test('shows the state', async () => {
    await authorise(sandbox);
    const state = (await (await fetch(`${sandbox.apiOrigin}/sandbox/state`)).json()) as Record<string, unknown[]>;
    assert.deepEqual(Object.keys(state), ['nowMs', 'settings', 'intents', 'consents', 'payments']);
    assert.ok((state['intents']?.length ?? 0) > 0);
  });
});

describe('the call log', () => {
  test('holds calls of the API in order, without secrets', async () => {
    const { access, refresh } = await newTokens(sandbox);
    await read(sandbox, access);
    const calls = control.calls.list();
    assert.deepEqual(
      calls.map(({ method, path, status }) => `${method} ${path} ${status}`),
      ['POST /v1/authorise 200', 'POST /v1/access-token 200', 'GET /v1/accounts 200'],
    );
    const { headers, ...rest } = calls[2] ?? {};
    assert.equal(headers?.['authorization'], 'Bearer');
    for (const secret of [access, refresh]) assert.ok(!JSON.stringify([rest, headers]).includes(secret));
  });
});

describe('faults', () => {
  test('answer in the place of the API, as often as asked', async () => {
    control.faults.add({ path: '/v1/authorise', times: 2, answer: { status: 503, body: '{}' } });
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await authorise(sandbox)).status);
    assert.deepEqual(statuses, [503, 503, 200]);
  });

  test('drop the connection before or after the call had its effect', async () => {
    for (const [drop, more] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      const count = control.intents.list().length;
      control.faults.add({ path: '/v1/authorise', drop });
      await assert.rejects(authorise(sandbox));
      assert.equal(control.intents.list().length, count + more, drop);
    }
  });
});

test('an unknown address of the API is an error in its own shape', async () => {
  const answer = await fetch(`${sandbox.apiOrigin}/v1/nowhere`);
  assert.equal(answer.status, 404);
  assert.equal(((await answer.json()) as { error: string }).error, 'not_found');
});
