import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { PNG } from 'pngjs';

import { at, call, MEMBER_ID, startSandbox } from './tpp.js';

const sandbox = await startSandbox();
after(() => sandbox.close());

type Wire = Record<string, unknown>;
const list = async (query: string): Promise<readonly Wire[]> => {
  const { json } = await call(sandbox, `/banks?${query}`);
  return (at(json, 'banks') ?? []) as readonly Wire[];
};
const everything = async (): Promise<readonly Wire[]> => {
  const banks: Wire[] = [];
  for (let page = 1; ; page += 1) {
    const next = await list(`page=${page}`);
    if (next.length === 0) return banks;
    banks.push(...next);
  }
};
const banks = await everything();
const names = (found: readonly Wire[]): readonly string[] => found.map((bank) => String(bank['name']));

describe('the list of banks', () => {
  test('has several hundred banks of ten countries, all distinct', async () => {
    assert.ok(banks.length > 450);
    for (const field of ['id', 'name', 'bic'])
      assert.equal(new Set(banks.map((bank) => bank[field])).size, banks.length);
    const countries = ['AT', 'CZ', 'DE', 'ES', 'FR', 'GB', 'IT', 'NL', 'PL', 'SE'];
    for (const path of ['/bank/countries', '/banks/countries']) {
      assert.deepEqual((await call(sandbox, path)).json, { countries });
    }
  });
  test('comes in pages that say how many there are', async () => {
    const { json } = await call(sandbox, `/banks?page=2&perPage=100&memberId=${MEMBER_ID}`);
    const pageCount = Math.ceil(banks.length / 100);
    assert.deepEqual(at(json, 'paging'), { page: 2, perPage: 100, pageCount, totalCount: banks.length });
    assert.equal(at(json, 'banks.length'), 100);
  });
  test('leaves an empty list out, as proto3 JSON does', async () => {
    const { text } = await call(sandbox, '/banks?search=nosuchbank');
    assert.equal(text, '{"paging":{"page":1,"perPage":200}}');
  });
  test('has long names, diacritics and groups', () => {
    assert.ok(names(banks).some((name) => name.length > 80));
    assert.ok(names(banks).some((name) => /[łążř]/.test(name)));
    assert.ok(new Set(banks.map((bank) => bank['bankGroup'])).size < banks.length / 3);
  });
  test('uses both shapes of credentialFields, of mandatoryFields and of maintenanceWindow', () => {
    const shapes = (path: string): ReadonlySet<string> =>
      new Set(
        banks.flatMap((bank) => {
          const value = at(bank, path);
          if (typeof value !== 'object' || value === null) return [];
          return [Array.isArray(value) ? 'array' : Object.keys(value).join()];
        }),
      );
    assert.deepEqual(shapes('credentialFields'), new Set(['array', 'fields']));
    assert.deepEqual(shapes('mandatoryFields.access'), new Set(['fields', 'domestic']));
    assert.equal(shapes('maintenanceWindow').size, 2);
  });
  test('leaves false out', () => {
    const without = banks.filter((bank) => !('supportsAccountInformation' in bank));
    assert.ok(without.length > 10);
    assert.ok(banks.every((bank) => bank['supportsAccountInformation'] !== false));
  });
});

describe('the list is filtered', () => {
  const filters: Record<string, readonly [query: string, expected: (bank: Wire) => boolean]> = {
    'by several countries': [
      'countries=SE&countries=CZ',
      ({ countries }) => Array.isArray(countries) && (countries.includes('SE') || countries.includes('CZ')),
    ],
    'by the legacy country': ['country=NL', ({ countries }) => Array.isArray(countries) && countries.includes('NL')],
    'by ids in any case': ['ids=SIM-REDIRECT&ids=sim-image', ({ id }) => id === 'sim-redirect' || id === 'sim-image'],
    'by a part of the name': ['search=test%20bank%20pass', ({ name }) => String(name).startsWith('Test Bank Pass')],
    'by provider': ['providers=STET', ({ provider }) => provider === 'STET'],
    'by group': ['bankGroup=Landbank', ({ bankGroup }) => bankGroup === 'Landbank'],
    'by a feature that is there': [
      'bank_features.supports_account_information.value=true',
      ({ supportsAccountInformation }) => supportsAccountInformation === true,
    ],
    'by a feature that is not, in the other spelling': [
      'bank_features.supportsBalance=false',
      ({ supportsBalance }) => supportsBalance === undefined,
    ],
  };
  for (const [name, [query, expected]] of Object.entries(filters)) {
    test(name, async () => {
      const { json } = await call(sandbox, `/banks?${query}`);
      const found = at(json, 'banks') as readonly Wire[];
      const wanted = banks.filter(expected).length;
      assert.ok(wanted > 0 && wanted < banks.length);
      assert.equal(at(json, 'paging.totalCount'), wanted);
      assert.ok(found.every(expected));
    });
  }
  test('by BIC and by German bank code', async () => {
    const german = banks.find((bank) => bank['identifier'] !== undefined);
    assert.deepEqual(names(await list(`bics=${String(german?.['bic']).toLowerCase()}`)), [german?.['name']]);
    assert.ok(names(await list(`bankCode=${String(german?.['bic']).slice(0, 8)}`)).includes(String(german?.['name'])));
    const sharing = await list(`bankCode=${String(german?.['identifier'])}`);
    assert.ok(sharing.length > 1, 'an identifier is not unique');
  });
  test('and sorted by name, country or rank', async () => {
    const byName = names(await list('perPage=50'));
    assert.deepEqual(
      byName,
      [...byName].sort((one, other) => one.localeCompare(other)),
    );
    assert.equal(at((await list('sort=country&perPage=1'))[0], 'countries.0'), 'AT');
    assert.equal((await list('sort=rank&perPage=1'))[0]?.['id'], 'sim-redirect');
  });
});

describe('the list refuses', () => {
  for (const query of [
    'perPage=201',
    'page=0',
    'page=x',
    'sort=colour',
    'countries=de',
    'memberId=m:nobody:5zKtXEAq',
    'bank_features.supports_magic.value=true',
    'bank_features.supports_balance.value=yes',
  ]) {
    test(query, async () => {
      assert.equal((await call(sandbox, `/banks?${query}`)).headers.get('token-error'), 'INVALID_ARGUMENT');
    });
  }
});

describe('the status report', () => {
  test('knows every bank and says which are down', async () => {
    const { json } = await call(sandbox, '/reports/banks/status');
    const statuses = at(json, 'banksStatus') as readonly Wire[];
    assert.equal(statuses.length, banks.length);
    assert.ok(statuses.filter(({ aisStatus }) => aisStatus === 'DOWN').length > 5);
  });
  test('follows the control', async () => {
    const status = async (): Promise<unknown> =>
      at((await call(sandbox, '/reports/banks/sim-redirect/status')).json, 'bankStatus.aisStatus');
    assert.equal(await status(), 'LIVE');
    sandbox.control.banks.setDown('sim-redirect', true);
    assert.equal(await status(), 'DOWN');
  });
});

describe('the logos', () => {
  const fetchLogo = (id: string, suffix = ''): Promise<Response> =>
    fetch(`${sandbox.apiOrigin}/logos/${id}${suffix}.png`);
  test('are squares of 128 pixels that differ from bank to bank', async () => {
    const one = Buffer.from(await (await fetchLogo('sim-redirect')).arrayBuffer());
    const again = Buffer.from(await (await fetchLogo('sim-redirect')).arrayBuffer());
    const other = Buffer.from(await (await fetchLogo('sim-image')).arrayBuffer());
    assert.deepEqual([PNG.sync.read(one).width, PNG.sync.read(one).height], [128, 128]);
    assert.ok(one.equals(again) && !one.equals(other) && one.length < 64 * 1024);
  });
  test('have a wide form', async () => {
    const wide = PNG.sync.read(Buffer.from(await (await fetchLogo('sim-redirect', '-full')).arrayBuffer()));
    assert.ok(wide.width > 2 * wide.height);
  });
  test('are sometimes what nobody should show', async () => {
    const answers = await Promise.all(
      banks
        .filter((bank) => String(bank['id']).startsWith('ngp-se-'))
        .map(async (bank) => {
          const response = await fetchLogo(String(bank['id']));
          const body = Buffer.from(await response.arrayBuffer());
          const png = body.subarray(1, 4).toString() === 'PNG';
          return `${response.status} ${png ? 'png' : 'other'} ${body.length > 512_000 ? 'huge' : body.length < 50 ? 'stub' : ''}`;
        }),
    );
    const kinds = new Set(answers);
    assert.deepEqual(kinds, new Set(['200 png ', '404 other ', '200 other ', '200 png stub', '200 png huge']));
  });
});
