import { sql } from 'kysely';
import type { Engine } from './engine.js';
import type { BudgetRepository } from './repositories.js';

const dayMs = 86_400_000;
/** A place that looks free and cannot be taken is being taken by somebody else at this moment. */
const maxTries = 3;
const soonMs = 1_000;

export function createBudgetRepository({ db, nowMs, skipsLockedRows }: Engine): BudgetRepository {
  const locking = skipsLockedRows ? sql`for update skip locked` : sql``;
  const placesOf = (connectionId: string, endpoint: string, perDay: number) =>
    sql`connection_id = ${connectionId} and endpoint = ${endpoint} and place < ${perDay}`;

  /** One statement: each place goes to one caller only, also across instances. */
  async function takeFreePlace(connectionId: string, endpoint: string, perDay: number): Promise<boolean> {
    const { rows } = await sql`
      with free as (
        select place from unattended_calls
        where ${placesOf(connectionId, endpoint, perDay)} and taken_at <= ${nowMs} - ${dayMs}
        order by place limit 1 ${locking}
      )
      update unattended_calls set taken_at = ${nowMs}
      where connection_id = ${connectionId} and endpoint = ${endpoint} and place in (select place from free)
      returning place
    `.execute(db);
    return rows.length === 1;
  }

  async function addPlaces(connectionId: string, endpoint: string, perDay: number): Promise<void> {
    const places = Array.from({ length: perDay }, (_, place) => ({
      connection_id: connectionId,
      endpoint,
      place,
      taken_at: 0,
    }));
    await db
      .insertInto('unattended_calls')
      .values(places)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** How many places there are, and how long the first of them is taken. */
  async function look(connectionId: string, endpoint: string, perDay: number) {
    const { rows } = await sql<{ places: number; free_in: number | null }>`
      select count(*) as places, min(taken_at) + ${dayMs} - ${nowMs} as free_in
      from unattended_calls where ${placesOf(connectionId, endpoint, perDay)}
    `.execute(db);
    return { places: rows[0]?.places ?? 0, freeInMs: rows[0]?.free_in ?? 0 };
  }

  return {
    async take(connectionId, endpoint, perDay) {
      for (let tries = 0; tries < maxTries; tries += 1) {
        // A budget that is used up costs no write.
        const { places, freeInMs } = await look(connectionId, endpoint, perDay);
        if (places === perDay && freeInMs > 0) return { taken: false, nextInMs: freeInMs };
        if (places < perDay) await addPlaces(connectionId, endpoint, perDay);
        if (await takeFreePlace(connectionId, endpoint, perDay)) return { taken: true };
      }
      return { taken: false, nextInMs: soonMs };
    },
  };
}
