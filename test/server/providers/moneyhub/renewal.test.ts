import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { context, Journey, newProvider, startSandbox, ways } from './kit.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const part = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

for (const authorizationRequest of ways) {
  for (const [error, scope] of [
    ['credentials_error', 'openid reauth'],
    ['mfa_required', 'openid refresh'],
    [null, 'openid reauth'],
  ] as const) {
    test(`a connection with ${error ?? 'nothing wrong'} is renewed by ${scope}, ${authorizationRequest}`, async () => {
      const provider = newProvider(sandbox.apiOrigin, { authorizationRequest });
      const grant = await new Journey(sandbox, provider).connect();
      const connectionId = grant.data['connectionId'] as string;
      sandbox.control.connections.change(connectionId, { status: error ? 'error' : 'ok', error });
      const users = sandbox.control.users.ids().length;

      const shopper = new Journey(sandbox, provider);
      const accessUntil = new Date(Date.now() + 60 * 86_400_000).toISOString();
      const step = await shopper.begin({ renew: grant, accessUntil });
      assert.ok(step.kind === 'redirect');
      const pushed = sandbox.control.calls
        .list()
        .filter(({ path }) => path === '/oidc/request')
        .at(-1)?.form;
      const request = new URL(step.url).searchParams.get('request') ?? pushed?.['request'];
      assert.equal(request === undefined ? pushed?.['scope'] : part(request)['scope'], scope);

      const back = await shopper.comeBack();
      assert.ok(back.kind === 'authorised', JSON.stringify(back));
      assert.deepEqual(back.grant.data, grant.data, 'the same user, the same connection');
      assert.equal(back.grant.expiresAt, accessUntil);
      assert.equal((await provider.data.accounts(back.grant, context())).length, 2);
      assert.equal(sandbox.control.users.ids().length, users, 'no further user');
    });
  }
}

describe('a renewal', () => {
  test('that is declined leaves connection and user as they are', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    const shopper = new Journey(sandbox, provider);
    await shopper.begin({ renew: grant });
    const step = await shopper.comeBack('access_denied');
    assert.equal(step.kind === 'refused' && step.code, 'access_denied');
    await provider.consent.cancel(shopper.step.flow, context());
    assert.equal((await provider.data.accounts(grant, context())).length, 2);
  });
  test('of a connection that is gone makes another, of another consent', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    sandbox.control.connections.revoke(grant.data['connectionId'] as string);
    const next = await new Journey(sandbox, provider).connect({ renew: grant });
    assert.notEqual(next.data['connectionId'], grant.data['connectionId']);
    assert.equal(provider.data.sharesConsent?.(grant, next), false);
    await provider.data.revoke(grant, context());
    assert.equal((await provider.data.accounts(next, context())).length, 2);
  });
  test('that mends is of the same consent', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    const next = await new Journey(sandbox, provider).connect({ renew: grant });
    const other = await new Journey(sandbox, provider).connect();
    assert.equal(provider.data.sharesConsent?.(grant, next), true);
    assert.equal(provider.data.sharesConsent?.(grant, other), false);
  });
  test('that is cancelled on the way leaves the user as well', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    const { flow } = await new Journey(sandbox, provider).begin({ renew: grant });
    await provider.consent.cancel(flow, context());
    assert.ok(sandbox.control.users.ids().includes(grant.data['userId'] as string));
  });
});

describe('an attempt', () => {
  test('that is cancelled takes its user along, once', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const { flow } = await new Journey(sandbox, provider).begin();
    const { userId } = flow.data['attempt'] as { userId: string };
    assert.ok(sandbox.control.users.ids().includes(userId));
    await provider.consent.cancel(flow, context());
    await provider.consent.cancel(flow, context());
    assert.ok(!sandbox.control.users.ids().includes(userId));
  });
  test('that cannot begin leaves no user behind', async () => {
    const before = sandbox.control.users.ids().length;
    sandbox.control.faults.add({ path: '/oidc/request', answer: { status: 503, body: '{}' } });
    const provider = newProvider(sandbox.apiOrigin);
    await assert.rejects(new Journey(sandbox, provider).begin(), { code: 'provider_unavailable' });
    assert.equal(sandbox.control.users.ids().length, before);
  });
  test('that another version wrote down is interrupted', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const resume = provider.consent.resume({ data: { at: 'moon' } }, { kind: 'poll' }, context());
    await assert.rejects(resume, { code: 'interrupted' });
  });
  test('asks for a consent of 90 days at most, and for the history of the options', async () => {
    const provider = newProvider(sandbox.apiOrigin, { historyMonths: 12 });
    await new Journey(sandbox, provider).begin({ accessUntil: new Date(Date.now() + 400 * 86_400_000).toISOString() });
    const { form } = sandbox.control.calls.list().find(({ path }) => path === '/oidc/request') ?? {};
    const { id_token } = JSON.parse(form?.['claims'] ?? '') as Record<
      string,
      Record<string, { value: Record<string, string> }>
    >;
    const { expirationDateTime = '', transactionFromDateTime = '' } = id_token?.['mh:consent']?.value ?? {};
    assert.ok(Math.abs(Date.parse(expirationDateTime) - Date.now() - 90 * 86_400_000) < 60_000);
    const months = (Date.now() - Date.parse(transactionFromDateTime)) / (30.4 * 86_400_000);
    assert.ok(months > 11.5 && months < 12.5);
  });
});

describe('a rotation of the keys', () => {
  test('between two shoppers goes unnoticed', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    await new Journey(sandbox, provider).connect();
    sandbox.control.keys.rotate();
    await new Journey(sandbox, provider).connect();
    sandbox.control.calls.clear();
    await new Journey(sandbox, provider).connect();
    assert.ok(!sandbox.control.calls.list().some(({ path }) => path === '/oidc/certs'), 'kept until they change');
  });
  test('just before the exchange goes unnoticed', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    await new Journey(sandbox, provider).connect();
    const shopper = new Journey(sandbox, provider);
    await shopper.begin();
    const query = await shopper.visitBank();
    sandbox.control.keys.rotate({ drop: true });
    const step = await shopper.resume({ kind: 'callback', query });
    assert.equal(step.kind, 'authorised');
  });
});
