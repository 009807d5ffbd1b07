import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { AccessTokenRejected } from '../../../../server/providers/provider-error.js';
import type { Grant } from '../../../../server/providers/authorisation.js';
import { HttpBrowser } from '../../../demo/sandbox/oidc/http-browser.js';
import { bankOptions, context, Journey, newProvider, proofs, refreshed, startSandbox } from './kit.js';
import { areAllConnected } from './shoppers-kit.js';

const sandbox = await startSandbox();
const other = await startSandbox('harbour');
after(() => Promise.all([sandbox.close(), other.close()]));
beforeEach(() => {
  for (const { control } of [sandbox, other]) {
    control.reset();
    control.consents.forget();
  }
});

const journey = (options: Record<string, unknown> = {}): Journey =>
  new Journey(sandbox, newProvider(sandbox.apiOrigin, options));
const journeyElsewhere = (): Journey =>
  new Journey(other, newProvider(other.apiOrigin, { ...bankOptions.harbour, ...proofs.post }));

describe('a bank is connected', () => {
  for (const [name, proof] of Object.entries(proofs)) {
    test(`by a client that proves itself by ${name}`, async () => {
      const shopper = journey(proof);
      const grant = await shopper.connect();
      assert.equal((await shopper.provider.data.accounts(grant, context())).length, 6);
      const [exchange] = sandbox.control.calls.list().filter(({ form }) => form?.['code'] !== undefined);
      assert.equal(exchange?.headers['authorization'], name === 'basic' ? 'Basic' : undefined);
    });
  }
  test('that is different in everything, by configuration alone', async () => {
    const shopper = journeyElsewhere();
    const grant = await shopper.connect();
    const accounts = await shopper.provider.data.accounts(grant, context());
    assert.deepEqual(accounts.map(({ name, type, currency, holder }) => [name, type, currency, holder]).slice(2, 4), [
      ['Workshop', 'current', 'EUR', 'Ms A Tester'],
      ['Savings', 'savings', 'EUR', 'Ms A Tester'],
    ]);
  });
  test('with the accounts that the shopper chose there, and no others', async () => {
    const shopper = journey();
    const step = await shopper.begin();
    assert.ok(step.kind === 'redirect');
    const browser = new HttpBrowser(sandbox.publicOrigin);
    const chosen = 'SK2911000000002600000010';
    const home = await browser.press(await browser.open(step.url), 'approve', { account: chosen });
    assert.ok(home.kind === 'left');
    const end = await shopper.resume({ kind: 'callback', query: home.url.search.slice(1) });
    assert.ok(end.kind === 'authorised');
    const accounts = await shopper.provider.data.accounts(end.grant, context());
    assert.deepEqual(
      accounts.map(({ id }) => id),
      [chosen],
    );
  });
});

for (const [action, code] of [
  ['access_denied', 'access_denied'],
  ['temporarily_unavailable', 'bank_unavailable'],
  ['server_error', 'bank_unavailable'],
  ['approve-late', 'authorisation_expired'],
] as const) {
  test(`${action} at the bank is refused as ${code}`, async () => {
    const shopper = journey();
    await shopper.begin();
    const step = await shopper.comeBack(action);
    assert.deepEqual([step.kind, step.kind === 'refused' && step.code], ['refused', code]);
  });
}

areAllConnected(10);

describe('a code', () => {
  const exchanges = () => sandbox.control.calls.list().filter(({ form }) => form?.['code'] !== undefined);

  test('that is exchanged a second time is refused as expired, and the bank ends the tokens of the first', async () => {
    const visitor = journey();
    const { provider } = visitor;
    const { flow } = await visitor.begin();
    const query = await visitor.visitBank();
    const resume = () => provider.consent.resume(flow, { kind: 'callback', query }, context());
    const first = await resume();
    assert.ok(first.kind === 'authorised');
    const second = await resume();
    assert.deepEqual([second.kind, second.kind === 'refused' && second.code], ['refused', 'authorisation_expired']);
    assert.deepEqual(
      exchanges().map(({ status }) => status),
      [200, 400],
    );
    await assert.rejects(provider.data.accounts(first.grant, context()), AccessTokenRejected);
  });
  test('of one attempt is of no use to another: the verifier is missing', async () => {
    const [one, two] = [journey(), journey()];
    await one.begin();
    await two.begin();
    const stolen = new URLSearchParams(await one.visitBank());
    stolen.set('state', two.step.flow.correlationId ?? '');
    const step = await two.resume({ kind: 'callback', query: stolen.toString() });
    assert.equal(step.kind === 'refused' && step.code, 'authorisation_expired');
  });
  test('whose exchange broke on the way can be exchanged again', async () => {
    const shopper = journey();
    const { flow } = await shopper.begin();
    const query = await shopper.visitBank();
    sandbox.control.faults.add({ path: '*/token', drop: 'before' });
    const resume = () => shopper.provider.consent.resume(flow, { kind: 'callback', query }, context());
    await assert.rejects(resume(), { code: 'provider_unavailable', retryable: true });
    assert.equal((await resume()).kind, 'authorised');
  });
  test('is never sent twice by itself', async () => {
    for (const status of [408, 500, 502, 503, 504]) {
      sandbox.control.reset();
      const shopper = journey();
      await shopper.begin();
      const query = await shopper.visitBank();
      sandbox.control.faults.add({ path: '*/token', times: 'always', answer: { status, body: '{}' } });
      await assert.rejects(shopper.resume({ kind: 'callback', query }), { code: 'provider_unavailable' });
      assert.equal(exchanges().length, 1, String(status));
    }
  });
});

describe('the issuer of a callback', () => {
  const callback = async (options: Record<string, unknown>, change: (query: URLSearchParams) => void) => {
    const shopper = journey(options);
    await shopper.begin();
    const query = new URLSearchParams(await shopper.visitBank());
    assert.equal(query.get('iss'), sandbox.issuer, 'the bank says who it is');
    change(query);
    return shopper.resume({ kind: 'callback', query: query.toString() });
  };
  const foreign = (query: URLSearchParams) => query.set('iss', 'https://evil.example/oauth');
  const elsewhere = (query: URLSearchParams) => query.set('iss', `${sandbox.apiOrigin}/another`);
  const missing = (query: URLSearchParams) => query.delete('iss');

  const accepted: readonly (readonly [string, Record<string, unknown>, (query: URLSearchParams) => void])[] = [
    ['as it was configured', { issuer: sandbox.issuer, requireIssuer: true }, () => undefined],
    ['that was not configured, at the place where the shopper was sent', {}, () => undefined],
    ['that is missing, unless it is required', { issuer: sandbox.issuer }, missing],
  ];
  for (const [what, options, change] of accepted) {
    test(`${what} is taken`, async () => assert.equal((await callback(options, change)).kind, 'authorised'));
  }
  const refused: readonly (readonly [string, Record<string, unknown>, (query: URLSearchParams) => void])[] = [
    ['of another server', { issuer: sandbox.issuer }, foreign],
    ['of another server, without any configured', {}, foreign],
    ['that is no address', {}, (query) => query.set('iss', 'bank')],
    ['that only lives at the same place', { issuer: sandbox.issuer }, elsewhere],
    ['that is missing, where it is required', { requireIssuer: true }, missing],
  ];
  for (const [what, options, change] of refused) {
    test(`${what} is refused, and no code is sent`, async () => {
      await assert.rejects(callback(options, change), { code: 'invalid_callback', detail: 'another issuer' });
      assert.ok(!sandbox.control.calls.list().some(({ path }) => path.endsWith('/token')));
    });
  }
});

describe('a renewal', () => {
  test('gives the same consent new tokens after they have died', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    const [consent] = sandbox.control.consents.list();
    sandbox.control.consents.endTokens(consent?.id ?? '');
    await assert.rejects(provider.data.accounts(grant, context()), AccessTokenRejected);
    await assert.rejects(refreshed(provider, grant), { code: 'reauth_required' });

    const renewed = await new Journey(sandbox, provider).connect({ renew: grant });
    assert.equal((await provider.data.accounts(renewed, context())).length, 6);
    assert.deepEqual(
      sandbox.control.consents.list().map(({ id }) => id),
      [consent?.id],
      'no second consent',
    );
  });
  test('names the consent where the bank names it', async () => {
    const first = journeyElsewhere();
    const grant = await first.connect();
    const [consent] = other.control.consents.list();
    assert.deepEqual(grant.data['consent'], { id: consent?.id });
    const again = journeyElsewhere();
    const step = await again.begin({ renew: grant });
    assert.equal(step.kind === 'redirect' && new URL(step.url).searchParams.get('agreement'), consent?.id);
    const end = await again.comeBack();
    assert.ok(end.kind === 'authorised');
    assert.deepEqual(end.grant.data['consent'], { id: consent?.id });
    assert.equal(other.control.consents.list().length, 1);
  });
  test('is refused when the bank gives tokens for another consent', async () => {
    const grant = await journeyElsewhere().connect();
    const again = journeyElsewhere();
    await again.begin({ renew: grant });
    const query = await again.visitBank();
    const body = JSON.stringify({ access_token: 'a', token_type: 'Bearer', agreement: 'somebody-elses' });
    other.control.faults.add({ path: '/oauth/tokens', answer: { status: 200, body } });
    const step = await again.resume({ kind: 'callback', query });
    assert.equal(step.kind === 'refused' && step.code, 'integrity_failed');
  });
  test('begins anew when the bank does not know the consent any more', async () => {
    const grant = await journeyElsewhere().connect();
    other.control.consents.forget();
    const again = journeyElsewhere();
    const first = await again.begin({ renew: grant });
    assert.ok(first.kind === 'redirect');
    const gone = await new HttpBrowser(other.publicOrigin).open(first.url);
    assert.ok(gone.kind === 'left' && gone.url.searchParams.get('error') === 'invalid_request');
    const second = await again.resume({ kind: 'callback', query: gone.url.search.slice(1) });
    assert.ok(second.kind === 'redirect' && !second.url.includes('agreement'));
    assert.notEqual(second.flow.correlationId, first.flow.correlationId);
    assert.equal((await again.comeBack()).kind, 'authorised');
  });
  test('of a grant that nobody can read is a new connection', async () => {
    assert.equal((await journey().begin({ renew: { data: {} } })).kind, 'redirect');
  });
  test('says whether two grants prove the same consent, where anybody can tell', () => {
    const { data } = newProvider(other.apiOrigin, bankOptions.harbour);
    const grant = (id?: string): Grant => ({
      data: { consent: id === undefined ? {} : { id }, tokens: { access: 'a' } },
    });
    const cases = [
      [grant('1'), grant('1'), true],
      [grant('1'), grant('2'), false],
      [grant(), grant(), false],
      [{ data: {} }, grant('1'), false],
    ] as const;
    for (const [one, two, shared] of cases) assert.equal(data.sharesConsent?.(one, two), shared);
  });
});

describe('a refresh', () => {
  test('keeps the old refresh token when no new one came', async () => {
    sandbox.control.settings.change({ rotation: false });
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    const body = JSON.stringify({ access_token: 'new', token_type: 'bearer', expires_in: '1200' });
    sandbox.control.faults.add({ path: '*/token', answer: { status: 200, body } });
    const renewed = await refreshed(provider, grant);
    const { refresh } = grant.data['tokens'] as { refresh: string };
    assert.deepEqual(renewed.data['tokens'], { access: 'new', refresh });
    assert.ok(Math.abs(Date.parse(renewed.accessExpiresAt ?? '') - Date.now() - 1_200_000) < 30_000);
  });
  test('with a token that was used before ends the family: the shopper must come back', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    const renewed = await refreshed(provider, grant);
    await assert.rejects(refreshed(provider, grant), { code: 'reauth_required', retryable: false });
    await assert.rejects(refreshed(provider, renewed), { code: 'reauth_required' });
  });
  test('does not get past the end of the consent, and asks nobody', async () => {
    const provider = newProvider(sandbox.apiOrigin, { consentDays: 30 });
    const grant = await new Journey(sandbox, provider).connect();
    const end = Date.parse(grant.expiresAt ?? '');
    assert.ok(Math.abs(end - Date.now() - 30 * 86_400_000) < 60_000);
    const later = newProvider(sandbox.apiOrigin, {}, { now: () => end });
    sandbox.control.calls.clear();
    await assert.rejects(refreshed(later, grant), { code: 'reauth_required' });
    assert.deepEqual(sandbox.control.calls.list(), []);
    const { expiresAt } = await refreshed(provider, grant);
    assert.equal(expiresAt, grant.expiresAt, 'a refresh moves no end');
  });
  for (const [status, body, code] of [
    [400, { error: 'invalid_grant' }, 'reauth_required'],
    [401, { error: 'invalid_grant' }, 'reauth_required'],
    [400, { error: 'invalid_request' }, 'provider_rejected'],
    [400, { error: 'constructor' }, 'provider_rejected'],
    [400, 'no JSON', 'provider_rejected'],
    [400, { error: 'invalid_scope' }, 'provider_misconfigured'],
    [401, { error: 'invalid_client' }, 'provider_misconfigured'],
    [404, {}, 'provider_misconfigured'],
    [429, {}, 'provider_rate_limited'],
    [503, { error: 'maintenance' }, 'provider_unavailable'],
  ] as const) {
    test(`answered ${status} ${JSON.stringify(body)} is ${code}`, async () => {
      const provider = newProvider(sandbox.apiOrigin);
      const grant = await new Journey(sandbox, provider).connect();
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      sandbox.control.faults.add({ path: '*/token', answer: { status, body: text } });
      await assert.rejects(refreshed(provider, grant), { code, inDoubt: code === 'provider_unavailable' });
    });
  }
});

describe('a revocation', () => {
  test('by the shopper shows as a rejected token, and a refresh does not mend it', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    assert.ok(sandbox.control.consents.revoke(sandbox.control.consents.list()[0]?.id ?? ''));
    await assert.rejects(provider.data.accounts(grant, context()), AccessTokenRejected);
    await assert.rejects(refreshed(provider, grant), { code: 'reauth_required' });
  });
  test('by us reaches the bank where it has a call for it, and nobody where it has none', async () => {
    const elsewhere = journeyElsewhere();
    const grant = await elsewhere.connect();
    await elsewhere.provider.data.revoke(grant, context());
    await elsewhere.provider.data.revoke(grant, context());
    await assert.rejects(elsewhere.provider.data.accounts(grant, context()), AccessTokenRejected);

    const here = journey();
    const kept = await here.connect();
    sandbox.control.calls.clear();
    await here.provider.data.revoke(kept, context());
    assert.deepEqual(sandbox.control.calls.list(), []);
    assert.equal((await here.provider.data.accounts(kept, context())).length, 6);
  });
  test('that the bank cannot take is not called done', async () => {
    const shopper = journeyElsewhere();
    const grant = await shopper.connect();
    other.control.faults.add({ path: '*/revoke', answer: { status: 503, body: '{}' } });
    await assert.rejects(shopper.provider.data.revoke(grant, context()), { code: 'provider_unavailable' });
  });
});
