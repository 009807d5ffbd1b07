import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { CALLBACK_QUERY, idOf, IBAN, moved, order, pay, post, read, statuses, statusOf, visit } from './payer.js';
import { API_KEY_UUID, at, basicKey, call, OTHER_MEMBER_ID, startSandbox, visitBank } from './tpp.js';
import { bearer } from './bearer.js';

const sandbox = await startSandbox();
after(() => sandbox.close());

const list = (query: string, headers: Record<string, string> = {}) =>
  call(sandbox, `/v2/payments?${query}`, { headers });
const refIds = (json: unknown): unknown[] =>
  (at(json, 'payments') as unknown[]).map((payment) => at(payment, 'initiation.refId'));

describe('GET /v2/payments', () => {
  const made = Promise.all(
    ['list-1', 'list-2', 'list-3'].map((refId) =>
      pay(sandbox, 'sim-redirect', { initiation: { refId, externalPsuReference: 'ada' } }),
    ),
  );

  test('finds payments by reference, and nobody else’s', async () => {
    await made;
    assert.deepEqual(refIds((await list('limit=10&refIds=list-2&refIds=list-3')).json), ['list-3', 'list-2']);
    const other = await call(sandbox, '/v2/payments?limit=10&refIds=list-2', {
      authorization: basicKey(OTHER_MEMBER_ID, API_KEY_UUID),
    });
    assert.equal(at(other.json, 'payments'), undefined);
  });
  test('turns pages', async () => {
    await made;
    const seen: unknown[] = [];
    for (let offset = '', more: unknown = true; more;) {
      const { json } = await list(`limit=2&externalPsuReference=ada&offset=${encodeURIComponent(offset)}`);
      seen.push(...refIds(json));
      more = at(json, 'pageInfo.haveMore');
      const next = at(json, 'pageInfo.nextOffset');
      offset = typeof next === 'string' ? next : '';
    }
    assert.deepEqual(seen, ['list-3', 'list-2', 'list-1']);
  });
  test('filters by id and status, both ways, and shortens', async () => {
    const [first] = await made;
    await call(sandbox, `/v2/payments/${idOf(first)}`, { method: 'DELETE' });
    const ada = 'limit=10&externalPsuReference=ada';
    assert.deepEqual(refIds((await list(`${ada}&statuses=CANCELED`)).json), ['list-1']);
    assert.deepEqual(refIds((await list(`${ada}&statuses=CANCELED&invertStatuses=true`)).json), ['list-3', 'list-2']);
    assert.deepEqual(refIds((await list(`${ada}&ids=${idOf(first)}&invertIds=true`)).json), ['list-3', 'list-2']);
    const partial = await list(`limit=10&ids=${idOf(first)}&partial=true`);
    assert.deepEqual(at(partial.json, 'payments.0'), { id: idOf(first), status: 'CANCELED' });
  });
  test('does not move a payment on', async () => {
    const payment = await pay(sandbox, 'sim-redirect', { initiation: { refId: 'still-1' } });
    await visit(sandbox, payment);
    for (let look = 0; look < 3; look += 1) {
      const { json } = await list('limit=1&refIds=still-1');
      assert.equal(at(json, 'payments.0.status'), 'INITIATION_PENDING_REDIRECT_AUTH_VERIFICATION');
    }
  });
  for (const query of [
    '',
    'limit=x',
    'limit=1&statuses=PAID',
    'limit=1&partial=yes',
    'limit=1&createdAfter=never',
    'limit=1&offset=abc',
  ]) {
    test(`refuses ${JSON.stringify(query)}`, async () => assert.equal((await list(query)).status, 400));
  }
});

describe('GET /v2/banks', () => {
  const banks = async (query: string): Promise<readonly unknown[]> => {
    const answer = await call(sandbox, `/v2/banks?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return (at(answer.json, 'banks') ?? []) as readonly unknown[];
  };
  test('says how a bank pays, and what it asks first', async () => {
    const [bank] = await banks('ids=sim-embedded-1');
    assert.deepEqual(at(bank, 'supportedLocalInstruments'), ['SEPA', 'SEPA_INSTANT', 'FASTER_PAYMENTS']);
    assert.equal(at(bank, 'supportsSinglePayment'), true);
    assert.deepEqual(at(bank, 'initialEmbeddedAuthFields'), [
      { type: 'FIELD', id: 'username', displayName: 'Username' },
      { type: 'PASSWORD', id: 'pin', displayName: 'PIN' },
    ]);
    const [debtor] = await banks('ids=sim-pay-debtor');
    assert.deepEqual(at(debtor, 'mandatoryFields.0'), {
      products: ['SIP'],
      fieldPaths: ['initiation.debtor.iban', 'initiation.debtor.name'],
      paymentTypes: ['Domestic'],
      localInstruments: ['SEPA', 'SEPA_INSTANT', 'FASTER_PAYMENTS'],
    });
  });
  test('writes a single initial field as the OpenAPI document has it, too', async () => {
    const [bank] = await banks('ids=sim-flicker');
    assert.deepEqual(at(bank, 'initialEmbeddedAuthFields'), { type: 'FIELD', id: 'username', displayName: 'Username' });
  });
  test('filters by way of paying and by flags, and sorts', async () => {
    const polish = await banks('supportedLocalInstruments=ELIXIR&supportsSinglePayment=true');
    assert.ok(polish.length > 5);
    for (const bank of polish) assert.deepEqual(at(bank, 'countries'), ['PL']);
    const none = await banks('ids=sim-down&supportsSinglePayment=true');
    assert.deepEqual(none, []);
    const ranked = await banks('search=Test%20Bank&sort=RANK&perPage=1');
    assert.equal(at(ranked[0], 'id'), 'sim-redirect');
  });
  for (const query of ['sort=name', 'supportsSinglePayment=1', 'memberId=m:nobody']) {
    test(`refuses ${query}`, async () => assert.equal((await call(sandbox, `/v2/banks?${query}`)).status, 400));
  }
  test('lists banks that only pay apart from those that read accounts', async () => {
    const readers = await call(
      sandbox,
      '/banks?ids=sim-pay-rejected&bank_features.supports_account_information.value=true',
    );
    assert.equal(at(readers.json, 'banks'), undefined);
    assert.equal((await banks('ids=sim-pay-rejected')).length, 1);
  });
});

test('a payment is ordered with a JWT made for the call', async () => {
  const body = JSON.stringify(order('sim-redirect'));
  const host = new URL(sandbox.apiOrigin).host;
  const call = (signed: string) =>
    fetch(`${sandbox.apiOrigin}/v2/payments`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: bearer({ host, path: '/v2/payments', body: signed }),
      },
      body,
    });
  assert.equal((await call(body.replace('12.50', '1.50'))).status, 401);
  assert.equal((await call(body)).status, 200);
});

describe('the direct callback', () => {
  test('brings the browser straight back, and Token.io reads the query once', async () => {
    const direct = await startSandbox({ member: { callbackType: 'TPP_CALLBACK' } });
    const payment = await pay(direct, 'sim-tpp-redirect');
    const url = await visit(direct, payment);
    assert.equal(url.pathname, '/paid');
    assert.equal(url.searchParams.get('state'), 'state-17');
    assert.equal(moved(direct, payment), 0);
    const handOver = () => call(direct, '/callback/initiation', { body: { query: url.search.slice(1) } });
    assert.equal(at((await handOver()).json, 'payment.id'), idOf(payment));
    assert.equal(moved(direct, payment), 1);
    assert.equal((await handOver()).status, 400);
    assert.equal(moved(direct, payment), 1);
    await direct.close();
  });
});

describe('Hosted Pages v2', () => {
  const submit = (path: string, values: Record<string, string>) =>
    fetch(`${sandbox.publicOrigin}${path}`, { method: 'POST', body: new URLSearchParams(values), redirect: 'manual' });
  const open = (path: string) => fetch(`${sandbox.publicOrigin}${path}`, { redirect: 'manual' });
  const hosted = (bank: string | undefined, flowType = 'FULL_HOSTED_PAGES') =>
    pay(sandbox, bank, { initiation: { flowType }, order: { pispConsentAccepted: flowType !== 'FULL_HOSTED_PAGES' } });

  test('let the user choose, confirm and pay, and call back', async () => {
    const payment = await hosted(undefined);
    assert.equal(statusOf(payment), 'INITIATION_PENDING_REDIRECT_HP');
    const path = new URL(String(at(payment, 'authentication.redirectUrl'))).pathname;
    assert.equal(path, `/session/${idOf(payment)}`);
    assert.match(await (await open(path)).text(), /12\.50 EUR.*Test Bank Redirect/s);
    await submit(`${path}/bank`, { bankId: 'sim-embedded-n' });
    assert.match(await (await open(path)).text(), /Confirm your payment/);
    await submit(`${path}/consent`, { answer: 'accept' });
    assert.match(await (await open(path)).text(), /<label for="pin">PIN<\/label>/);
    await submit(`${path}/credentials`, { username: 'user', pin: '1234' });
    await submit(`${path}/credentials`, { scaMethod: 'SMS' });
    await submit(`${path}/credentials`, { 4711: '1' });
    assert.match(await (await open(path)).text(), /That was not right/);
    await submit(`${path}/credentials`, { 4711: '123456' });
    assert.equal(new URL((await open(path)).headers.get('location') ?? '').search, CALLBACK_QUERY(payment));
    assert.equal(moved(sandbox, payment), 1);
    assert.equal(at(await read(sandbox, payment), 'initiation.bankId'), 'sim-embedded-n');
    assert.equal((await statuses(sandbox, payment)).at(-1), 'INITIATION_COMPLETED');
  });
  test('end a payment that the user does not confirm', async () => {
    const payment = await hosted('sim-redirect');
    const path = `/session/${idOf(payment)}`;
    await submit(`${path}/consent`, { answer: 'cancel' });
    assert.ok((await open(path)).headers.get('location')?.startsWith('https://tpp.example/paid?'));
    assert.deepEqual(await statuses(sandbox, payment), ['INITIATION_DECLINED']);
  });
  test('take only the embedded steps when that is wanted, and leave a redirect to the TPP', async () => {
    const redirect = await hosted('sim-redirect', 'EMBEDDED_HOSTED_PAGES');
    assert.equal(statusOf(redirect), 'INITIATION_PENDING_REDIRECT_AUTH');
    const payment = await hosted('sim-redirect-then-otp', 'EMBEDDED_HOSTED_PAGES');
    const { url } = await visitBank(sandbox, String(at(payment, 'authentication.redirectUrl')), 'approve');
    assert.equal(url.pathname, `/session/${idOf(payment)}`);
    assert.match(await (await fetch(url)).text(), /One-time passcode/);
    await submit(`${url.pathname}/credentials`, { 4711: '123456' });
    assert.equal(moved(sandbox, payment), 1);
  });
  test('wait for an approval on the phone', async () => {
    const payment = await hosted('sim-decoupled');
    const path = `/session/${idOf(payment)}`;
    await submit(`${path}/consent`, { answer: 'accept' });
    await submit(`${path}/credentials`, { username: 'user' });
    assert.match(await (await open(path)).text(), /Approve on your device/);
    const approval = sandbox.control.approvals.waiting().find(({ requestId }) => requestId === idOf(payment));
    sandbox.control.approvals.decide(approval?.id ?? '', 'approved');
    assert.ok((await open(path)).headers.get('location')?.startsWith('https://tpp.example/paid?'));
  });
  test('are not there for a payment that runs on the TPP’s pages', async () => {
    assert.equal((await open(`/session/${idOf(await pay(sandbox, 'sim-redirect'))}`)).status, 404);
  });
});

test('the control over HTTP shows the ledger and sets a status', async () => {
  const payment = await pay(sandbox, 'sim-redirect', { initiation: { refId: 'control-1' } });
  await visit(sandbox, payment);
  const ledger: unknown = await (await fetch(`${sandbox.apiOrigin}/sandbox/ledger`)).json();
  const entry = (ledger as unknown[]).find((line) => at(line, 'refId') === 'control-1');
  assert.deepEqual(at(entry, 'amount'), { value: '12.50', currency: 'EUR' });
  assert.deepEqual(at(entry, 'creditor'), { iban: IBAN, name: 'Larch & Lumen' });
  const command = await fetch(`${sandbox.apiOrigin}/sandbox/command`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ do: 'set-payment', paymentId: idOf(payment), status: 'SETTLEMENT_COMPLETED' }),
  });
  assert.deepEqual(await command.json(), { done: true });
  assert.deepEqual(await statuses(sandbox, payment), ['SETTLEMENT_COMPLETED']);
});

test('slow answers, 429 and 503 can be ordered for payments too', async () => {
  const codes: number[] = [];
  for (const status of ['RESOURCE_EXHAUSTED', 'UNAVAILABLE'] as const) {
    sandbox.control.faults.add({ path: '/v2/payments', error: { status, retryAfterSeconds: 1 } });
    codes.push((await post(sandbox, order('sim-redirect'))).status);
  }
  sandbox.control.faults.add({ path: '/v2/payments', delayMs: 5 });
  codes.push((await post(sandbox, order('sim-redirect'))).status);
  assert.deepEqual(codes, [429, 503, 200]);
});
