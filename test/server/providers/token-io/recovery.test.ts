import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { JsonObject } from '../../../../server/providers/json.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { context, Journey, newProvider, startSandbox } from './kit.js';

let sandbox: TokenIoSandbox;
let provider: Provider;
let banks: readonly ProviderBank[];

before(async () => {
  sandbox = await startSandbox();
  provider = newProvider(sandbox.apiOrigin);
  banks = await provider.banks(context());
});
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const journey = (bankId: string): Journey =>
  new Journey(
    provider,
    banks.find(({ id }) => id === bankId)!,
  );
const poll = { kind: 'poll' } as const;

test('shows every kind of step once more, word for word, when it is looked at after a crash', async () => {
  const collect = journey('sim-embedded-n');
  await collect.begin();
  const fields = journey('sim-embedded-n');
  await fields.begin();
  await fields.submit({ username: 'user', pin: '1234' });
  const redirect = journey('sim-redirect');
  await redirect.begin();
  const decoupled = journey('sim-decoupled');
  await decoupled.begin();
  await decoupled.submit({ username: 'user' });
  for (const { step } of [collect, fields, redirect, decoupled]) {
    assert.deepEqual(await provider.consent.resume(structuredClone(step.flow), poll, context()), step);
  }
});

test('finds a consent that was given while nobody looked', async () => {
  const by = journey('sim-redirect');
  sandbox.control.settings.change({ pendingReads: 0 });
  await by.begin();
  await by.visitBank();
  assert.equal((await by.resume(poll)).kind, 'authorised');
});

test('finds a rejection that came while nobody looked', async () => {
  const by = journey('sim-redirect');
  await by.begin();
  await by.visitBank('access_denied');
  const step = await by.resume(poll);
  assert(step.kind === 'refused' && step.code === 'access_denied');
  assert.match(step.detail ?? '', /cancelled or rejected/);
});

test('finds out that a request expired while nobody looked', async () => {
  const by = journey('sim-redirect');
  await by.begin();
  sandbox.control.clock.advance(21 * 60_000);
  const step = await by.resume(poll);
  assert(step.kind === 'refused' && step.code === 'authorisation_expired');
});

test('reads the result when the answer to the last credentials is lost', async () => {
  const by = journey('sim-embedded-1');
  sandbox.control.settings.change({ pendingReads: 0 });
  await by.begin();
  sandbox.control.faults.add({ path: '/token-requests/*/authorization', drop: 'after' });
  assert.equal((await by.submit({ username: 'user', pin: '1234' })).kind, 'authorised');
});

test('throws when an answer is lost and the request is still open', async () => {
  const by = journey('sim-embedded-n');
  await by.begin();
  sandbox.control.faults.add({ path: '/token-requests/*/authorization', drop: 'after' });
  await assert.rejects(by.submit({ username: 'user', pin: '1234' }), { code: 'provider_unavailable', retryable: true });
});

test('never repeats a POST by itself', async () => {
  const by = journey('sim-embedded-1');
  await by.begin();
  sandbox.control.faults.add({ path: '/token-requests/*/authorization', drop: 'before', times: 'always' });
  await assert.rejects(by.submit({ username: 'user', pin: '1234' }));
  const sent = sandbox.control.calls.list().filter(({ path }) => path.endsWith('/authorization'));
  assert(sent.length <= 1);
});

test('repeats the reading of a result through a short disturbance', async () => {
  const by = journey('sim-redirect');
  await by.begin();
  const query = await by.visitBank();
  sandbox.control.faults.add({ path: '/token-requests/*/result', drop: 'before' });
  sandbox.control.faults.add({ path: '/token-requests/*/result', error: { status: 'UNAVAILABLE' } });
  await by.resume({ kind: 'callback', query });
  assert.equal((await by.settled()).kind, 'authorised');
});

test('keeps the attempt resumable when Token.io is away', async () => {
  const by = journey('sim-redirect');
  await by.begin();
  const before = by.step;
  sandbox.control.faults.add({ path: '/token-requests/*/result', error: { status: 'UNAVAILABLE' }, times: 'always' });
  await assert.rejects(by.resume(poll), { code: 'provider_unavailable', retryable: true });
  sandbox.control.faults.clear();
  assert.deepEqual(await by.resume(poll), before);
});

test('gives the same grant when a finished attempt is looked at again', async () => {
  const by = journey('sim-embedded-1');
  await by.begin();
  await by.submit({ username: 'user', pin: '1234' });
  const step = await by.settled();
  assert(step.kind === 'authorised');
  const again = await provider.consent.resume(step.flow, poll, context());
  assert(again.kind === 'authorised');
  assert.deepEqual(again.grant, step.grant);
});

test('shows the fields again for a confirmation that nobody asked for', async () => {
  const by = journey('sim-embedded-n');
  const shown = await by.begin();
  assert.deepEqual(await by.resume({ kind: 'confirm' }), shown);
});

test('interrupts an attempt whose state it cannot read', async () => {
  const unreadable: readonly JsonObject[] = [{}, { at: 'moon' }, { at: 'result', requestId: 7 }];
  for (const data of unreadable) {
    await assert.rejects(provider.consent.resume({ data }, poll, context()), { code: 'interrupted' });
  }
});

test('forgets a request that is cancelled before anything was granted', async () => {
  const by = journey('sim-redirect');
  await by.begin();
  await provider.consent.cancel(by.step.flow, context());
  assert.equal(
    sandbox.control.calls.list().some(({ method }) => method === 'PUT'),
    false,
  );
});

test('makes no call for an attempt that is cancelled before Token.io knows of it', async () => {
  const by = journey('sim-embedded-1');
  await by.begin();
  await provider.consent.cancel(by.step.flow, context());
  assert.deepEqual(sandbox.control.calls.list(), []);
});

test('ends a consent that was granted just before the shopper cancelled', async () => {
  const by = journey('sim-redirect');
  sandbox.control.settings.change({ pendingReads: 0 });
  await by.begin();
  await by.visitBank();
  await provider.consent.cancel(by.step.flow, context());
  await provider.consent.cancel(by.step.flow, context());
  const found = await by.resume(poll);
  assert(found.kind === 'authorised');
  await assert.rejects(provider.data.accounts(found.grant, context()), { code: 'reauth_required' });
});
