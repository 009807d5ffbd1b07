import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../support/engines.js';
import { isSpentOnce, take, twoInstances } from './budget-kit.js';
import { aConnection, aStoredSession, next } from './fixtures.js';

const dayMs = 86_400_000;

onEachEngine('the daily budget', (engine) => {
  const arrange = () => twoInstances(engine);

  isSpentOnce(engine, 100);

  it('is one for each consent and each endpoint', async () => {
    const { one } = await arrange();
    for (let call = 0; call < 4; call += 1) assert.equal((await take(one)).taken, true);
    assert.equal((await take(one)).taken, false);
    assert.equal((await take(one, '/balances')).taken, true);
    assert.equal((await one.budgets.take('connection-2', '/accounts', 4)).taken, true);
  });

  it('says when the next call can be made, and lets it be made then', async () => {
    const { one, age } = await arrange();
    await take(one);
    await age(3_600_000);
    for (let call = 0; call < 3; call += 1) await take(one);
    const refused = await take(one);
    assert.ok(!refused.taken && refused.nextInMs > dayMs - 3_660_000 && refused.nextInMs <= dayMs - 3_600_000);
    await age(refused.nextInMs);
    assert.deepEqual([(await take(one)).taken, (await take(one)).taken], [true, false]);
  });

  it('is never exceeded in any 24 hours, nor in a calendar day, whenever somebody asks', async () => {
    const { one, other, age } = await arrange();
    const taken: number[] = [];
    let now = Date.UTC(2026, 0, 1, 21);
    // Three days in uneven steps, with a burst around each midnight.
    for (let step = 0; now < Date.UTC(2026, 0, 5); step += 1) {
      for (const store of [one, other]) if ((await take(store)).taken) taken.push(now);
      const ms = [7, 53, 181, 29, 340][step % 5]! * 60_000;
      await age(ms);
      now += ms;
    }
    const within = (from: number, until: number) => taken.filter((at) => at >= from && at < until).length;
    assert.ok(Math.max(...taken.map((at) => within(at, at + dayMs))) === 4);
    const days = [1, 2, 3, 4].map((day) => within(Date.UTC(2026, 0, day), Date.UTC(2026, 0, day + 1)));
    assert.ok(Math.max(...days) <= 4 && taken.length >= 12, days.join());
  });

  it('gives nothing away when the clock of the database is put back', async () => {
    const { one, age } = await arrange();
    for (let call = 0; call < 4; call += 1) await take(one);
    await age(-3_600_000);
    assert.equal((await take(one)).taken, false);
    await age(dayMs);
    assert.equal((await take(one)).taken, false);
  });

  it('shrinks and grows with the settings', async () => {
    const { one } = await arrange();
    for (let call = 0; call < 2; call += 1) await take(one, '/accounts', 2);
    assert.equal((await take(one, '/accounts', 2)).taken, false);
    assert.equal((await take(one, '/accounts', 3)).taken, true);
    assert.equal((await take(one, '/accounts', 1)).taken, false);
  });

  it('is forgotten with its connection', async () => {
    const { one } = await arrange();
    const session = aStoredSession();
    await one.sessions.insert(session);
    await one.sessions.replace(next(session), { connection: aConnection() });
    await take(one, '/accounts', 1);
    assert.equal(await one.connections.delete('shop', 'connection-1'), true);
    assert.equal((await take(one, '/accounts', 1)).taken, true);
    assert.equal(await one.connections.delete('shop', 'connection-1'), false);
  });
});
