import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import type { Step } from '../../../../server/providers/authorisation.js';
import { context, Journey, jwtAuth, keyIdOf, newProvider, startSandbox, type Algorithm } from './kit.js';

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

function journey(bankId: string, by: Provider = provider): Journey {
  const bank = banks.find(({ id }) => id === bankId);
  assert(bank, `no bank ${bankId}`);
  return new Journey(by, bank);
}

const fieldsOf = (step: Step): readonly { kind: string; id: string }[] => {
  assert(step.kind === 'credentials', `a ${step.kind} step instead of fields`);
  return step.fields.map(({ kind, id }) => ({ kind, id }));
};

const codeOf = (step: Step): string => {
  assert(step.kind === 'refused', `a ${step.kind} step instead of a refusal`);
  return step.code;
};

/** A provider whose key id is the one that the sandbox derives from the key. */
const withKeyId = (algorithm: Algorithm, bodyMode: 'attached' | 'detached'): Provider =>
  newProvider(sandbox.apiOrigin, 'api', { auth: { ...jwtAuth(algorithm), keyId: keyIdOf(algorithm), bodyMode } });

const user = { username: 'user' };
const userAndPin = { username: 'user', pin: '1234' };

/** Answers the newest question on the phone. */
function onThePhone(decision: 'approved' | 'declined'): void {
  const newest = sandbox.control.approvals.waiting().at(-1);
  assert(newest && sandbox.control.approvals.decide(newest.id, decision), 'nothing waits on the phone');
}

async function assertAuthorised(by: Journey): Promise<void> {
  const step = await by.settled();
  assert(step.kind === 'authorised', `a ${step.kind} step instead of a grant`);
  const accounts = await by.provider.data.accounts(step.grant, context());
  assert(accounts.length > 0);
  assert(step.grant.expiresAt);
}

test('goes to the bank and reads the result after the return', async () => {
  const by = journey('sim-redirect');
  assert.equal((await by.begin()).kind, 'redirect');
  assert.equal((await by.comeBack()).kind, 'pending');
  await assertAuthorised(by);
});

test('goes to the bank twice when the bank wants it', async () => {
  const by = journey('sim-multi-redirect');
  await by.begin();
  await by.comeBack();
  await assertAuthorised(by);
});

test('asks for the declared fields first and is done in one step', async () => {
  const by = journey('sim-embedded-1');
  assert.deepEqual(fieldsOf(await by.begin()), [
    { kind: 'text', id: 'username' },
    { kind: 'password', id: 'pin' },
  ]);
  assert.equal(by.step.flow.correlationId, undefined);
  await by.submit(userAndPin);
  await assertAuthorised(by);
});

test('makes no call to Token.io before the declared fields are there', async () => {
  const by = journey('sim-embedded-1');
  await by.begin();
  const again = await by.submit({ username: 'user' });
  assert.deepEqual(again, by.step);
  assert.equal(again.kind, 'credentials');
  assert.deepEqual(sandbox.control.calls.list(), []);
});

test('goes through a choice and a one-time passcode that comes without a type', async () => {
  const by = journey('sim-embedded-n');
  await by.begin();
  const choice = await by.submit(userAndPin);
  assert(choice.kind === 'credentials' && choice.fields[0]?.kind === 'choice');
  assert.deepEqual(choice.fields[0].options, [
    { value: 'SMS', label: 'SMS' },
    { value: 'Phone call', label: 'Phone call' },
  ]);
  assert.deepEqual(fieldsOf(await by.submit({ scaMethod: 'SMS' })), [{ kind: 'otp', id: 'otp' }]);
  await by.submit({ otp: '123456' });
  await assertAuthorised(by);
});

test('sends only the new credentials of each step', async () => {
  const by = journey('sim-embedded-n');
  await by.begin();
  await by.submit(userAndPin);
  await by.submit({ scaMethod: 'SMS' });
  await by.submit({ otp: '123456' });
  const sent = sandbox.control.calls
    .list()
    .filter(({ path }) => path.endsWith('/authorization'))
    .map(({ body }) => Object.keys((body as { credentials: object }).credentials));
  assert.deepEqual(sent, [['username', 'pin'], ['scaMethod'], ['otp']]);
});

test('shows the same fields again, without a call, for an option that was never offered', async () => {
  const by = journey('sim-embedded-n');
  await by.begin();
  await by.submit(userAndPin);
  sandbox.control.calls.clear();
  assert.deepEqual(fieldsOf(await by.submit({ scaMethod: 'Pigeon' })), [{ kind: 'choice', id: 'scaMethod' }]);
  assert.deepEqual(sandbox.control.calls.list(), []);
});

test('asks once more after a wrong passcode and gives up when the bank does', async () => {
  const by = journey('sim-embedded-n');
  await by.begin();
  await by.submit(userAndPin);
  await by.submit({ scaMethod: 'SMS' });
  assert.deepEqual(fieldsOf(await by.submit({ otp: '000000' })), [{ kind: 'otp', id: 'otp' }]);
  assert.equal(codeOf(await by.submit({ otp: '000000' })), 'authentication_failed');
});

test('takes a wrong passcode that comes back as an HTTP error for a failed authentication', async () => {
  const by = journey('sim-embedded-otp-error');
  await by.begin();
  await by.submit(user);
  const step = await by.submit({ otp: '000000' });
  assert(step.kind === 'refused');
  assert.equal(step.code, 'authentication_failed');
  assert(!step.detail?.includes('Expected'), 'words of the bank may quote what was typed');
});

test('shows a photoTAN picture with the field for its answer', async () => {
  const by = journey('sim-image');
  await by.begin();
  const step = await by.submit(user);
  assert(step.kind === 'credentials' && step.fields[0]?.kind === 'image');
  assert.equal(step.fields[0].image.mediaType, 'image/png');
  assert.equal(step.fields[0].answerable, false);
  assert.equal(step.fields[1]?.kind, 'otp');
  await by.submit({ tan: '654321' });
  await assertAuthorised(by);
});

test('hands a flicker code through unchanged', async () => {
  const by = journey('sim-flicker');
  await by.begin();
  const step = await by.submit(user);
  assert(step.kind === 'credentials' && step.fields[0]?.kind === 'flicker');
  assert.match(step.fields[0].flickerCode, /^[0-9A-F]{8}[0-9A-F,]+$/);
  await by.submit({ tan: '654321' });
  await assertAuthorised(by);
});

test('asks for a confirmation and takes Confirm', async () => {
  const by = journey('sim-confirm');
  assert.deepEqual(fieldsOf(await by.begin()), [{ kind: 'confirmation', id: 'confirmation' }]);
  await by.submit({ confirmation: 'Confirm' });
  await assertAuthorised(by);
});

test('takes Decline in a confirmation for a declined approval', async () => {
  const by = journey('sim-confirm');
  await by.begin();
  assert.equal(codeOf(await by.submit({ confirmation: 'Decline' })), 'declined');
});

test('waits for the shopper before it looks for a decoupled approval', async () => {
  const by = journey('sim-decoupled');
  await by.begin();
  const asked = await by.submit(user);
  assert(asked.kind === 'decoupled');
  assert.equal(asked.message, 'Please approve in your banking app');
  assert.equal(asked.needsConfirmation, true);
  const waiting = await by.resume({ kind: 'confirm' });
  assert(waiting.kind === 'decoupled');
  assert.equal(waiting.needsConfirmation, false);
  onThePhone('approved');
  await by.resume({ kind: 'poll' });
  await assertAuthorised(by);
});

test('looks ever less often while a decoupled approval is awaited', async () => {
  const by = journey('sim-decoupled');
  await by.begin();
  await by.submit(user);
  const waits: number[] = [];
  await by.resume({ kind: 'confirm' });
  for (let looks = 0; looks < 9; looks++) {
    const step = await by.resume({ kind: 'poll' });
    assert(step.kind === 'decoupled' && !step.needsConfirmation);
    waits.push(step.retryAfterMs);
  }
  assert.deepEqual(
    waits,
    [...waits].sort((one, other) => one - other),
  );
  assert(waits[0]! >= 1_000 && waits.at(-1) === 10_000);
});

test('asks the shopper again when the bank wants a second approval', async () => {
  const by = journey('sim-decoupled-rounds');
  await by.begin();
  await by.submit(user);
  onThePhone('approved');
  const second = await by.resume({ kind: 'confirm' });
  assert(second.kind === 'decoupled');
  assert.equal(second.needsConfirmation, true);
  assert.match(second.message, /Your sign-in was approved.*Now approve the access/);
  onThePhone('approved');
  await by.resume({ kind: 'confirm' });
  await assertAuthorised(by);
});

test('ends with declined when the approval is refused on the phone', async () => {
  const by = journey('sim-decoupled');
  await by.begin();
  await by.submit(user);
  onThePhone('declined');
  assert.equal(codeOf(await by.resume({ kind: 'confirm' })), 'declined');
});

test('says that the time ran out when an approval is never given', async () => {
  const by = journey('sim-decoupled');
  await by.begin();
  await by.submit(user);
  await by.resume({ kind: 'confirm' });
  sandbox.control.clock.advance(21 * 60_000);
  assert.equal(codeOf(await by.resume({ kind: 'poll' })), 'authorisation_expired');
});

test('shows the fields that come with the callback', async () => {
  const by = journey('sim-redirect-then-otp');
  await by.begin();
  assert.deepEqual(fieldsOf(await by.comeBack()), [{ kind: 'otp', id: 'otp' }]);
  await by.submit({ otp: '123456' });
  await assertAuthorised(by);
});

for (const base64 of [
  { alphabet: 'base64', padding: true },
  { alphabet: 'base64url', padding: true },
  { alphabet: 'base64url', padding: false },
] as const) {
  test(`reads credential-fields in ${base64.alphabet} ${base64.padding ? 'with' : 'without'} padding`, async () => {
    sandbox.control.settings.change({ callback: { join: 'query', base64 } });
    const by = journey('sim-redirect-then-otp');
    await by.begin();
    assert.deepEqual(fieldsOf(await by.comeBack()), [{ kind: 'otp', id: 'otp' }]);
  });
}

test('reads a callback that was joined with & where ? was meant', async () => {
  sandbox.control.settings.change({
    callback: { join: 'ampersand', base64: { alphabet: 'base64', padding: false } },
  });
  const by = journey('sim-redirect');
  await by.begin();
  const query = await by.visitBank();
  assert.match(query, /^&request-id=/);
  await by.resume({ kind: 'callback', query });
  await assertAuthorised(by);
});

test('waits for an approval that is asked for after the return from the bank', async () => {
  const by = journey('sim-redirect-then-decoupled');
  await by.begin();
  const step = await by.comeBack();
  assert(step.kind === 'decoupled' && step.needsConfirmation);
  onThePhone('approved');
  await by.resume({ kind: 'confirm' });
  await assertAuthorised(by);
});

test('sends the shopper to the bank after the fields', async () => {
  const by = journey('sim-embedded-then-redirect');
  await by.begin();
  assert.equal((await by.submit(user)).kind, 'redirect');
  await by.comeBack();
  await assertAuthorised(by);
});

test('asks for IBAN and currency first and names the account to Token.io', async () => {
  const by = journey('sim-mandatory');
  assert.deepEqual(fieldsOf(await by.begin({ country: 'GB' })), [
    { kind: 'text', id: 'source-iban' },
    { kind: 'choice', id: 'source-currency' },
  ]);
  assert.equal(
    (await by.submit({ 'source-iban': 'de89 3704 0044 0532 0130 00', 'source-currency': 'EUR' })).kind,
    'redirect',
  );
  const created = sandbox.control.calls.list().find(({ path }) => path === '/token-requests');
  assert.deepEqual(
    (created?.body as { requestPayload: { accessBody: { resourceTypeList: { source: unknown } } } }).requestPayload
      .accessBody.resourceTypeList.source,
    { accountIdentifier: { iban: { iban: 'DE89370400440532013000' } }, currency: 'EUR' },
  );
  await by.comeBack();
  await assertAuthorised(by);
});

test('asks again, without a call, for an IBAN whose check digits are wrong', async () => {
  const by = journey('sim-mandatory');
  await by.begin();
  const again = await by.submit({ 'source-iban': 'DE89370400440532013001', 'source-currency': 'EUR' });
  assert(again.kind === 'credentials');
  assert.match(again.fields[0]?.help ?? '', /not valid/);
  assert.deepEqual(sandbox.control.calls.list(), []);
});

test('lets embedded steps run on hosted pages when the instance says so', async () => {
  const by = journey('sim-webapp-credentials', newProvider(sandbox.apiOrigin, 'api', { embeddedSteps: 'hosted' }));
  const step = await by.begin();
  assert(step.kind === 'redirect');
  assert.match(step.url, /\/app\/request-token\/rq:/);
});

for (const [action, code] of [
  ['access_denied', 'access_denied'],
  ['temporarily_unavailable', 'bank_unavailable'],
  ['timeout', 'bank_unavailable'],
  ['unsupported', 'bank_not_supported'],
  ['server_error', 'bank_unavailable'],
] as const) {
  test(`comes to ${code} when the bank ends with ${action}`, async () => {
    const by = journey('sim-errors');
    await by.begin();
    const step = await by.comeBack(action);
    assert.equal(codeOf(step), code);
    assert(step.kind === 'refused' && /^callback: error \d+ trace=\w+$/.test(step.detail ?? ''));
  });
}

for (const [bankId, code] of [
  ['sim-error-403', 'provider_rejected'],
  ['sim-error-429', 'provider_rate_limited'],
  ['sim-error-503', 'bank_unavailable'],
  ['sim-error-504', 'bank_unavailable'],
  ['sim-error-text', 'bank_unavailable'],
  ['sim-error-json', 'bank_unavailable'],
  ['sim-error-json-code', 'bank_unavailable'],
  ['sim-error-json-flat', 'provider_rejected'],
  ['sim-down', 'bank_unavailable'],
] as const) {
  test(`throws ${code} at ${bankId}`, async () => {
    await assert.rejects(journey(bankId).begin(), { name: 'ProviderError', code });
  });
}

test('passes on how long to wait', async () => {
  await assert.rejects(journey('sim-error-429').begin(), { retryAfterMs: 30_000, retryable: true });
});

for (const [bankId, code] of [
  ['sim-failed', 'authentication_failed'],
  ['sim-declined', 'declined'],
  ['sim-unknown-field', 'unsupported_step'],
] as const) {
  test(`ends with ${code} at ${bankId}`, async () => {
    const by = journey(bankId);
    await by.begin();
    assert.equal(codeOf(await by.submit(user)), code);
  });
}

test('takes an empty answer for the end of the steps', async () => {
  const by = journey('sim-empty-answer');
  await by.begin();
  await by.submit(user);
  await assertAuthorised(by);
});

test('keeps looking while the result has a status of which nobody has heard', async () => {
  const by = journey('sim-unknown-status');
  await by.begin();
  assert.equal((await by.submit(user)).kind, 'pending');
  assert.equal((await by.resume({ kind: 'poll' })).kind, 'pending');
  await assertAuthorised(by);
});

test('ends with authorisation_expired when the result has expired', async () => {
  const by = journey('sim-expired');
  await by.begin();
  assert.equal(codeOf(await by.comeBack()), 'authorisation_expired');
});

test('leaves it to the session to end a result that never comes', async () => {
  const by = journey('sim-never-processed');
  await by.begin();
  await by.submit(user);
  assert.equal((await by.settled()).kind, 'pending');
});

for (const algorithm of ['EdDSA', 'ES256', 'RS256'] as const) {
  for (const bodyMode of ['attached', 'detached'] as const) {
    test(`is accepted with ${algorithm} and the body ${bodyMode}`, async () => {
      const by = journey('sim-embedded-1', withKeyId(algorithm, bodyMode));
      await by.begin();
      await by.submit(userAndPin);
      await assertAuthorised(by);
    });
  }
}
