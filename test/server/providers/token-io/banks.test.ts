import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { TokenIoSandbox } from '../../../../demo/sandbox/token-io/index.js';
import { BankData, toBank } from '../../../../server/providers/token-io/banks.js';
import { context, newProvider, startSandbox } from './kit.js';

let sandbox: TokenIoSandbox;

before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const page = (body: unknown) => ({
  path: '/banks',
  raw: { status: 200, contentType: 'application/json', body: JSON.stringify(body) },
});

test('reads every page of the list', async () => {
  const banks = await newProvider(sandbox.apiOrigin).banks(context());
  const asked = sandbox.control.calls.list().filter(({ path }) => path === '/banks');
  assert(asked.length > 1);
  assert(banks.length > 200 && new Set(banks.map(({ id }) => id)).size === banks.length);
  assert(
    asked.every(({ query }) => query.includes('memberId=m%3A3aTest') && query.includes('supports_account_information')),
  );
});

test('asks for the configured countries only', async () => {
  const banks = await newProvider(sandbox.apiOrigin, 'api', { countries: ['AT', 'BE'] }).banks(context());
  assert(banks.length > 0);
  assert(banks.every(({ countries }) => countries.includes('AT') || countries.includes('BE')));
});

test('keeps to the banks that the instance includes', async () => {
  const banks = await newProvider(sandbox.apiOrigin, 'api', { include: ['sim-*'], exclude: ['*-errors'] }).banks(
    context(),
  );
  assert(banks.some(({ id }) => id === 'sim-redirect'));
  assert(banks.every(({ id }) => id.startsWith('sim-') && id !== 'sim-errors'));
});

test('marks the banks that are reported down', async () => {
  sandbox.control.banks.setDown('sim-redirect', true);
  const banks = await newProvider(sandbox.apiOrigin).banks(context());
  sandbox.control.banks.setDown('sim-redirect', false);
  assert.equal(banks.find(({ id }) => id === 'sim-redirect')?.down, true);
  assert.equal(banks.find(({ id }) => id === 'sim-multi-redirect')?.down, undefined);
});

test('counts every bank as up when there is no report', async () => {
  sandbox.control.faults.add({ path: '/reports/banks/status', error: { status: 'UNIMPLEMENTED' } });
  const banks = await newProvider(sandbox.apiOrigin).banks(context());
  assert(banks.length > 200 && banks.every(({ down }) => down === undefined));
});

test('ends when the list claims to be endless', async () => {
  const bank = { id: 'b', name: 'B', countries: ['DE'] };
  sandbox.control.faults.add({ ...page({ banks: [bank], paging: { pageCount: 1e9 } }), times: 'always' });
  await assert.rejects(newProvider(sandbox.apiOrigin).banks(context()), { code: 'bad_provider_answer' });
});

test('takes an empty page for the end', async () => {
  sandbox.control.faults.add({ ...page({ paging: { page: 1, pageCount: 50 } }), times: 'always' });
  assert.deepEqual(await newProvider(sandbox.apiOrigin).banks(context()), []);
});

test('refuses a page of which no bank can be read', async () => {
  sandbox.control.faults.add(page({ banks: [{ name: 7 }, 'bank', null] }));
  await assert.rejects(newProvider(sandbox.apiOrigin).banks(context()), { code: 'bad_provider_answer' });
});

test('leaves a faulty bank out and keeps the others', async () => {
  sandbox.control.faults.add(
    page({
      banks: [
        { id: 'x', name: 'X', countries: 'DE' },
        { id: 'y', name: 'Y', country: 'de' },
      ],
    }),
  );
  const banks = await newProvider(sandbox.apiOrigin).banks(context());
  assert.deepEqual(
    banks.map(({ id, countries }) => [id, ...countries]),
    [['y', 'DE']],
  );
});

const bank = { id: 'iron', name: 'Iron Bank', countries: ['GB'] };

test('reads the declared fields as a list and as a wrapped list', () => {
  const fields = [{ id: 'clientId', displayName: 'Client ID', password: true, options: ['SMS', 'Phone Call'] }];
  for (const credentialFields of [fields, { fields }]) {
    assert.deepEqual(toBank({ ...bank, credentialFields }, 'production')?.data['credentialFields'], fields);
  }
  assert.deepEqual(toBank({ ...bank, credentialFields: {} }, 'production')?.data['credentialFields'], []);
});

for (const [paths, expected] of [
  [['access_body.instructions.source.account_identifier'], ['iban']],
  [['access_body.resource_type_list.source.account_identifier.iban.iban'], ['iban']],
  [['access_body.resource_type_list.source.currency'], ['currency']],
  [
    ['access_body.instructions.source.currency', 'access_body.instructions.source.iban'],
    ['iban', 'currency'],
  ],
  [['ref_id', 'to.id', 'access_body.instructions.source.bic'], []],
] as const) {
  test(`asks for ${expected.join(' and ') || 'nothing'} when ${paths.join(', ')} is mandatory`, () => {
    for (const access of [{ fields: paths }, { domestic: { fields: paths } }, { international: { fields: paths } }]) {
      const data = BankData.parse(toBank({ ...bank, mandatoryFields: { access } }, 'production')?.data);
      assert.deepEqual(data.mandatory, expected);
    }
  });
}

test('asks for nothing that only payments need', () => {
  const mandatoryFields = { transfer: { domestic: { fields: ['transfer_body.instructions.source.iban'] } } };
  assert.deepEqual(toBank({ ...bank, mandatoryFields }, 'production')?.data['mandatory'], []);
});

for (const [what, wire] of [
  ['no country', { id: 'a', name: 'A' }],
  ['a country that is none', { id: 'a', name: 'A', countries: ['Germany'] }],
  ['a name of invisible characters', { id: 'a', name: '\u200b\u202e', countries: ['DE'] }],
  ['no account information', { ...bank, supportsAccountInformation: false }],
  ['no id', { name: 'A', countries: ['DE'] }],
] as const) {
  test(`leaves a bank with ${what} out`, () => assert.equal(toBank(wire, 'production'), undefined));
}

test('keeps nothing of a logo address, BIC or country that is malformed', () => {
  const wire = { ...bank, bic: 'nonsense', logoUri: 'javascript:alert(1)', countries: ['gb', 'GB', 'UK1'] };
  assert.deepEqual(toBank(wire, 'production'), {
    id: 'iron',
    name: 'Iron Bank',
    countries: ['GB'],
    data: { credentialFields: [], mandatory: [] },
  });
});
