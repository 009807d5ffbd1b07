import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import { at, authorize, call, createRequest, result, startSandbox, tokenRequestBody, visitBank } from './tpp.js';

const sandbox = await startSandbox();
const withState = await startSandbox({ member: { stateInCallback: true } });
after(async () => {
  await sandbox.close();
  await withState.close();
});

const open = (path: string): Promise<Response> => fetch(new URL(path, sandbox.publicOrigin), { redirect: 'manual' });
const submit = (where: TokenIoSandbox, path: string, values: Record<string, string>): Promise<Response> =>
  fetch(`${where.publicOrigin}${path}`, { method: 'POST', body: new URLSearchParams(values), redirect: 'manual' });
const locationOf = (response: Response): URL => {
  const location = response.headers.get('location');
  assert.ok(location !== null, `no redirect: ${response.status}`);
  return new URL(location, response.url);
};
const hostedRequest = async (where: TokenIoSandbox, bank: string | undefined, payload: object = {}): Promise<string> =>
  String(at((await call(where, '/token-requests', { body: tokenRequestBody(bank, payload) })).json, 'tokenRequest.id'));
const pageOf = (id: string, step = ''): string => `/app/request-token/${id}${step}`;

describe('the bank’s page', () => {
  test('names the bank, who asks and what for, and loads nothing from elsewhere', async () => {
    const id = await createRequest(sandbox, 'sim-redirect', { actingAs: { displayName: 'Larch & <b>Lumen</b>' } });
    const page = await fetch(String(at((await authorize(sandbox, id)).json, 'redirectUrl')));
    const text = await page.text();
    assert.match(text, /Test Bank Redirect/);
    assert.match(text, /Larch &amp; &lt;b&gt;Lumen&lt;\/b&gt;/);
    assert.match(text, /the balances of your accounts/);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(text, /(src|href|action)="(https?:)?\/\/|style=|<script>/);
    for (const address of text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      assert.equal((await open(address[1] ?? '')).status, 200, address[1]);
    }
  });
  test('offers further faults at the bank of errors only', async () => {
    const textOf = async (bank: string): Promise<string> => {
      const id = await createRequest(sandbox, bank);
      return (await fetch(String(at((await authorize(sandbox, id)).json, 'redirectUrl')))).text();
    };
    assert.match(await textOf('sim-errors'), /error 13/);
    assert.doesNotMatch(await textOf('sim-redirect'), /error 13/);
  });
  test('is not found for a visit to another bank', async () => {
    const id = await createRequest(sandbox, 'sim-redirect');
    const address = String(at((await authorize(sandbox, id)).json, 'redirectUrl'));
    assert.equal((await fetch(address.replace('sim-redirect', 'sim-hosted'))).status, 404);
    assert.equal(
      (await submit(sandbox, '/bank/sim-redirect/authorize', { visit: 'x', action: 'approve' })).status,
      404,
    );
  });
});

describe('the phone', () => {
  test('shows what waits, takes an answer once, and forgets it', async () => {
    const id = await createRequest(sandbox, 'sim-decoupled');
    await authorize(sandbox, id, { username: 'user' });
    const text = await (await open('/phone')).text();
    assert.match(text, /<h2>Test Bank App Approval<\/h2>/);
    const action = /action="(\/phone\/[^"]+)"/.exec(text)?.[1] ?? '';
    assert.equal(await (await open('/phone/waiting')).text(), action.slice('/phone/'.length));
    assert.equal(locationOf(await submit(sandbox, action, { decision: 'approved' })).pathname, '/phone');
    assert.equal((await submit(sandbox, action, { decision: 'declined' })).status, 410);
    assert.match(await (await open('/phone')).text(), /Nothing waits for you/);
    assert.equal(at((await authorize(sandbox, id)).json, 'status'), 'AUTHENTICATED');
  });
});

describe('Hosted Pages', () => {
  test('go from the consent to the bank and call back with token id, signature and status', async () => {
    const id = await hostedRequest(sandbox, 'sim-hosted', { callbackState: 'nonce' });
    assert.match(await (await open(pageOf(id))).text(), /Share your account data/);
    const after = locationOf(await submit(sandbox, pageOf(id, '/consent'), { answer: 'accept' }));
    const bank = locationOf(await fetch(after, { redirect: 'manual' }));
    const { url } = await visitBank(sandbox, bank.href, 'approve');
    assert.deepEqual([...url.searchParams.keys()], ['request-id', 'token-id', 'signature', 'status']);
    assert.equal(url.searchParams.get('status'), 'PROCESSED');
    const granted = await result(sandbox, id);
    assert.equal(url.searchParams.get('token-id'), at(granted, 'tokenId'));
    assert.deepEqual(JSON.parse(url.searchParams.get('signature') ?? ''), at(granted, 'signature'));
    assert.equal(locationOf(await open(pageOf(id))).href, url.href, 'a finished request calls back again');
  });
  test('return the state, encoded once more, to members that have the feature', async () => {
    const state = '%7B%22innerState%22%3A%22a%22%7D';
    const id = await hostedRequest(withState, 'sim-embedded-1', { callbackState: state });
    await fetch(`${withState.publicOrigin}${pageOf(id)}`);
    await submit(withState, pageOf(id, '/consent'), { answer: 'accept' });
    const done = await submit(withState, pageOf(id, '/credentials'), { username: 'user', pin: '1234' });
    assert.match(done.headers.get('location') ?? '', /&state=%257B%2522innerState%2522:?/);
    assert.equal(locationOf(done).searchParams.get('state'), state);
  });
  test('let the user choose a bank of the allowed countries, in the language asked for', async () => {
    const id = await hostedRequest(sandbox, undefined, { countries: ['SE', 'NL'] });
    const text = await (await open(`${pageOf(id)}?lang=de&country=nl`)).text();
    assert.match(text, /<html lang="de">/);
    assert.match(text, /Wählen Sie Ihre Bank/);
    assert.match(text, /<option value="NL" selected>/);
    assert.doesNotMatch(text, /<option value="DE"/);
    const chosen = /name="bankId" value="(ngp-nl-[^"]+)"/.exec(text)?.[1] ?? '';
    await submit(sandbox, pageOf(id, '/bank'), { bankId: chosen });
    assert.match(await (await open(pageOf(id))).text(), /Kontodaten teilen/);
    assert.equal(at((await call(sandbox, `/token-requests/${id}/result`)).json, 'bankId'), chosen);
  });
  test('run every embedded step, with a picture where there is one', async () => {
    const id = await hostedRequest(sandbox, 'sim-image');
    await open(pageOf(id));
    await submit(sandbox, pageOf(id, '/consent'), { answer: 'accept' });
    assert.match(await (await open(pageOf(id))).text(), /<label for="username">Username<\/label>/);
    const step = await (await submit(sandbox, pageOf(id, '/credentials'), { username: 'user' })).text();
    assert.match(step, /<img[^>]+src="data:image\/png;base64,iVBOR/);
    const done = await submit(sandbox, pageOf(id, '/credentials'), { tan: '654321' });
    assert.equal(locationOf(done).searchParams.get('status'), 'PROCESSED');
  });
  test('wait for an approval on the phone', async () => {
    const id = await hostedRequest(sandbox, 'sim-decoupled');
    await open(pageOf(id));
    await submit(sandbox, pageOf(id, '/consent'), { answer: 'accept' });
    await submit(sandbox, pageOf(id, '/credentials'), { username: 'user' });
    assert.match(await (await submit(sandbox, pageOf(id, '/credentials'), {})).text(), /Approve on your device/);
    const approval = sandbox.control.approvals.waiting().find(({ requestId }) => requestId === id);
    sandbox.control.approvals.decide(approval?.id ?? '', 'approved');
    assert.ok(locationOf(await submit(sandbox, pageOf(id, '/credentials'), {})).searchParams.has('token-id'));
  });
  test('show an OTP step after the bank’s page', async () => {
    const id = await hostedRequest(sandbox, 'sim-redirect-then-otp');
    await open(pageOf(id));
    await submit(sandbox, pageOf(id, '/consent'), { answer: 'accept' });
    const bank = locationOf(await open(pageOf(id)));
    const { url } = await visitBank(sandbox, bank.href, 'approve');
    assert.equal(url.pathname, pageOf(id));
    assert.match(await (await fetch(url)).text(), /One-time passcode/);
    const done = await submit(sandbox, pageOf(id, '/credentials'), { otp: '123456' });
    assert.equal(locationOf(done).searchParams.get('status'), 'PROCESSED');
  });

  const failures: Record<string, readonly [bank: string, step: string, values: Record<string, string>, error: RegExp]> =
    {
      'a wrong PIN': [
        'sim-embedded-1',
        '/credentials',
        { username: 'user', pin: '0' },
        /^\?error=EXCEPTION_INITIATE_BANK_AUTH&message=INTERNAL:\+InitiateBankAuth\+failed\S*&request-id=rq:\S+$/,
      ],
      'a missing credential': [
        'sim-embedded-1',
        '/credentials',
        {},
        /=INTERNAL:\+InitiateBankAuth\+failed\+for\+TokenRequest:\+rq:[^+]+\+due\+to\+INVALID_ARGUMENT:\+Expected\+username\+or\+OTP\+credential\.&request-id=/,
      ],
      'a declined consent': [
        'sim-hosted',
        '/consent',
        { answer: 'cancel' },
        /^\?error=access_denied&message=\S+&request-id=/,
      ],
    };
  for (const [name, [bank, step, values, error]] of Object.entries(failures)) {
    test(`report ${name} without a token id`, async () => {
      const id = await hostedRequest(sandbox, bank);
      await open(pageOf(id));
      if (step !== '/consent') await submit(sandbox, pageOf(id, '/consent'), { answer: 'accept' });
      const { search } = locationOf(await submit(sandbox, pageOf(id, step), values));
      assert.match(search, error);
      assert.doesNotMatch(search, /token-id/);
    });
  }
  test('report a bank that is down under requestId', async () => {
    const id = await hostedRequest(sandbox, 'sim-down');
    assert.match(
      locationOf(await open(pageOf(id))).search,
      /^\?error=access_denied&message=Invalid\+bank&requestId=rq:/,
    );
  });
  test('take no credentials before the consent', async () => {
    const id = await hostedRequest(sandbox, 'sim-embedded-1');
    await submit(sandbox, pageOf(id, '/credentials'), { username: 'user', pin: '1234' });
    assert.equal(at(await result(sandbox, id), 'status'), 'PENDING');
  });
  test('are closed once the request has expired', async () => {
    const late = await startSandbox();
    const id = await hostedRequest(late, 'sim-hosted');
    late.control.clock.advance(21 * 60_000);
    assert.equal((await fetch(`${late.publicOrigin}${pageOf(id)}`)).status, 410);
    await late.close();
  });
});

test('embedded steps alone can run on Token.io’s page and end in the API-only callback', async () => {
  const id = await createRequest(sandbox, 'sim-webapp-credentials');
  const started = await authorize(sandbox, id, {}, { useCredentialFlow: false, useWebappCredentialsFlow: true });
  const address = new URL(String(at(started.json, 'redirectUrl')));
  assert.match(await (await fetch(address)).text(), /<label for="pin">PIN<\/label>/);
  await submit(sandbox, `${address.pathname}/credentials`, { username: 'user', pin: '1234' });
  const done = await submit(sandbox, `${address.pathname}/credentials`, { otp: '123456' });
  assert.equal(locationOf(done).href, `https://tpp.example/callback?request-id=${id}&request_id=${id}`);
  assert.equal(at(await result(sandbox, id), 'status'), 'PROCESSED');
});

test('with useWebappCredentialsFlow, embedded steps after the visit run on Token.io’s page too', async () => {
  const id = await createRequest(sandbox, 'sim-redirect-then-otp');
  const started = await authorize(sandbox, id, {}, { useWebappCredentialsFlow: true });
  const { url } = await visitBank(sandbox, String(at(started.json, 'redirectUrl')), 'approve');
  assert.equal(url.pathname, pageOf(id));
  const done = await submit(sandbox, `${url.pathname}/credentials`, { otp: '123456' });
  assert.equal(locationOf(done).href, `https://tpp.example/callback?request-id=${id}&request_id=${id}`);
});
