import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import pg from 'pg';
import type { StoreOptions } from '../../../server/store/open-store.js';
import { newVault, onEachEngine, tamper } from '../../support/engines.js';
import { aConnection, aRegistration, aStoredSession, anAccount, bank, next } from './fixtures.js';

const canary = 'canary-7f3a91d2c4';

/** The canary as it could hide in a dump. Base64 has three alignments; the characters at the edges depend on the neighbours. */
function encodings(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const aligned = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const texts = [
    secret,
    secret.toUpperCase(),
    Array.from(secret).reverse().join(''),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(secret).replaceAll('-', '%2D'),
    Array.from(secret)
      .map((character) => `\\u00${character.charCodeAt(0).toString(16)}`)
      .join(''),
    ...aligned,
    ...aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(secret, 'utf16le').swap16(),
  ];
}

/** Everything that an operator with a copy of the database sees. */
async function dump(database: StoreOptions['engine']): Promise<Buffer> {
  if (database.kind === 'sqlite') {
    const folder = dirname(database.path);
    const files = await readdir(folder);
    return Buffer.concat(await Promise.all(files.map((file) => readFile(join(folder, file)))));
  }
  const client = new pg.Client({ connectionString: database.url.reveal() });
  await client.connect();
  const tables = ['sessions', 'connections', 'registrations', 'webhook_events', 'payments', 'bank_snapshots', 'logos'];
  const results = [];
  for (const table of tables) results.push(await client.query<Record<string, unknown>>(`select * from ${table}`));
  await client.end();
  return Buffer.from(results.map(({ rows }) => JSON.stringify(rows)).join());
}

onEachEngine('what is at rest', (engine) => {
  it('holds nothing personal in any encoding', async () => {
    const database = await engine.newDatabase();
    const { sessions, registrations } = await engine.open({ engine: database });
    const first = aStoredSession({
      params: { ...aStoredSession().session.params, reference: canary, psuId: canary, purpose: canary },
      callback: { provider: 'token-io', correlationId: canary },
      wakeAt: 1,
      state: {
        status: 'processing',
        bank: { ...bank, name: canary },
        operation: {
          kind: 'callback',
          tries: 0,
          flow: { correlationId: canary, data: { code: canary } },
          query: canary,
          receivedAt: 1,
        },
      },
    });
    await sessions.insert(first);
    await sessions.replace(next(first), {
      connection: aConnection({
        grant: { data: { [canary]: canary } },
        accounts: [{ ...anAccount, account: { ...anAccount.account, holder: canary, name: canary } }],
      }),
    });

    await registrations.insert(
      aRegistration({
        state: {
          status: 'registered',
          since: 1_000,
          client: { clientId: canary, clientSecret: canary, metadata: { redirectUris: [canary] } },
          changes: [],
        },
      }),
    );

    const bytes = await dump(database);
    assert.ok(bytes.includes('session-1'), 'the dump shows the rows');
    const found = encodings(canary).filter((encoded) => bytes.includes(encoded));
    assert.deepEqual(found.map(String), []);
  });

  it('does not open under another id, merchant, version or token', async () => {
    const database = await engine.newDatabase();
    const vault = await newVault();
    const { sessions, connections, registrations } = await engine.open({ engine: database, vault });
    const [mine, foreign] = [aStoredSession(), aStoredSession({ id: 'session-2', merchantId: 'other' })];
    for (const stored of [mine, foreign]) await sessions.insert(stored);
    await sessions.replace(next(mine), { connection: aConnection() });
    await sessions.replace(next(foreign), { connection: aConnection({ id: 'connection-2' }) });
    const run = (statement: string) => tamper(database, statement);
    const unreadable = { name: 'StoreError', code: 'unreadable' };

    await run(
      `update sessions set sealed = (select sealed from sessions where id = 'session-1') where id = 'session-2'`,
    );
    await assert.rejects(sessions.find('session-2'), unreadable);

    await run(`update sessions set version = 1 where id = 'session-1'`);
    await assert.rejects(sessions.find('session-1'), unreadable);
    await run(`update sessions set version = 2, token_hash = 'stolen' where id = 'session-1'`);
    await assert.rejects(sessions.findByTokenHash('stolen'), unreadable);

    await run(`update connections set merchant_id = 'other' where id = 'connection-1'`);
    await assert.rejects(connections.find('other', 'connection-1'), unreadable);
    await run(`update connections set sealed = substr(sealed, 1, 100) where id = 'connection-2'`);
    await assert.rejects(connections.find('shop', 'connection-2'), unreadable);

    await registrations.insert(aRegistration());
    await registrations.insert(aRegistration({ id: 'other-bank' }));
    await run(
      `update registrations set sealed = (select sealed from registrations where id = 'some-bank') where id = 'other-bank'`,
    );
    await assert.rejects(registrations.find('other-bank'), unreadable);
    await run(`update registrations set version = 2 where id = 'some-bank'`);
    await assert.rejects(registrations.find('some-bank'), unreadable);
  });

  it('passes over a due session that does not open, and reports its id', async () => {
    const database = await engine.newDatabase();
    const vault = await newVault();
    const reported: string[] = [];
    const { sessions } = await engine.open({ engine: database, vault, onUnreadable: ({ id }) => reported.push(id) });
    for (const id of ['good', 'damaged']) await sessions.insert(aStoredSession({ id, wakeAt: 1 }));
    await tamper(database, `update sessions set sealed = 'x' where id = 'damaged'`);
    const claimed = await sessions.claimDue(10, 1_000, 10);
    assert.deepEqual(
      claimed.map(({ session }) => session.id),
      ['good'],
    );
    assert.deepEqual(reported, ['damaged']);
  });
});
