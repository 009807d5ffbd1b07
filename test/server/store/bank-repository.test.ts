import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ProviderBank } from '../../../server/providers/provider-data.js';
import { onEachEngine, tamper } from '../../support/engines.js';

const aBank = (id: string): ProviderBank => ({ id, name: `Bänk ${id} 🏦`, countries: ['DE'], data: { fields: [] } });

onEachEngine('the bank lists and logos', (engine) => {
  it('keeps the last list of each provider', async () => {
    const { banks } = await engine.open();
    assert.equal(await banks.read('token-io'), undefined);
    await banks.write('token-io', [aBank('a')], 1_795_000_000_000);
    await banks.write('other', [], 1);
    await banks.write('token-io', [aBank('b'), aBank('c')], 1_795_000_000_001);
    assert.deepEqual(await banks.read('token-io'), { banks: [aBank('b'), aBank('c')], fetchedAt: 1_795_000_000_001 });
    assert.deepEqual(await banks.read('other'), { banks: [], fetchedAt: 1 });
  });

  it('keeps everything that a bank can say', async () => {
    const { banks } = await engine.open();
    const full: Required<ProviderBank> = {
      ...aBank('full'),
      bic: 'TESTDEFFXXX',
      logoUrl: 'https://p.example/full.png',
      down: true,
      accounts: false,
      payments: false,
      data: { paying: { rails: ['SEPA'] } },
    };
    await banks.write('token-io', [full], 1);
    assert.deepEqual((await banks.read('token-io'))?.banks, [full]);
  });

  it('has no list where another release left one in another shape', async () => {
    const database = await engine.newDatabase();
    const { banks } = await engine.open({ engine: database });
    await tamper(database, `insert into bank_snapshots values ('token-io', '[{"id":"a","label":"A"}]', 1)`);
    assert.equal(await banks.read('token-io'), undefined);
  });

  it('keeps the last picture under each key, byte for byte', async () => {
    const { logos } = await engine.open();
    const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
    assert.equal(await logos.read('key'), undefined);
    await logos.write('key', 'image/gif', new Uint8Array(), 1);
    await logos.write('key', 'image/png', everyByte, 2);
    assert.deepEqual(await logos.read('key'), { mediaType: 'image/png', bytes: everyByte, fetchedAt: 2 });
  });
});
