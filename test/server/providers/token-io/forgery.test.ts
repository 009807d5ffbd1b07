import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { Provider } from '../../../../server/providers/provider.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import type { Step } from '../../../../server/providers/authorisation.js';
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

describe('a callback typed by hand, while the bank has said nothing', () => {
  for (const extra of [
    '',
    'status=PROCESSED',
    'token-id=ta:1:5z',
    'token-id=null',
    'status=PROCESSED&token-id=undefined',
    'token-id=ta:1:5z&signature=%7B%22memberId%22:%22m%22,%22keyId%22:%22k%22,%22signature%22:%22AAAA%22%7D',
    'authorisation_code=null',
    'code=abc',
  ]) {
    test(`${extra === '' ? 'with nothing more' : extra} is no success`, async () => {
      const by = journey('sim-redirect');
      await by.begin();
      const id = by.step.flow.correlationId ?? '';
      const step = await by.resume({ kind: 'callback', query: `request-id=${id}&request_id=${id}&${extra}` });
      assert.equal(step.kind, 'pending');
    });
  }

  test('with a foreign request id is refused before any call', async () => {
    const [mine, theirs] = [journey('sim-redirect'), journey('sim-redirect')];
    await mine.begin();
    await theirs.begin();
    const query = await theirs.visitBank();
    sandbox.control.calls.clear();
    await assert.rejects(mine.resume({ kind: 'callback', query }), { code: 'invalid_callback' });
    assert.deepEqual(sandbox.control.calls.list(), []);
  });
});

test('a callback that nobody waits for changes nothing', async () => {
  const by = journey('sim-embedded-n');
  await by.begin();
  const shown = await by.submit({ username: 'user', pin: '1234' });
  const id = shown.flow.correlationId ?? '';
  assert.deepEqual(await by.resume({ kind: 'callback', query: `request-id=${id}&error=2` }), shown);
});

test('a result that names the token of another request is refused', async () => {
  const [mine, theirs] = [journey('sim-redirect'), journey('sim-redirect')];
  await theirs.begin();
  await theirs.comeBack();
  const stolen = await theirs.settled();
  assert(stolen.kind === 'authorised');
  await mine.begin();
  const body = JSON.stringify({ status: 'PROCESSED', tokenId: stolen.grant.data['tokenId'] });
  sandbox.control.faults.add({
    path: '/token-requests/*/result',
    raw: { status: 200, contentType: 'application/json', body },
  });
  const step = await mine.resume({ kind: 'poll' });
  assert(step.kind === 'refused' && step.code === 'integrity_failed');
});

describe('fields in an address', () => {
  /** Comes back from the bank with these fields, whatever Token.io would have sent. */
  async function comeBackWith(fields: unknown, declared: readonly string[] = []): Promise<Step> {
    const credentialFields = Buffer.from(JSON.stringify({ fields })).toString('base64url');
    const { callback } = sandbox.control.settings.get();
    sandbox.control.settings.change({ callback: { ...callback, credentialFields } });
    const by = journey('sim-redirect-then-otp');
    const step = await by.begin();
    // As if the bank list had declared them.
    Object.assign(step.flow.data, { declared });
    return by.comeBack();
  }

  const pin = { id: 'pin', displayName: 'PIN', type: 'PASSWORD' };

  for (const [name, field] of [
    ['a password that the bank never declared', pin],
    ['a masked field that the bank never declared', { id: 'x', displayName: 'Secret', password: true }],
    ['a card number', { id: 'cardNumber', displayName: 'Number' }],
    ['the card number, in words', { id: 'otp', description: 'Enter your card number' }],
    ['a CVV', { id: 'otp', displayName: 'OTP', description: 'and the CVV2 on the back' }],
    ['a card number in German', { id: 'a', displayName: 'Kartennummer' }],
    ['an expiry date', { id: 'a', displayName: 'Expiry date' }],
  ] as const) {
    test(`that ask for ${name} are not shown`, async () => {
      const step = await comeBackWith([field]);
      assert(step.kind === 'refused', `a ${step.kind} step`);
      assert.equal(step.code, 'unsupported_step');
    });
  }

  test('may ask for a password that the bank list declares', async () => {
    const step = await comeBackWith([pin], ['pin']);
    assert(step.kind === 'credentials' && step.fields[0]?.kind === 'password');
  });

  for (const [name, field] of [
    ['a masked one-time code', { id: 'otp', displayName: 'One-time code', type: 'PASSWORD' }],
    ['a plain answer', { id: 'answer', displayName: 'Your answer' }],
    ['a choice', { id: 'sca', displayName: 'How?', options: ['SMS'] }],
  ] as const) {
    test(`may ask for ${name}`, async () => assert.equal((await comeBackWith([field])).kind, 'credentials'));
  }

  test('show markup as words', async () => {
    const step = await comeBackWith([{ id: 'otp', description: '<img src=x onerror=alert(1)>\u202e' }]);
    assert(step.kind === 'credentials');
    assert.equal(step.fields[0]?.label, '<img src=x onerror=alert(1)>');
  });
});

describe('an address that Token.io answers', () => {
  const answering = (redirectUrl: string) => ({
    path: '/token-requests/*/authorization',
    raw: { status: 200, contentType: 'application/json', body: JSON.stringify({ redirectUrl }) },
  });

  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    'http://evil.example/',
    'https://a@b.example/',
    'intent://x',
  ]) {
    test(`${url} is never given out`, async () => {
      sandbox.control.faults.add(answering(url));
      await assert.rejects(journey('sim-redirect').begin(), { code: 'bad_provider_answer' });
    });
  }

  test('goes before fields and status when Token.io contradicts itself', async () => {
    const body = JSON.stringify({
      redirectUrl: 'https://bank.example/',
      fields: [{ id: 'a' }],
      status: 'AUTHENTICATED',
    });
    sandbox.control.faults.add({
      path: '/token-requests/*/authorization',
      raw: { status: 200, contentType: 'application/json', body },
    });
    assert.equal((await journey('sim-redirect').begin()).kind, 'redirect');
  });
});
