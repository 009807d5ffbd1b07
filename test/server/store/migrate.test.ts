import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Kysely } from 'kysely';
import type { Engine } from '../../../server/store/engine.js';
import { migrateToLatest, migrations } from '../../../server/store/migrate.js';
import type { StoreOptions } from '../../../server/store/open-store.js';
import { openPostgres } from '../../../server/store/postgres.js';
import { openSqlite } from '../../../server/store/sqlite.js';
import { onEachEngine } from '../../support/engines.js';
import { aStoredSession } from './fixtures.js';
import { isThereOnce } from './migrate-kit.js';

const openEngine = (database: StoreOptions['engine']): Engine =>
  database.kind === 'sqlite' ? openSqlite(database.path) : openPostgres(database);

onEachEngine('the schema', (engine) => {
  const nextRelease = {
    ...migrations,
    '999-next-release': {
      up: (db: Kysely<unknown>) => db.schema.alterTable('sessions').addColumn('added_later', 'text').execute(),
    },
  };

  isThereOnce(engine, 2);

  it('lets stores of one process open at the same time', async () => {
    const database = await engine.bareDatabase();
    await Promise.all([1, 2, 3].map(() => engine.open({ engine: database })));
  });

  it('serves the release before after the next one has migrated it', async () => {
    const database = await engine.bareDatabase();
    const newer = openEngine(database);
    await newer.migrate((db) => migrateToLatest(db, nextRelease));
    await newer.close();
    const { sessions } = await engine.open({ engine: database });
    await sessions.insert(aStoredSession());
    assert.ok(await sessions.find('session-1'));
  });

  it('stays as it was when a migration fails half way', async () => {
    const database = await engine.bareDatabase();
    await engine.open({ engine: database });
    const newer = openEngine(database);
    const broken = {
      ...nextRelease,
      '999-next-release': {
        async up(db: Kysely<unknown>) {
          await nextRelease['999-next-release'].up(db);
          throw new Error('half way');
        },
      },
    };
    const failed = newer.migrate((db) => migrateToLatest(db, broken));
    await assert.rejects(
      failed,
      (error: Error) => error.name === 'StoreError' && String(error.cause).includes('half way'),
    );
    await newer.migrate((db) => migrateToLatest(db, nextRelease));
    await newer.close();
  });

  it('names the fault when the database belongs to another line of releases', async () => {
    const database = await engine.bareDatabase();
    const other = openEngine(database);
    await other.migrate((db) => migrateToLatest(db, { '000-foreign': { up: () => Promise.resolve() } }));
    await other.close();
    await assert.rejects(engine.open({ engine: database }), { name: 'StoreError', code: 'failed' });
  });
});
