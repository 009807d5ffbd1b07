import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import { basicKey, context, Journey, newProvider, startSandbox } from './kit.js';

let sandbox: TokenIoSandbox;
let provider: Provider;
let banks: readonly ProviderBank[];

before(async () => {
  sandbox = await startSandbox();
  provider = newProvider(sandbox.apiOrigin, 'tpp', { auth: { scheme: 'basic', key: basicKey('tpp') } });
  banks = await provider.banks(context());
});
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const journey = (bankId: string): Journey =>
  new Journey(
    provider,
    banks.find(({ id }) => id === bankId)!,
  );
const initiations = () => sandbox.control.calls.list().filter(({ path }) => path === '/callback/initiation');

test('hands the query of the bank over to Token.io and reads the result', async () => {
  const by = journey('sim-tpp-redirect');
  await by.begin();
  await by.comeBack();
  assert.equal((await by.settled()).kind, 'authorised');
  assert.equal(initiations().length, 1);
});

test('finds the session by the state with which the bank returns', async () => {
  const by = journey('sim-tpp-redirect');
  await by.begin();
  const query = new URLSearchParams(await by.visitBank());
  assert.equal(provider.consent.correlate(query), by.step.flow.correlationId);
});

test('follows the fields that Token.io answers to the query', async () => {
  const by = journey('sim-tpp-redirect-then-otp');
  await by.begin();
  const step = await by.comeBack();
  assert(step.kind === 'credentials' && step.fields[0]?.kind === 'otp');
  await by.submit({ otp: '123456' });
  assert.equal((await by.settled()).kind, 'authorised');
});

test('follows a second redirect that Token.io answers to the query', async () => {
  const by = journey('sim-multi-redirect');
  await by.begin();
  assert.equal((await by.comeBack()).kind, 'redirect');
  await by.comeBack();
  assert.equal((await by.settled()).kind, 'authorised');
});

for (const [action, code] of [
  ['access_denied', 'access_denied'],
  ['server_error', 'bank_unavailable'],
  ['temporarily_unavailable', 'bank_unavailable'],
  ['unsupported', 'bank_not_supported'],
] as const) {
  test(`comes to ${code} when the bank returns with ${action}`, async () => {
    const by = journey('sim-errors');
    await by.begin();
    const outcome = await by.comeBack(action).catch((error: unknown) => error);
    assert.equal((outcome as { code: string }).code, code);
  });
}

test('reads the result when the same query is handed over again after a crash', async () => {
  const by = journey('sim-tpp-redirect');
  await by.begin();
  const { flow } = by.step;
  const query = await by.visitBank();
  await provider.consent.resume(flow, { kind: 'callback', query }, context());
  const again = await provider.consent.resume(flow, { kind: 'callback', query }, context());
  assert.equal(again.kind, 'authorised');
});

test('still says that the shopper refused when that query is handed over again', async () => {
  const by = journey('sim-errors');
  await by.begin();
  const { flow } = by.step;
  const query = await by.visitBank('access_denied');
  await provider.consent.resume(flow, { kind: 'callback', query }, context());
  const again = await provider.consent.resume(flow, { kind: 'callback', query }, context());
  assert(again.kind === 'refused' && again.code === 'access_denied');
});

test('reads the result when the answer to the query is lost', async () => {
  const by = journey('sim-tpp-redirect');
  await by.begin();
  const query = await by.visitBank();
  sandbox.control.settings.change({ pendingReads: 0 });
  sandbox.control.faults.add({ path: '/callback/initiation', drop: 'after' });
  assert.equal((await by.resume({ kind: 'callback', query })).kind, 'authorised');
});

for (const [name, query] of [
  ['no state', 'code=abc'],
  ['a repeated code', 'code=abc&code=def&state=s'],
  ['an error together with a code', 'code=abc&error=access_denied&state=s'],
  ['malformed percent-encoding', 'code=%E0%A4%A&state=s'],
  ['17 KB', `code=${'a'.repeat(17_000)}&state=s`],
] as const) {
  test(`refuses a query with ${name} before any call`, async () => {
    const by = journey('sim-tpp-redirect');
    await by.begin();
    sandbox.control.calls.clear();
    await assert.rejects(by.resume({ kind: 'callback', query }), { code: 'invalid_callback' });
    assert.deepEqual(sandbox.control.calls.list(), []);
  });
}

test("takes a code of another session for nothing: Token.io's answer names the wrong request", async () => {
  const mine = journey('sim-tpp-redirect');
  const theirs = journey('sim-tpp-redirect');
  await mine.begin();
  await theirs.begin();
  const step = await mine.resume({ kind: 'callback', query: await theirs.visitBank() });
  assert(step.kind === 'refused' && step.code === 'integrity_failed');
});
