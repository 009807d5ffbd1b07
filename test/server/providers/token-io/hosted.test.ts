import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import type { ProviderBank } from '../../../../server/providers/provider-data.js';
import type { Step } from '../../../../server/providers/authorisation.js';
import { context, followHome, Journey, newProvider, startSandbox, type MemberName } from './kit.js';

let sandbox: TokenIoSandbox;
let banks: readonly ProviderBank[];

before(async () => {
  sandbox = await startSandbox();
  banks = await newProvider(sandbox.apiOrigin).banks(context());
});
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const journey = (
  member: MemberName = 'hosted',
  options: Record<string, unknown> = {},
  bankId = 'sim-hosted',
): Journey =>
  new Journey(
    newProvider(sandbox.apiOrigin, member, options),
    banks.find(({ id }) => id === bankId)!,
  );

/** Accepts Token.io's consent page and the bank's; gives the query of the way back. */
async function throughHostedPages(by: Journey, answer = 'accept'): Promise<string> {
  assert(by.step.kind === 'redirect');
  const url = new URL(by.step.url);
  const consent = `${url.origin}${url.pathname}/consent`;
  if (answer !== 'accept') return followHome(consent, { method: 'POST', body: new URLSearchParams({ answer }) });
  await fetch(consent, { method: 'POST', body: new URLSearchParams({ answer }), redirect: 'manual' });
  return followHome(url.href);
}

const comeBack = async (by: Journey, query: URLSearchParams): Promise<Step> => {
  await by.resume({ kind: 'callback', query: query.toString() });
  return by.settled();
};

const assertRefused = (step: Step, code: string): void => {
  assert(step.kind === 'refused', `a ${step.kind} step`);
  assert.equal(step.code, code);
};

test('sends the shopper to the hosted page with language, country and bank', async () => {
  const by = journey();
  const step = await by.begin({ locale: 'de-AT', country: 'AT' });
  assert(step.kind === 'redirect');
  const url = new URL(step.url);
  assert.match(url.pathname, /^\/app\/request-token\/rq:/);
  assert.equal(url.search, '?lang=de&country=at');
  const created = sandbox.control.calls.list().find(({ path }) => path === '/token-requests');
  assert.equal((created?.body as { requestOptions: { bankId: string } }).requestOptions.bankId, 'sim-hosted');
});

test('asks for the source account before it sends the shopper to the hosted page', async () => {
  const by = journey('hosted', {}, 'sim-mandatory');
  assert.equal((await by.begin()).kind, 'credentials');
  const step = await by.submit({ 'source-iban': 'DE89370400440532013000', 'source-currency': 'EUR' });
  assert(step.kind === 'redirect');
  assert.match(step.url, /\/app\/request-token\/rq:.*country=/);
});

test('leaves the credentials to the hosted page', async () => {
  assert.equal((await journey('hosted', {}, 'sim-embedded-1').begin()).kind, 'redirect');
});

test('lets shoppers go nowhere but to the hosted pages', () => {
  assert.deepEqual(journey().provider.authorizationOrigins, [sandbox.apiOrigin]);
});

for (const member of ['hosted', 'hostedWithState'] as const) {
  test(`accepts a consent that Token.io signed (${member})`, async () => {
    const by = journey(member);
    await by.begin();
    assert.equal((await comeBack(by, new URLSearchParams(await throughHostedPages(by)))).kind, 'authorised');
  });
}

test('accepts a callback with nothing but the request id when the result is signed', async () => {
  const by = journey();
  await by.begin();
  const query = new URLSearchParams(await throughHostedPages(by));
  for (const name of ['signature', 'token-id', 'status']) query.delete(name);
  assert.equal((await comeBack(by, query)).kind, 'authorised');
});

test('accepts an unsigned result after a signed callback', async () => {
  const by = journey();
  await by.begin();
  const query = new URLSearchParams(await throughHostedPages(by));
  const { tokenId } = { tokenId: query.get('token-id') };
  const body = JSON.stringify({ status: 'PROCESSED', tokenId, signature: {} });
  sandbox.control.faults.add({
    path: '/token-requests/*/result',
    raw: { status: 200, contentType: 'application/json', body },
  });
  assert.equal((await comeBack(by, query)).kind, 'authorised');
});

test('refuses an unsigned result after an unsigned callback', async () => {
  const by = journey();
  await by.begin();
  const query = new URLSearchParams(await throughHostedPages(by));
  const body = JSON.stringify({ status: 'PROCESSED', tokenId: query.get('token-id'), signature: {} });
  query.delete('signature');
  sandbox.control.faults.add({
    path: '/token-requests/*/result',
    raw: { status: 200, contentType: 'application/json', body },
  });
  assertRefused(await comeBack(by, query), 'integrity_failed');
});

test('takes an unsigned result where the signature is not asked for', async () => {
  const by = journey('hosted', { verifySignature: false });
  await by.begin();
  const query = new URLSearchParams(await throughHostedPages(by));
  query.delete('signature');
  assert.equal((await comeBack(by, query)).kind, 'authorised');
  assert.equal(
    sandbox.control.calls.list().some(({ path }) => path === '/resolve-alias'),
    false,
  );
});

test('refuses a callback whose signature is by somebody else', async () => {
  const by = journey();
  await by.begin();
  const query = new URLSearchParams(await throughHostedPages(by));
  const genuine = JSON.parse(query.get('signature')!) as Record<string, string>;
  const { privateKey } = generateKeyPairSync('ed25519');
  const message = Buffer.from(JSON.stringify({ state: by.step.flow.data['state'], tokenId: query.get('token-id') }));
  query.set(
    'signature',
    JSON.stringify({ ...genuine, signature: sign(null, message, privateKey).toString('base64url') }),
  );
  assertRefused(await comeBack(by, query), 'integrity_failed');
});

for (const [what, change] of [
  ['another token id', (query: URLSearchParams) => query.set('token-id', 'ta:somebody:else')],
  ['another state', (query: URLSearchParams) => query.set('state', 'somebody-else')],
] as const) {
  test(`refuses a callback with ${what}`, async () => {
    const by = journey('hostedWithState');
    await by.begin();
    const query = new URLSearchParams(await throughHostedPages(by));
    change(query);
    assertRefused(await comeBack(by, query), 'integrity_failed');
  });
}

test('refuses a callback without the state that the member always gets', async () => {
  const by = journey('hostedWithState');
  await by.begin();
  const query = new URLSearchParams(await throughHostedPages(by));
  query.delete('state');
  await assert.rejects(by.resume({ kind: 'callback', query: query.toString() }), { code: 'invalid_callback' });
});

test('refuses the token id of another session even with its genuine signature', async () => {
  const mine = journey();
  const theirs = journey();
  await mine.begin();
  await theirs.begin();
  const query = new URLSearchParams(await throughHostedPages(mine));
  const foreign = new URLSearchParams(await throughHostedPages(theirs));
  query.set('token-id', foreign.get('token-id')!);
  query.set('signature', foreign.get('signature')!);
  assertRefused(await comeBack(mine, query), 'integrity_failed');
});

test('says that the shopper refused when the hosted consent is declined', async () => {
  const by = journey();
  await by.begin();
  assertRefused(await by.resume({ kind: 'callback', query: await throughHostedPages(by, 'decline') }), 'access_denied');
});

test('says that the bank cannot be used when hosted pages refuse the bank', async () => {
  const by = journey();
  await by.begin();
  sandbox.control.banks.setDown('sim-hosted', true);
  const query = await throughHostedPages(by);
  sandbox.control.banks.setDown('sim-hosted', false);
  assert.match(query, /requestId=/);
  assertRefused(await by.resume({ kind: 'callback', query }), 'bank_not_supported');
});

test('says that the bank is not available when hosted pages cannot begin there', async () => {
  const by = journey('hosted', {}, 'sim-error-503');
  await by.begin();
  assertRefused(await by.resume({ kind: 'callback', query: await throughHostedPages(by) }), 'bank_unavailable');
});

test("looks Token.io's keys up once for many consents", async () => {
  const { provider } = journey();
  sandbox.control.calls.clear();
  for (let times = 0; times < 3; times++) {
    const by = new Journey(
      provider,
      banks.find(({ id }) => id === 'sim-hosted')!,
    );
    await by.begin();
    await comeBack(by, new URLSearchParams(await throughHostedPages(by)));
  }
  assert.equal(sandbox.control.calls.list().filter(({ path }) => path === '/resolve-alias').length, 1);
});
