import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { at, authorize, call, createRequest, startSandbox, type Answer } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

describe('an error', () => {
  const unknown = (headers: Record<string, string> = {}) => call(sandbox, '/token-requests/rq:x:y', { headers });

  test('is plain text unless asked otherwise', async () => {
    const answer = await unknown();
    assert.equal(answer.text, 'NOT_FOUND: TokenRequest rq:x:y does not exist');
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
  });
  test('is JSON on token-json-error, with the trace id of the header', async () => {
    const answer = await unknown({ 'token-json-error': 'true' });
    assert.deepEqual(answer.json, {
      error: {
        code: 404,
        message: 'TokenRequest rq:x:y does not exist',
        token_trace_id: answer.headers.get('tokentraceid'),
        error_origin: 'token',
      },
    });
  });
  test('carries the gRPC name and a trace id of its own', async () => {
    const [one, other] = [await unknown(), await unknown()];
    assert.equal(one.headers.get('token-error'), 'NOT_FOUND');
    assert.match(one.headers.get('tokentraceid') ?? '', /^[1-9A-HJ-NP-Za-km-z]{16}$/);
    assert.notEqual(one.headers.get('tokentraceid'), other.headers.get('tokentraceid'));
  });
  test('comes also from paths that do not exist', async () => {
    assert.equal((await call(sandbox, '/tokens/x/y/z')).status, 404);
  });
  test('does not hide that the key was wrong', async () => {
    const answer = await call(sandbox, '/banks', { authorization: null, headers: { 'token-json-error': 'true' } });
    assert.equal(answer.status, 401);
    assert.equal(at(answer.json, 'error.code'), 401);
  });
});

describe('the error banks', () => {
  type Check = (answer: Answer) => void;
  const text =
    (pattern: RegExp): Check =>
    (answer) =>
      assert.match(answer.text, pattern);
  const json =
    (path: string, value: unknown): Check =>
    (answer) =>
      assert.equal(at(answer.json, path), value);
  const banks: Record<string, readonly [status: number, grpc: string, external: boolean, check: Check]> = {
    'sim-error-403': [403, 'PERMISSION_DENIED', false, text(/^PERMISSION_DENIED: /)],
    'sim-error-429': [429, 'RESOURCE_EXHAUSTED', true, ({ headers }) => assert.equal(headers.get('retry-after'), '30')],
    'sim-error-503': [503, 'UNAVAILABLE', true, text(/^UNAVAILABLE: Bank is unavailable$/)],
    'sim-error-504': [504, 'DEADLINE_EXCEEDED', true, text(/^DEADLINE_EXCEEDED: /)],
    'sim-error-text': [500, 'INTERNAL', true, text(/^INTERNAL: /)],
    'sim-error-json': [504, 'DEADLINE_EXCEEDED', true, json('error.error_origin', 'bank')],
    'sim-error-json-code': [503, 'UNAVAILABLE', true, json('error.errorCode', 'UNAVAILABLE')],
    'sim-error-json-flat': [400, 'INVALID_ARGUMENT', false, json('errorCode', 'INVALID_ARGUMENT')],
    'sim-down': [503, 'UNAVAILABLE', true, text(/Bank is down/)],
  };
  for (const [bank, [status, grpc, external, check]] of Object.entries(banks)) {
    test(`${bank} answers ${status} every time`, async () => {
      const id = await createRequest(sandbox, bank);
      for (const answer of [await authorize(sandbox, id), await authorize(sandbox, id)]) {
        assert.equal(answer.status, status);
        assert.equal(answer.headers.get('token-error'), grpc);
        assert.equal(answer.headers.get('token-external-error'), external ? 'true' : null);
        check(answer);
      }
    });
  }
  test('sim-error-text stays text when JSON is asked for', async () => {
    const id = await createRequest(sandbox, 'sim-error-text');
    const answer = await call(sandbox, `/token-requests/${id}/authorization`, {
      body: { consentAccepted: true },
      headers: { 'token-json-error': 'true' },
    });
    assert.match(answer.text, /^INTERNAL: /);
  });
});

describe('a scripted fault', () => {
  const { control } = sandbox;
  const banks = () => call(sandbox, '/banks?perPage=1');

  test('happens to the next call of its path only', async () => {
    control.faults.add({ path: '/banks', error: { status: 'RESOURCE_EXHAUSTED', retryAfterSeconds: 7 } });
    assert.equal((await call(sandbox, '/bank/countries')).status, 200);
    const limited = await banks();
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7']);
    assert.equal((await banks()).status, 200);
  });
  test('can wait for some calls, and last for some', async () => {
    control.faults.add({ path: '/ban*', skip: 1, times: 2, error: { status: 'UNAVAILABLE', shape: 'oas' } });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await banks()).status);
    assert.deepEqual(statuses, [200, 503, 503, 200]);
  });
  test('can last until it is cleared', async () => {
    control.faults.add({ path: '/banks', times: 'always', error: { status: 'INTERNAL' } });
    assert.deepEqual([(await banks()).status, (await banks()).status], [500, 500]);
    control.faults.clear();
    assert.equal((await banks()).status, 200);
  });
  test('can be of one method', async () => {
    control.faults.add({ method: 'POST', path: '/token-requests', error: { status: 'UNAVAILABLE' } });
    assert.equal((await call(sandbox, '/token-requests')).status, 404);
    await assert.rejects(createRequest(sandbox, 'sim-redirect'), /UNAVAILABLE/);
  });
  test('can be any answer, such as broken JSON', async () => {
    control.faults.add({ path: '/banks', raw: { status: 200, contentType: 'application/json', body: '{"banks":[' } });
    assert.equal((await banks()).text, '{"banks":[');
  });
  test('can be slow', async () => {
    control.faults.add({ path: '/banks', delayMs: 150 });
    const start = performance.now();
    assert.equal((await banks()).status, 200);
    assert.ok(performance.now() - start >= 149);
  });
  test('can lose the answer before the call has an effect, or after', async () => {
    const id = await createRequest(sandbox, 'sim-embedded-1');
    const submit = () => authorize(sandbox, id, { username: 'user', pin: '1234' });
    const result = async (): Promise<unknown> =>
      at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status');
    control.settings.change({ pendingReads: 0 });
    control.faults.add({ path: '*/authorization', drop: 'before' });
    await assert.rejects(submit());
    assert.equal(await result(), 'PENDING');
    control.faults.add({ path: '*/authorization', drop: 'after' });
    await assert.rejects(submit());
    assert.equal(await result(), 'PROCESSED');
  });
});
