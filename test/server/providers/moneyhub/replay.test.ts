import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';

import { ProviderError } from '../../../../server/providers/provider-error.js';
import type { Step } from '../../../../server/providers/authorisation.js';
import { context, Journey, newProvider, refreshed, startSandbox } from './kit.js';

const sandbox = await startSandbox();
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const exchanges = () =>
  sandbox.control.calls.list().filter(({ form }) => form?.['grant_type'] === 'authorization_code');
const outcome = (step: Step): unknown => (step.kind === 'refused' ? step.code : step.kind);

describe('a code', () => {
  test('that is exchanged a second time is refused as expired, which the shopper can mend', async () => {
    const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin));
    const { flow } = await shopper.begin();
    const query = await shopper.visitBank();
    const { consent } = shopper.provider;
    const first = await consent.resume(flow, { kind: 'callback', query }, context());
    assert.equal(first.kind, 'authorised');
    const second = await consent.resume(flow, { kind: 'callback', query }, context());
    assert.equal(outcome(second), 'authorisation_expired');
    assert.deepEqual(
      exchanges().map(({ status }) => status),
      [200, 400],
    );
  });

  test('that came to an end is not asked for again', async () => {
    const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin));
    await shopper.begin();
    const query = await shopper.visitBank();
    await shopper.resume({ kind: 'callback', query });
    assert.equal(outcome(await shopper.resume({ kind: 'callback', query })), 'interrupted');
    assert.equal(exchanges().length, 1);
  });

  test('that is too old is refused as expired', async () => {
    const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin));
    await shopper.begin();
    const query = await shopper.visitBank();
    sandbox.control.clock.advance(611_000);
    assert.equal(outcome(await shopper.resume({ kind: 'callback', query })), 'authorisation_expired');
  });

  test('of one attempt is of no use to another: the verifier is missing', async () => {
    const provider = newProvider(sandbox.apiOrigin, { registerUsers: false });
    const [one, two] = [new Journey(sandbox, provider), new Journey(sandbox, provider)];
    await one.begin();
    await two.begin();
    const stolen = new URLSearchParams(await one.visitBank());
    stolen.set('state', two.step.flow.correlationId ?? '');
    assert.equal(outcome(await two.resume({ kind: 'callback', query: stolen.toString() })), 'authorisation_expired');
  });
});

describe('an exchange whose answer is lost', () => {
  test('can be sent again, with another assertion: nothing was used up before it arrived', async () => {
    const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin));
    const { flow } = await shopper.begin();
    const query = await shopper.visitBank();
    sandbox.control.faults.add({ path: '/oidc/token', drop: 'before' });
    const resume = () => shopper.provider.consent.resume(flow, { kind: 'callback', query }, context());
    await assert.rejects(resume(), { code: 'provider_unavailable', retryable: true });
    assert.equal((await resume()).kind, 'authorised');
    const [first, second] = exchanges();
    assert.notEqual(first?.form?.['client_assertion'], second?.form?.['client_assertion']);
  });

  test('is not repeated by itself, nor is any other POST', async () => {
    for (const status of [500, 502, 503, 504, 408]) {
      sandbox.control.reset();
      const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin, { registerUsers: false }));
      await shopper.begin();
      const query = await shopper.visitBank();
      sandbox.control.faults.add({ path: '/oidc/token', times: 'always', answer: { status, body: '{}' } });
      await assert.rejects(shopper.resume({ kind: 'callback', query }), {
        code: 'provider_unavailable',
        retryable: true,
      });
      assert.equal(exchanges().length, 1, String(status));
    }
  });

  test('is refused at the second try when the first had its effect', async () => {
    const shopper = new Journey(sandbox, newProvider(sandbox.apiOrigin));
    const { flow } = await shopper.begin();
    const query = await shopper.visitBank();
    sandbox.control.faults.add({ path: '/oidc/token', drop: 'after' });
    const resume = () => shopper.provider.consent.resume(flow, { kind: 'callback', query }, context());
    await assert.rejects(resume(), { code: 'provider_unavailable', retryable: true });
    assert.equal(outcome(await resume()), 'authorisation_expired');
  });
});

describe('an assertion', () => {
  test('that was used before is a matter for the merchant, not for the shopper', async () => {
    // Ids that repeat: what a broken source of randomness, or a copied machine, would do.
    const repeated = newProvider(sandbox.apiOrigin, { registerUsers: false }, { randomId: () => 'A'.repeat(22) });
    await new Journey(sandbox, repeated).begin();
    await assert.rejects(
      new Journey(sandbox, repeated).begin(),
      (error) =>
        error instanceof ProviderError &&
        error.code === 'provider_misconfigured' &&
        !error.retryable &&
        error.detail === 'POST /oidc/request: 401 invalid_client',
    );
  });

  test('is never the one that was sent before, when a read is repeated with a new token', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const shopper = new Journey(sandbox, provider);
    const grant = await shopper.connect();
    await provider.data.accounts(grant, context());
    sandbox.control.clock.advance(700_000);
    await provider.data.accounts(grant, context());
    const assertions = sandbox.control.calls.list().flatMap(({ form }) => form?.['client_assertion'] ?? []);
    assert.equal(new Set(assertions).size, assertions.length);
  });
});

describe('a refresh token', () => {
  test('that was used before ends the family: the shopper must come back', async () => {
    const provider = newProvider(sandbox.apiOrigin, { offlineAccess: true });
    const grant = await new Journey(sandbox, provider).connect();
    const renewed = await refreshed(provider, grant);
    await assert.rejects(refreshed(provider, grant), { code: 'reauth_required', retryable: false });
    await assert.rejects(refreshed(provider, renewed), { code: 'reauth_required' });
  });
  test('is not asked for, and cannot be used, unless the options say so', async () => {
    const provider = newProvider(sandbox.apiOrigin);
    const grant = await new Journey(sandbox, provider).connect();
    assert.equal(grant.data['refreshToken'], undefined);
    assert.equal(provider.capabilities.refresh, false);
    assert.equal('refresh' in provider.data, false);
  });
});
