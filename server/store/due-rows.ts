import { sql, type Selectable } from 'kysely';
import type { Engine } from './engine.js';
import type { Schema } from './schema.js';

/** Told of a row that is passed over because it cannot be opened. */
export type OnUnreadable = (row: { readonly table: string; readonly id: string; readonly cause: unknown }) => void;

/** The columns that say when a row wants attention. */
interface DueColumns {
  readonly sessions: 'wake_at';
  readonly connections: 'revoke_at' | 'notice_at';
  readonly payments: 'look_at';
}

/**
 * Takes the rows that are due, earliest first, and makes them due again after the lease, in one statement: each row goes to
 * one caller only, also across instances.
 */
export async function claimDue<Table extends keyof DueColumns>(
  { db, skipsLockedRows }: Engine,
  table: Table,
  column: DueColumns[Table],
  { at, leaseMs, limit }: { readonly at: number; readonly leaseMs: number; readonly limit: number },
): Promise<readonly Selectable<Schema[Table]>[]> {
  const locking = skipsLockedRows ? sql`for update skip locked` : sql``;
  const { rows } = await sql<Selectable<Schema[Table]>>`
    with due as (
      select id from ${sql.table(table)} where ${sql.ref(column)} <= ${at} order by ${sql.ref(column)} limit ${limit} ${locking}
    )
    update ${sql.table(table)} set ${sql.ref(column)} = ${at + leaseMs} where id in (select id from due) returning *
  `.execute(db);
  return rows;
}

/** Opens what can be opened: one damaged row does not keep the others waiting. */
export async function openRows<Row extends { readonly id: string }, Opened>(
  table: string,
  rows: readonly Row[],
  open: (row: Row) => Promise<Opened>,
  onUnreadable: OnUnreadable,
): Promise<readonly Opened[]> {
  const opened = await Promise.allSettled(rows.map(open));
  return opened.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [result.value];
    onUnreadable({ table, id: rows[index]?.id ?? '', cause: result.reason });
    return [];
  });
}
