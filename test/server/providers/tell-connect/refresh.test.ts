import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { AccessTokenRejected } from '../../../../server/providers/provider-error.js';
import type { Grant } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { newGrant as grantOf, openGrant, renewedGrant } from '../../../../server/providers/tell-connect/tokens.js';
import { context, newGrant, newProvider, startSandbox } from './kit.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const sandbox = await startSandbox();
after(() => sandbox.close());
const { control } = sandbox;
afterEach(() => control.reset());

/** The provider lives by the simulator's clock of lifetimes; signatures by the wall clock, so this is for ages only. */
let ahead = 0;
const later = (ms: number): void => {
  ahead += ms;
  control.clock.advance(ms);
};
const provider = newProvider(sandbox.apiOrigin);

const refresh = async (of: Provider, grant: Grant): Promise<Grant> => {
  const renewed = await of.data.refresh?.(grant, context());
  assert.ok(renewed);
  return structuredClone(renewed);
};
const tokensOf = (grant: Grant) => openGrant(grant);

describe('a refresh', () => {
  test('gives a grant that reads, with other tokens and the same end', async () => {
    const before = await newGrant(provider);
    later(HOUR);
    await assert.rejects(provider.data.accounts(before, context()), AccessTokenRejected);
    const renewed = await refresh(provider, before);
    assert.equal((await provider.data.accounts(renewed, context())).length, 2);
    assert.notEqual(tokensOf(renewed).refreshToken, tokensOf(before).refreshToken);
    assert.equal(renewed.expiresAt, before.expiresAt);
    assert.equal(tokensOf(renewed).intentId, tokensOf(before).intentId);
  });

  test('uses each token once: the old one is dead, and its use ends the consent', async () => {
    const first = await newGrant(provider);
    const second = await refresh(provider, first);
    await assert.rejects(refresh(provider, first), { code: 'reauth_required', retryable: false });
    await assert.rejects(refresh(provider, second), { code: 'reauth_required' });
  });

  test('after a revocation says that the shopper must come back', async () => {
    const grant = await newGrant(provider);
    control.consents.revoke(control.consents.list().at(-1)?.id ?? '');
    await assert.rejects(provider.data.accounts(grant, context()), AccessTokenRejected);
    await assert.rejects(refresh(provider, grant), { code: 'reauth_required', retryable: false });
  });

  test('that is refused for another reason leaves the consent alone', async () => {
    const grant = await newGrant(provider);
    const refusals = [
      [401, 'invalid_client', 'provider_misconfigured'],
      [400, 'invalid_request', 'provider_rejected'],
      [429, 'slow_down', 'provider_rate_limited'],
      [500, 'server_error', 'provider_unavailable'],
    ] as const;
    for (const [status, error, code] of refusals) {
      control.faults.add({ path: '/v1/access-token', answer: { status, body: JSON.stringify({ error }) } });
      await assert.rejects(refresh(provider, grant), { code });
    }
    assert.equal((await provider.data.accounts(await refresh(provider, grant), context())).length, 2);
  });

  for (const errorShape of ['gateway', 'old-gateway', 'text'] as const) {
    test(`understands that the consent is over in the shape ${errorShape}`, async () => {
      const grant = await newGrant(provider);
      control.consents.revoke(control.consents.list().at(-1)?.id ?? '');
      control.settings.change({ errorShape });
      await assert.rejects(refresh(provider, grant), { code: 'reauth_required' });
    });
  }

  test('without a refresh token, or of a grant that cannot be read, asks for the shopper without a call', async () => {
    const grant = await newGrant(provider);
    const { accessToken, scopes, requestedScope, intentId } = tokensOf(grant);
    control.calls.clear();
    await assert.rejects(refresh(provider, { ...grant, data: { accessToken, scopes, requestedScope, intentId } }), {
      code: 'reauth_required',
    });
    await assert.rejects(refresh(provider, { ...grant, data: { token: 'x' } }), { code: 'reauth_required' });
    await assert.rejects(provider.data.accounts({ ...grant, data: {} }, context()), { code: 'reauth_required' });
    assert.deepEqual(control.calls.list(), []);
  });
});

describe('the 90 days', () => {
  test('are not moved by any refresh, and nothing is asked after them', async () => {
    // Signatures need the wall clock; the call after the wall is not made, so a late clock does no harm to it.
    let now = Date.now();
    const dated = newProvider(sandbox.apiOrigin, {}, { now: () => now });
    let grant = await newGrant(dated);
    for (let month = 0; month < 3; month += 1) {
      later(29 * DAY);
      grant = await refresh(dated, grant);
    }
    later(3 * DAY);
    await assert.rejects(refresh(dated, grant), { code: 'reauth_required' }, 'the bank agrees');
    control.calls.clear();
    now += 90 * DAY;
    await assert.rejects(refresh(dated, grant), { code: 'reauth_required' });
    assert.deepEqual(control.calls.list(), []);
  });

  test('can be fewer by configuration', async () => {
    const before = Date.now();
    const { expiresAt = '' } = await newGrant(newProvider(sandbox.apiOrigin, { consentDays: 30 }));
    assert.equal(Math.round((Date.parse(expiresAt) - before) / DAY), 30);
  });
});

describe('what a token answer means', () => {
  const fresh = (tokens: object): Grant =>
    grantOf({
      tokens: { access_token: 'at', refresh_token: 'rt', ...tokens },
      at: 0,
      accessUntil: '2026-01-01T00:00:00.000Z',
      consentDays: 90,
      requestedScope: 'aisp',
      intentId: 'intent-1',
    });
  const lifetime = (tokens: object): number => Date.parse(fresh(tokens).accessExpiresAt ?? '') / 1000;

  test('seconds, an hour at most, although the documents say minutes', () => {
    assert.deepEqual(
      [{ expires_in: 3600 }, { expires_in: 60 }, { expires_in: 0 }, { expires_in: 216_000 }, {}].map(lifetime),
      [3600, 60, 0, 3600, 3600],
    );
  });

  const scopes: readonly (readonly [string | undefined, readonly string[]])[] = [
    ['balance:read,product:read', ['balance:read', 'product:read']],
    ['balance:read product:read', ['balance:read', 'product:read']],
    [' balance:read , product:read,, ', ['balance:read', 'product:read']],
    ['', []],
    [undefined, []],
  ];
  for (const [scope, expected] of scopes) {
    test(`the scopes in ${JSON.stringify(scope)}`, () => assert.deepEqual(fresh({ scope }).data['scopes'], expected));
  }

  test('the old refresh token stays when no new one comes', () => {
    const renewed = renewedGrant(fresh({}), { access_token: 'at2' }, 0);
    assert.deepEqual([renewed.data['accessToken'], renewed.data['refreshToken']], ['at2', 'rt']);
  });

  test('a lifetime as text, spaces for commas: as the simulator can write them', async () => {
    control.settings.change({ expiresIn: '60', scopeSeparator: ' ' });
    const before = Date.now();
    const grant = await newGrant(provider);
    assert.ok(Date.parse(grant.accessExpiresAt ?? '') - before < 65_000);
    assert.equal(tokensOf(grant).scopes.length, 5);
  });
});

test('a revocation has nobody to be told to, and can be repeated', async () => {
  const grant = await newGrant(provider);
  control.calls.clear();
  await provider.data.revoke(grant, context());
  await provider.data.revoke(grant, context());
  assert.deepEqual(control.calls.list(), []);
  assert.ok(ahead > 0);
});
