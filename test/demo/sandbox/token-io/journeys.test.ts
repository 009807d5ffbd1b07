import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { at, authorize, call, createRequest, result, startSandbox, visitBank } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());

test('a redirect bank sends the browser back with both ids and grants the access', async () => {
  const id = await createRequest(sandbox, 'sim-redirect');
  const { json } = await authorize(sandbox, id);
  const { url } = await visitBank(sandbox, String(at(json, 'redirectUrl')), 'approve');
  assert.equal(url.href, `https://tpp.example/callback?request-id=${id}&request_id=${id}`);
  const granted = await result(sandbox, id);
  assert.equal(at(granted, 'status'), 'PROCESSED');
  const accounts = await call(sandbox, '/accounts', { headers: { 'on-behalf-of': String(at(granted, 'tokenId')) } });
  assert.equal(at(accounts.json, 'accounts.length'), 5);
});

test('an embedded bank takes username and PIN in one step', async () => {
  const id = await createRequest(sandbox, 'sim-embedded-1');
  assert.equal((await authorize(sandbox, id, { username: 'user', pin: '1234' })).text, '{"status":"AUTHENTICATED"}');
  assert.equal(at(await result(sandbox, id), 'status'), 'PROCESSED');
});
