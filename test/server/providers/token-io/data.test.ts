import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import { Account, Balance, Transaction } from '../../../../server/contract/connections.js';
import type { CallContext, Grant } from '../../../../server/providers/authorisation.js';
import type { Provider } from '../../../../server/providers/provider.js';
import { context, Journey, newProvider, startSandbox } from './kit.js';

let sandbox: TokenIoSandbox;
let provider: Provider;

before(async () => {
  sandbox = await startSandbox();
  provider = newProvider(sandbox.apiOrigin);
});
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

/** A context without the shopper. */
const unattended = (): CallContext => {
  const { signal, traceId } = context();
  return { signal, traceId };
};

async function newGrant(
  scopes: readonly ('accounts' | 'balances' | 'transactions')[] = ['accounts', 'balances', 'transactions'],
): Promise<Grant> {
  const banks = await provider.banks(context());
  const by = new Journey(
    provider,
    banks.find(({ id }) => id === 'sim-embedded-1')!,
  );
  await by.begin({ scopes });
  await by.submit({ username: 'user', pin: '1234' });
  const step = await by.settled();
  assert(step.kind === 'authorised');
  sandbox.control.calls.clear();
  return step.grant;
}

const tokenIdOf = (grant: Grant): string => grant.data['tokenId'] as string;
const firstAccount = async (grant: Grant): Promise<string> => (await provider.data.accounts(grant, context()))[0]!.id;

test('reads accounts that fit the contract', async () => {
  const accounts = await provider.data.accounts(await newGrant(), context());
  assert(accounts.length > 0);
  for (const account of accounts) Account.parse({ ...account, maskedIdentifier: '' });
  assert(accounts.every(({ identifiers }) => identifiers.length > 0));
});

test('reads balances that fit the contract', async () => {
  const grant = await newGrant();
  const balances = await provider.data.balances(grant, await firstAccount(grant), context());
  assert(balances.length > 0);
  for (const balance of balances) Balance.parse(balance);
});

test('reads all pages of transactions, each once', async () => {
  const grant = await newGrant();
  const account = await firstAccount(grant);
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? {} : { cursor };
    const read = await provider.data.transactions(grant, account, query, context());
    for (const item of read.items) Transaction.parse(item);
    ids.push(...read.items.map(({ id }) => id));
    cursor = read.next;
  } while (cursor !== undefined);
  assert(ids.length > 0 && new Set(ids).size === ids.length);
});

test('asks for pages below the limit and for the days as they are given', async () => {
  const grant = await newGrant();
  const account = await firstAccount(grant);
  await provider.data.transactions(grant, account, { from: '2026-01-01', to: '2026-01-31' }, context());
  const { query } = sandbox.control.calls.list().at(-1)!;
  const parameters = new URLSearchParams(query);
  assert(Number(parameters.get('page.limit')) < 200);
  assert.deepEqual([parameters.get('startDate'), parameters.get('endDate')], ['2026-01-01', '2026-01-31']);
});

test('takes an offset that does not move for the end', async () => {
  const grant = await newGrant();
  const transaction = { id: 't1', amount: { value: '1', currency: 'EUR' } };
  sandbox.control.faults.add({
    path: '/accounts/*/transactions',
    raw: {
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify({ offset: 'stuck', transactions: [transaction] }),
    },
  });
  const read = await provider.data.transactions(grant, 'a:1', { cursor: 'stuck' }, context());
  assert.equal(read.next, undefined);
  assert.equal(read.items.length, 1);
});

test('names the consent in every read and says that the shopper is there', async () => {
  const grant = await newGrant();
  await provider.data.accounts(grant, context());
  const { headers } = sandbox.control.calls.list()[0]!;
  assert.equal(headers['on-behalf-of'], grant.data['tokenId']);
  assert.equal(headers['customer-initiated'], 'true');
  assert.equal(headers['token-customer-ip-address'], '192.0.2.7');
  assert.equal(headers['token-customer-user-agent'], 'Test/1.0');
});

test('says nothing about the shopper when nobody is there', async () => {
  await provider.data.accounts(await newGrant(), unattended());
  const { headers } = sandbox.control.calls.list()[0]!;
  assert.deepEqual(
    Object.keys(headers).filter((name) => name.includes('customer')),
    [],
  );
});

test('says that the daily budget is used up when the bank refuses an unattended read', async () => {
  const grant = await newGrant();
  for (let reads = 0; reads < 4; reads++) await provider.data.accounts(grant, unattended());
  await assert.rejects(provider.data.accounts(grant, unattended()), { code: 'budget_exhausted', retryable: true });
  await provider.data.accounts(grant, context());
});

test('never repeats an unattended read, which costs a share of the budget', async () => {
  const grant = await newGrant();
  sandbox.control.faults.add({ path: '/accounts', error: { status: 'UNAVAILABLE' }, times: 'always' });
  await assert.rejects(provider.data.accounts(grant, unattended()), { code: 'provider_unavailable' });
  assert.equal(sandbox.control.calls.list().length, 1);
  sandbox.control.calls.clear();
  await assert.rejects(provider.data.accounts(grant, context()), { code: 'provider_unavailable' });
  assert.equal(sandbox.control.calls.list().length, 3);
});

test('ends a consent, any number of times', async () => {
  const grant = await newGrant();
  await provider.data.revoke(grant, unattended());
  await provider.data.revoke(grant, unattended());
  await assert.rejects(provider.data.accounts(grant, context()), { code: 'reauth_required', retryable: false });
});

test('takes a token that was cancelled elsewhere for ended', async () => {
  const grant = await newGrant();
  sandbox.control.tokens.revoke(tokenIdOf(grant));
  sandbox.control.faults.add({ method: 'PUT', path: '/tokens/*', error: { status: 'FAILED_PRECONDITION' } });
  await provider.data.revoke(grant, unattended());
});

test('takes a token that Token.io no longer knows for ended', async () => {
  const grant = await newGrant();
  sandbox.control.faults.add({ path: '/tokens/*', error: { status: 'NOT_FOUND' }, times: 2 });
  await provider.data.revoke(grant, unattended());
});

test('takes an empty answer to the cancellation for what it did', async () => {
  const grant = await newGrant();
  sandbox.control.tokens.revoke(tokenIdOf(grant));
  sandbox.control.faults.add({
    method: 'PUT',
    path: '/tokens/*',
    raw: { status: 200, contentType: 'text/plain', body: '' },
  });
  await provider.data.revoke(grant, unattended());
});

test('takes a token that has run out for ended', async () => {
  const grant = await newGrant();
  sandbox.control.tokens.expire(tokenIdOf(grant));
  sandbox.control.faults.add({ method: 'PUT', path: '/tokens/*', error: { status: 'PERMISSION_DENIED' } });
  await provider.data.revoke(grant, unattended());
});

test('says so when a consent cannot be ended', async () => {
  const grant = await newGrant();
  const raw = { status: 200, contentType: 'application/json', body: '{"result":{"status":"MORE_SIGNATURES_NEEDED"}}' };
  sandbox.control.faults.add({ method: 'PUT', path: '/tokens/*', raw });
  await assert.rejects(provider.data.revoke(grant, unattended()), { code: 'provider_rejected' });
});

test('says that a consent has run out', async () => {
  const grant = await newGrant();
  sandbox.control.tokens.expire(tokenIdOf(grant));
  await assert.rejects(provider.data.accounts(grant, context()), { code: 'reauth_required' });
});

test('takes more signatures needed, inside a 200, for a consent that no longer holds', async () => {
  const grant = await newGrant();
  const raw = { status: 200, contentType: 'application/json', body: '{"status":"MORE_SIGNATURES_NEEDED"}' };
  sandbox.control.faults.add({ path: '/accounts/*/balance', raw });
  await assert.rejects(provider.data.balances(grant, 'a:1', context()), { code: 'reauth_required' });
});

test('leaves accounts out that the consent does not name', async () => {
  const grant = await newGrant();
  const mine = await firstAccount(grant);
  const accounts = [
    { id: mine, name: 'Mine' },
    { id: 'a:somebody', name: 'Not mine' },
  ];
  sandbox.control.faults.add({
    path: '/accounts',
    raw: { status: 200, contentType: 'application/json', body: JSON.stringify({ accounts }) },
  });
  assert.deepEqual(
    (await provider.data.accounts(grant, context())).map(({ id }) => id),
    [mine],
  );
});

test('does not know an account of somebody else', async () => {
  await assert.rejects(provider.data.balances(await newGrant(), 'a:nobody:5z', context()), { code: 'not_found' });
});

test('asks for accounts whatever the scopes are', async () => {
  const grant = await newGrant(['balances']);
  assert((await provider.data.accounts(grant, context())).length > 0);
  const account = await firstAccount(grant);
  await assert.rejects(provider.data.transactions(grant, account, {}, context()), { code: 'reauth_required' });
});

test('asks the shopper to connect again when the grant cannot be read', async () => {
  await assert.rejects(provider.data.accounts({ data: { token: 1 } }, context()), { code: 'reauth_required' });
});

test('tells a wrong key from everything else', async () => {
  const stranger = newProvider(sandbox.apiOrigin, 'api', { memberId: 'm:nobody:5zKtXEAq' });
  await assert.rejects(stranger.data.accounts(await newGrant(), context()), {
    code: 'provider_misconfigured',
    retryable: false,
  });
});
