import type { Kysely, Selectable } from 'kysely';
import { StoredRegistration } from '../registration/stored-registration.js';
import type { RegistrationTable, Schema } from './schema.js';
import type { RegistrationRepository } from './repositories.js';
import type { Vault } from './store.js';

type Row = Selectable<RegistrationTable>;

export const registrationContext = (row: Pick<Row, 'id' | 'version'>): string =>
  `registration/${row.id}/${row.version}`;

export function createRegistrationRepository(db: Kysely<Schema>, vault: Vault): RegistrationRepository {
  const seal = async (stored: StoredRegistration): Promise<Row> => ({
    id: stored.id,
    version: stored.version,
    key_id: vault.writingKeyId,
    sealed: await vault.seal(stored, registrationContext(stored)),
  });

  return {
    async find(id) {
      const row = await db.selectFrom('registrations').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined
        ? undefined
        : StoredRegistration.parse(await vault.open(row.sealed, registrationContext(row)));
    },

    async insert(stored) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('registrations')
        .values(await seal(stored))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    async replace(next) {
      const { numUpdatedRows } = await db
        .updateTable('registrations')
        .set(await seal(next))
        .where('id', '=', next.id)
        .where('version', '=', next.version - 1)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async delete(id, version) {
      const { numDeletedRows } = await db
        .deleteFrom('registrations')
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}
