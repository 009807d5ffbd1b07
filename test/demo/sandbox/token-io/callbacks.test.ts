import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, beforeEach, describe, test } from 'node:test';

import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import { at, authorize, call, createRequest, result, startSandbox, visitBank } from './tpp.js';

const sandbox = await startSandbox();
const tpp = await startSandbox({ member: { callbackType: 'TPP_CALLBACK' } });
after(async () => {
  await sandbox.close();
  await tpp.close();
});
beforeEach(() => sandbox.control.reset());

const goToBank = async (where: TokenIoSandbox, bank: string, action = 'approve', payload: object = {}) => {
  const id = await createRequest(where, bank, payload);
  const address = String(at((await authorize(where, id)).json, 'redirectUrl'));
  return { id, ...(await visitBank(where, address, action)) };
};

/** Checks a signature the way a TPP does: alias, member, key, Ed25519. */
const signedByToken = async (where: TokenIoSandbox, signature: unknown, message: string): Promise<boolean> => {
  const alias = await call(
    where,
    '/resolve-alias?alias.value=token.io&alias.type=DOMAIN&alias.realm=token&alias.realmId=',
  );
  const memberId = String(at(alias.json, 'member.id'));
  assert.equal(at(signature, 'memberId'), memberId);
  const member = await call(where, `/members/${memberId}`);
  assert.equal(at(member.json, 'member.keys.0.id'), at(signature, 'keyId'));
  const x = String(at(member.json, 'member.keys.0.publicKey'));
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(message), key, Buffer.from(String(at(signature, 'signature')), 'base64url'));
};

describe('the Token.io callback', () => {
  test('passes Token.io on its way from the bank', async () => {
    const { hops } = await goToBank(sandbox, 'sim-redirect');
    assert.equal(hops.length, 2);
    const hop = new URL(hops[0] ?? '');
    assert.equal(hop.pathname, '/callback');
    assert.deepEqual([...hop.searchParams.keys()], ['code', 'state']);
  });
  test('answers a second load with the same address', async () => {
    const { hops } = await goToBank(sandbox, 'sim-redirect-then-otp');
    const again = await fetch(hops[0] ?? '', { redirect: 'manual' });
    assert.equal(again.headers.get('location'), hops[1]);
  });
  test('knows neither another state nor another code', async () => {
    const { hops } = await goToBank(sandbox, 'sim-redirect');
    for (const parameter of ['code', 'state']) {
      const forged = new URL(hops[0] ?? '');
      forged.searchParams.set(parameter, 'x');
      assert.equal((await fetch(forged, { redirect: 'manual' })).status, 404);
    }
  });
  test('joins its parameters to a query that is there', async () => {
    const { url } = await goToBank(sandbox, 'sim-redirect', 'approve', { redirectUrl: 'https://tpp.example/cb?n=1' });
    assert.match(url.search, /^\?n=1&request-id=rq:/);
  });
  test('never returns the state', async () => {
    const { url } = await goToBank(sandbox, 'sim-redirect', 'approve', { callbackState: 'nonce' });
    assert.deepEqual([...url.searchParams.keys()], ['request-id', 'request_id']);
  });
  test('can be told to write base64 in every way, and to join wrongly', async () => {
    const { control } = sandbox;
    control.settings.change({ callback: { join: 'ampersand', base64: { alphabet: 'base64url', padding: true } } });
    const { url, hops } = await goToBank(sandbox, 'sim-redirect-then-decoupled');
    assert.match(url.href, /^https:\/\/tpp\.example\/callback&request-id=/);
    assert.match(hops[1] ?? '', /credential-fields=[\w-]+(%3D){0,2}$/);
  });
  test('can be told to carry hostile fields', async () => {
    const base64 = { alphabet: 'base64', padding: false } as const;
    sandbox.control.settings.change({
      callback: { join: 'query', base64, credentialFields: '%00!!', extra: { x: 'y z' } },
    });
    const { hops } = await goToBank(sandbox, 'sim-redirect-then-otp');
    assert.match(hops[1] ?? '', /&credential-fields=%00!!&x=y\+z$/);
  });
});

describe('the result', () => {
  const state = '%7B%22innerState%22%3A%22a%22%7D';
  test('says PENDING once more after the user has authorized', async () => {
    const { id } = await goToBank(sandbox, 'sim-redirect');
    const read = async (): Promise<unknown> => at((await call(sandbox, `/token-requests/${id}/result`)).json, 'status');
    assert.deepEqual([await read(), await read(), await read()], ['PENDING', 'PROCESSED', 'PROCESSED']);
  });
  test('is signed by Token.io over state and token id', async () => {
    const { id } = await goToBank(sandbox, 'sim-redirect', 'approve', { callbackState: state });
    const granted = await result(sandbox, id);
    const message = JSON.stringify({ state, tokenId: at(granted, 'tokenId') });
    assert.ok(await signedByToken(sandbox, at(granted, 'signature'), message));
    assert.equal(await signedByToken(sandbox, at(granted, 'signature'), `${message} `), false);
  });
  test('can be read in the deprecated way', async () => {
    const { id } = await goToBank(sandbox, 'sim-redirect');
    const { json } = await call(sandbox, `/token-requests/${id}/token_request_result`);
    assert.equal(at(json, 'tokenId'), at(await result(sandbox, id), 'tokenId'));
  });
  test('gives the reason of a refusal', async () => {
    const { id } = await goToBank(sandbox, 'sim-redirect', 'access_denied');
    const { text } = await call(sandbox, `/token-requests/${id}/result`);
    assert.match(text, /"statusReasonInformation":"The user cancelled or rejected the request"/);
  });
});

describe('the TPP callback', () => {
  const initiate = (query: string, where = tpp) => call(where, '/callback/initiation', { body: { query } });

  test('brings the bank’s own query, with the state of the request', async () => {
    const { url } = await goToBank(tpp, 'sim-tpp-redirect', 'approve', { callbackState: 'my nonce' });
    assert.deepEqual([...url.searchParams.keys()], ['code', 'state']);
    assert.equal(url.searchParams.get('state'), 'my nonce');
  });
  test('is initiated with the raw query, once', async () => {
    const { id, url } = await goToBank(tpp, 'sim-tpp-redirect');
    const first = await initiate(url.search.slice(1));
    assert.deepEqual(first.json, { tokenRequestId: id });
    assert.equal(at(await result(tpp, id), 'status'), 'PROCESSED');
    assert.match((await initiate(url.search.slice(1))).text, /used before/);
  });
  test('answers with fields, nested twice', async () => {
    const { id, url } = await goToBank(tpp, 'sim-tpp-redirect-then-otp');
    const { json } = await initiate(url.search.slice(1));
    assert.equal(at(json, 'tokenRequestId'), id);
    assert.equal(at(json, 'fields.fields.0.id'), 'otp');
    assert.equal(at((await authorize(tpp, id, { otp: '123456' })).json, 'status'), 'AUTHENTICATED');
  });
  test('answers with the next address of the bank', async () => {
    const { url } = await goToBank(tpp, 'sim-multi-redirect');
    const { json } = await initiate(url.search.slice(1));
    const second = await visitBank(tpp, String(at(json, 'redirectUrl')), 'approve');
    assert.equal((await initiate(second.url.search.slice(1))).status, 200);
  });
  test('of a user who declined leads to a rejected result', async () => {
    const { id, url } = await goToBank(tpp, 'sim-tpp-redirect', 'access_denied', { callbackState: 'n1' });
    assert.deepEqual((await initiate(url.search.slice(1))).json, { tokenRequestId: id });
    assert.equal(at(await result(tpp, id), 'status'), 'REJECTED');
  });
  test('of a bank that is unavailable is an error of the bank', async () => {
    const { url } = await goToBank(tpp, 'sim-tpp-redirect', 'temporarily_unavailable', { callbackState: 'n2' });
    const answer = await initiate(url.search.slice(1));
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('token-external-error'), 'true');
  });
  for (const query of ['', 'code=x&state=y', 'state=y']) {
    test(`is refused for the query "${query}"`, async () => {
      assert.equal((await initiate(query)).status, 400);
    });
  }
  test('is not for members with the Token.io callback', async () => {
    assert.equal((await initiate('code=x', sandbox)).status, 403);
  });
});
