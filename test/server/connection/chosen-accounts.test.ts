import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createConnectionService } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import type { AgreeAutofill } from '../../../server/contract/accounts.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import type { ProviderAccount } from '../../../server/providers/provider-data.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { newVault, onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { ScriptedProvider } from '../../support/scripted-provider.js';
import { aConnection, anAccount, aStoredSession, next } from '../store/fixtures.js';

const context: CallContext = { signal: new AbortController().signal, traceId: 'trace-1' };
const now = Date.parse('2026-01-02T12:00:00.000Z');
const theirs: ProviderAccount = {
  ...anAccount.account,
  holder: 'Ada Lovelace',
  bic: 'IRONDEFF',
  identifiers: [
    { scheme: 'iban', iban: 'DE89370400440532013000' },
    { scheme: 'sort_code', sortCode: '040004', accountNumber: '12345678' },
  ],
};
const other: ProviderAccount = {
  ...theirs,
  id: 'provider-account-2',
  name: 'Private',
  identifiers: [{ scheme: 'iban', iban: 'DE02120300000000202051' }],
};
const agreement: AgreeAutofill = {
  fields: ['holder', 'iban'],
  text: 'Shop gets the holder and the IBAN.',
  locale: 'en',
};

onEachEngine('a connection to chosen accounts', (engine) => {
  async function arrange(connection: Partial<StoredConnection['connection']> = { accountIds: ['account-1'] }) {
    const store = await engine.open();
    const session = aStoredSession();
    await store.sessions.insert(session);
    const chosen = aConnection({ accounts: [{ ...anAccount, account: theirs }] });
    const scopes = ['accounts', 'balances', 'transactions'] as const;
    await store.sessions.replace(next(session), {
      connection: { ...chosen, connection: { ...chosen.connection, scopes: [...scopes], ...connection } },
    });
    const provider = new ScriptedProvider('token-io', { revocation: true });
    const time = new ManualTime(now);
    const log: unknown[] = [];
    const write = (...line: unknown[]): void => void log.push(line);
    let ids = 0;
    const service = createConnectionService({
      store,
      vault: await newVault(),
      spool: createMemorySpool(),
      instance: 'node-1',
      providers: new Map([[provider.id, provider]]),
      now: () => time.now,
      schedule: time.schedule,
      randomId: () => `new-${(ids += 1)}`,
      logger: { info: write, warn: write, error: write },
    });
    const stored = () => store.connections.find('shop', 'connection-1');
    return { service, provider, stored, log };
  }

  it('lists and reads no other account, whatever the provider lists', async () => {
    const { service, provider, stored } = await arrange();
    provider.expect('accounts', () => [other, theirs]).expect('accounts', () => [other, theirs]);
    const { accounts } = await service.accounts('shop', 'connection-1', context);
    assert.deepEqual(
      accounts.map(({ id, name }) => [id, name]),
      [['account-1', 'Everyday']],
    );
    assert.equal((await service.account('shop', 'connection-1', 'account-1', context)).holder, 'Ada Lovelace');
    await assert.rejects(service.balances('shop', 'connection-1', 'new-1', context), { code: 'not_found' });
    await assert.rejects(service.transactions('shop', 'connection-1', 'new-1', {}, context), { code: 'not_found' });
    assert.ok(!JSON.stringify(await stored()).includes('Private'), 'what was not chosen is not kept');
    provider.verify();
  });

  it('keeps the id of a chosen account that is away for a while', async () => {
    const { service, provider } = await arrange();
    provider.expect('accounts', () => [other]).expect('accounts', () => [theirs]);
    assert.deepEqual((await service.accounts('shop', 'connection-1', context)).accounts, []);
    const { accounts } = await service.accounts('shop', 'connection-1', context);
    assert.deepEqual(
      accounts.map(({ id }) => id),
      ['account-1'],
    );
  });

  it('that was never limited learns of new accounts', async () => {
    const { service, provider } = await arrange({});
    provider.expect('accounts', () => [theirs, other]);
    assert.equal((await service.accounts('shop', 'connection-1', context)).accounts.length, 2);
  });

  it('gives away exactly the details that were agreed to, once that is written down', async () => {
    const { service, stored, provider, log } = await arrange();
    const details = await service.disclose('shop', 'connection-1', 'account-1', agreement);
    assert.deepEqual(details, { holder: 'Ada Lovelace', iban: 'DE89370400440532013000' });
    const uk = { ...agreement, fields: ['sortCode', 'accountNumber', 'bic'] as AgreeAutofill['fields'] };
    assert.deepEqual(await service.disclose('shop', 'connection-1', 'account-1', uk), {
      sortCode: '040004',
      accountNumber: '12345678',
      bic: 'IRONDEFF',
    });
    const agreedAt = new Date(now).toISOString();
    assert.deepEqual((await stored())?.connection.disclosures, [
      { accountId: 'account-1', ...agreement, agreedAt },
      { accountId: 'account-1', ...uk, agreedAt },
    ]);
    assert.deepEqual((await service.get('shop', 'connection-1')).disclosures?.length, 2);
    assert.ok(!JSON.stringify(log).includes('Ada'));
    provider.verify();
  });

  it('writes the same agreement down once, and takes ten at most', async () => {
    const { service, stored } = await arrange();
    const disclose = (text: string) => service.disclose('shop', 'connection-1', 'account-1', { ...agreement, text });
    await disclose('0');
    await disclose('0');
    for (let index = 1; index < 10; index += 1) await disclose(String(index));
    await assert.rejects(disclose('once more'), { code: 'too_many_attempts' });
    await disclose('3');
    assert.equal((await stored())?.connection.disclosures?.length, 10);
  });

  it('gives nothing of other accounts, of other merchants, or of an ended consent', async () => {
    const { service, provider, stored } = await arrange();
    const refused = (merchant: string, account: string, code: string) =>
      assert.rejects(service.disclose(merchant, 'connection-1', account, agreement), { code });
    await refused('other', 'account-1', 'not_found');
    await refused('shop', 'account-2', 'not_found');
    assert.equal((await stored())?.connection.disclosures, undefined);
    provider.expect('revoke', () => {
      throw new Error('down');
    });
    await service.remove('shop', 'connection-1', context);
    await refused('shop', 'account-1', 'connection_revoked');
  });
});
