import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { toBank } from '../../../../server/providers/moneyhub/banks.js';
import { json, startScriptedServer } from '../../lib/scripted-server.js';
import { context, mockBank, newProvider, startSandbox } from './kit.js';

const identityUrl = 'https://identity.moneyhub.co.uk';
const entry = {
  id: mockBank,
  name: 'A Bank',
  bankRef: 'a-bank',
  iconUrl: `${identityUrl}/bank-icons/a-bank`,
  country: 'GB',
  type: 'api',
  status: { sync: 'AVAILABLE', auth: 'AVAILABLE' },
};
const read = (changes: Readonly<Record<string, unknown>>) =>
  toBank({ ...entry, ...changes }, identityUrl, 'production');

describe('a bank of the list', () => {
  test('has name, country and logo', () => {
    const { data, ...bank } = read({}) ?? {};
    assert.deepEqual(bank, { id: mockBank, name: 'A Bank', countries: ['GB'], logoUrl: entry.iconUrl });
    assert.deepEqual(data, {});
  });
  const availability = [
    [{ sync: 'AVAILABLE', auth: 'AVAILABLE' }, undefined],
    [{ sync: 'PARTIALLY_AVAILABLE', auth: 'PARTIALLY_AVAILABLE' }, undefined],
    [{ sync: 'AVAILABLE', auth: 'TEMPORARILY_UNAVAILABLE' }, true],
    [{ sync: 'TEMPORARILY_UNAVAILABLE', auth: 'AVAILABLE' }, true],
    [{ sync: 'AVAILABLE', auth: 'PERMANENTLY_UNAVAILABLE' }, true],
    [{ sync: 'SOMETHING_NEW', auth: 'AVAILABLE' }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ] as const;
  for (const [status, down] of availability) {
    test(`${JSON.stringify(status)} is ${down ? 'down' : 'up'}`, () => assert.equal(read({ status })?.down, down));
  }
  test('of an unknown type is a bank like any other; what values houses and cars is none', () => {
    assert.ok(read({ type: 'something-new' }));
    assert.ok(read({ type: undefined }));
    for (const type of ['zoopla', 'mouseprice', 'autotrader']) assert.equal(read({ type }), undefined);
  });
  test('without a country is British, and so is one of the UK', () => {
    for (const country of [undefined, null, '', 'UK', 'gb']) assert.deepEqual(read({ country })?.countries, ['GB']);
    assert.deepEqual(read({ country: 'IE' })?.countries, ['IE']);
    assert.equal(read({ country: 'Great Britain' }), undefined);
  });
  test('has the icon of its reference when its own address is unsafe or missing', () => {
    const fallback = `${identityUrl}/bank-icons/a-bank`;
    for (const iconUrl of ['javascript:alert(1)', 'http://identity.moneyhub.co.uk/x', '//evil', null, undefined]) {
      assert.equal(read({ iconUrl })?.logoUrl, fallback);
    }
    assert.equal(read({ iconUrl: null, bankRef: '../x' })?.logoUrl, `${identityUrl}/bank-icons/..%2Fx`);
    assert.equal(read({ iconUrl: null, bankRef: undefined })?.logoUrl, undefined);
  });
  test('has a name that is fit to be shown, or is left out', () => {
    assert.equal(read({ name: 'Bank\u202e\u0000 of\nX' })?.name, 'Bank of X');
    assert.equal(read({ name: '\u200b' }), undefined);
  });
  test('of another shape is left out', () => {
    for (const changes of [{ id: 7 }, { id: '../x' }, { id: '' }, { name: null }])
      assert.equal(read(changes), undefined);
    for (const odd of [null, 'x', [], 7]) assert.equal(toBank(odd, identityUrl, 'production'), undefined);
  });
});

describe('the list', () => {
  test('of the sandbox has its banks, the closed one marked as down, no prices of houses', async () => {
    const sandbox = await startSandbox();
    after(() => sandbox.close());
    const banks = await newProvider(sandbox.apiOrigin).banks(context());
    assert.ok(banks.some(({ id }) => id === mockBank));
    assert.equal(banks.find(({ name }) => name === 'Test Bank Closed')?.down, true);
    assert.ok(!banks.some(({ name }) => name === 'House Prices'));
    const api = await newProvider(sandbox.apiOrigin, { bankList: 'test' }).banks(context());
    assert.deepEqual(
      api.map(({ id }) => id),
      [mockBank],
    );
  });

  const lists: readonly (readonly [string, unknown, number | string])[] = [
    ['with a faulty bank has the others', [entry, { id: 1 }], 1],
    ['that names a bank twice has it once', [entry, { ...entry, name: 'Again' }], 1],
    ['that is empty is empty', [], 0],
    ['of faulty banks only is faulty', [{ id: 1 }, null], 'bad_provider_answer'],
    ['that is wrapped is not what was documented', { data: [entry] }, 'bad_provider_answer'],
    ['that is no JSON is faulty', '[', 'bad_provider_answer'],
  ];
  for (const [what, body, result] of lists) {
    test(what, async () => {
      const server = await startScriptedServer((_request, response) => json(response, body));
      const banks = newProvider(server.origin).banks(context());
      if (typeof result === 'string') await assert.rejects(banks, { code: result });
      else assert.equal((await banks).length, result);
      assert.equal(server.requests[0]?.url, '/oidc/.well-known/all-connections');
      assert.equal(server.requests[0]?.headers.authorization, undefined);
      await server.close();
    });
  }
});
