import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Store } from '../../../server/store/store.js';
import { tamper, type EngineUnderTest } from '../../support/engines.js';

/** Two stores on one new database; `age` makes all that was taken older. */
export async function twoInstances(engine: EngineUnderTest) {
  const database = await engine.newDatabase();
  const open = () => engine.open({ engine: database });
  const [one, other] = [await open(), await open()];
  const age = (ms: number) => tamper(database, `update unattended_calls set taken_at = taken_at - ${ms}`);
  return { one, other, age };
}

export const take = ({ budgets }: Store, endpoint = '/accounts', perDay = 4) =>
  budgets.take('connection-1', endpoint, perDay);

/** Declares, in a suite on this engine: so many calls at the same time get no more than the budget. */
export function isSpentOnce(engine: EngineUnderTest, calls: number): void {
  it(`is spent once by ${calls} calls on two instances at the same time`, async () => {
    const { one, other } = await twoInstances(engine);
    const answers = await Promise.all(Array.from({ length: calls }, (_, n) => take(n % 2 ? one : other)));
    assert.equal(answers.filter(({ taken }) => taken).length, 4);
  });
}
