import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, it } from 'node:test';
import { openSpool } from '../../../server/connection/spool.js';
import { onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { arrange, id, isCode, merchant, noon } from './refresh-fixture.js';

const hourMs = 3_600_000;
/** The timers of a process that is dead or frozen: no lease is extended. */
const stopped = () => () => undefined;
const never = (): Promise<never> => new Promise(() => undefined);

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0)) await clean();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-connect-spool-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'spool');
}

/** Timers of an instance that the test moves: its worker looks when it is told to. */
function worker() {
  const time = new ManualTime(noon);
  let planned: () => void = () => undefined;
  return {
    schedule: (run: () => void, delayMs: number) => {
      if (delayMs !== 5_000) return () => undefined;
      planned();
      return time.schedule(run, delayMs);
    },
    look: async () => {
      const ended = new Promise<void>((resolve) => (planned = resolve));
      time.fireNext();
      await ended;
    },
  };
}

onEachEngine('an instance that dies while it refreshes a grant', (engine) => {
  it('is replaced at once where the provider takes a used token again', async () => {
    const { bank, clock, instance, stored, age } = await arrange(engine, { capabilities: { refreshGraceMs: 30_000 } });
    bank.isKind = true;
    const dead = await instance({ schedule: stopped });
    clock.now += hourMs;
    bank.after.push(never);
    void dead.read().catch(() => undefined);
    while (bank.generation === 1) await new Promise(setImmediate);
    await age(10_000);
    await (await instance()).read();
    assert.deepEqual([bank.refreshes, bank.isAlive], [['r1', 'r1'], true]);
    assert.deepEqual((await stored()).grant, bank.grant());
  });

  it('does not send what it has written down when it was held up until its lease had ended', async () => {
    const { bank, clock, instance } = await arrange(engine, { capabilities: { refreshGraceMs: 30_000 } });
    const heldUp = await instance({ leaseTerms: { leaseMs: 0 } });
    clock.now += hourMs;
    await assert.rejects(heldUp.read(), isCode('provider_unavailable'));
    assert.deepEqual(bank.refreshes, []);
    await (await instance()).read();
    assert.deepEqual(bank.refreshes, ['r1']);
  });

  it('and wakes up before its successor has written: the answer that the bank gave last is the one that stays', async () => {
    const { bank, clock, instance, stored, age } = await arrange(engine, { capabilities: { refreshGraceMs: 30_000 } });
    bank.isKind = true;
    const frozen = await instance({ schedule: stopped });
    clock.now += hourMs;
    let wake = (): void => undefined;
    const sleep = new Promise<void>((resolve) => (wake = resolve));
    bank.after.push(() => sleep);
    const old = frozen.read().catch(() => undefined);
    while (bank.generation === 1) await new Promise(setImmediate);
    await age(10_000);
    bank.after.push(async () => {
      wake();
      while ((await stored()).grant.data['access'] !== 'a2') await new Promise(setImmediate);
    });
    await (await instance()).read();
    await old;
    assert.deepEqual([bank.refreshes, bank.isAlive], [['r1', 'r1', 'r2'], true]);
    assert.deepEqual([(await stored()).grant, (await stored()).connection.status], [bank.grant(), 'active']);
  });

  it('is replaced by the worker of another one, although nobody asks for the connection', async () => {
    const { bank, clock, instance, stored, age } = await arrange(engine, { capabilities: { refreshGraceMs: 30_000 } });
    bank.isKind = true;
    const dead = await instance({ schedule: stopped });
    clock.now += hourMs;
    bank.after.push(never);
    void dead.read().catch(() => undefined);
    while (bank.generation === 1) await new Promise(setImmediate);
    const { schedule, look } = worker();
    const { service } = await instance({ schedule });
    service.start();
    await look();
    assert.equal(bank.refreshes.length, 1, 'the other one may still be alive');
    await age(10_000);
    await look();
    assert.deepEqual((await stored()).grant, bank.grant());
    await look();
    assert.equal(bank.refreshes.length, 2, 'that was settled');
    await service.stop();
  });

  it('is given the time to come back where a second use would be taken for theft', async () => {
    const { bank, clock, instance, stored, age } = await arrange(engine);
    const frozen = await instance({ schedule: stopped });
    clock.now += hourMs;
    let thaw: () => void = () => undefined;
    bank.after.push(() => new Promise<void>((resolve) => (thaw = resolve)));
    const reading = frozen.read();
    while (bank.generation === 1) await new Promise(setImmediate);
    const other = await instance();
    const { schedule, look } = worker();
    const sweeping = await instance({ schedule });
    sweeping.service.start();
    await age(40_000);
    await look();
    const waiting = other.read();
    thaw();
    await Promise.all([reading, waiting]);
    assert.deepEqual([bank.refreshes, bank.isAlive], [['r1'], true]);
    assert.deepEqual((await stored()).grant, bank.grant());
    await sweeping.service.stop();
  });

  it('is given up after a minute, and the loss is reported', async () => {
    const { bank, clock, instance, stored, age } = await arrange(engine);
    const dead = await instance({ schedule: stopped });
    clock.now += hourMs;
    bank.after.push(never);
    void dead.read().catch(() => undefined);
    while (bank.generation === 1) await new Promise(setImmediate);
    await age(70_000);
    await assert.rejects((await instance()).read(), isCode('reauth_required'));
    assert.deepEqual(bank.refreshes, ['r1', 'r1']);
    assert.equal((await stored()).connection.status, 'reauth_required');
  });

  it('costs nothing when it died before it sent anything', async () => {
    const { bank, clock, instance, first, age } = await arrange(engine);
    const claim = { holder: 'dead', fingerprint: 'any', leaseMs: 60_000, doubtMs: 0 };
    assert.ok(await first.refreshLeases.claim(merchant, id, claim));
    clock.now += hourMs;
    await age(60_000);
    await (await instance()).read();
    assert.deepEqual(bank.refreshes, ['r1']);
  });
});

onEachEngine('a store that is down when a grant comes back', (engine) => {
  it('gets it as soon as it is up; until then it is on the disk, sealed, and in use', async () => {
    const { bank, clock, instance, stored, vault, log } = await arrange(engine);
    const folder = await newFolder();
    const logger = { error: () => assert.fail('nothing can be wrong here') };
    const { schedule, look } = worker();
    const { read, store, service } = await instance({ schedule, spool: await openSpool(folder, vault, logger) });
    service.start();
    clock.now += hourMs;
    bank.after.push(() => Promise.resolve((store.down = 'all')));
    await read();
    assert.deepEqual(bank.reads, ['a2'], 'the new token is used: it is durable');
    const files = await readdir(folder);
    assert.equal(files.length, 1);
    assert.doesNotMatch(await readFile(join(folder, files[0]!), 'utf8'), /"r2"|connection-1/);
    assert.equal((await stat(join(folder, files[0]!))).mode & 0o777, 0o600);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    await look();
    assert.equal((await stored()).grant.data['refresh'], 'r1');
    store.down = 'no';
    await look();
    assert.deepEqual((await stored()).grant, bank.grant());
    assert.deepEqual(await readdir(folder), []);
    await read();
    assert.deepEqual(bank.refreshes, ['r1']);
    await service.stop();
    assert.doesNotMatch(JSON.stringify(log), /"[ar][12]"/);
  });

  it('gets it before anything else is done with the connection', async () => {
    const { bank, clock, instance, stored } = await arrange(engine);
    const { read, store } = await instance();
    clock.now += hourMs;
    bank.after.push(() => Promise.resolve((store.down = 'writes')));
    await read();
    store.down = 'no';
    await read();
    assert.deepEqual([bank.refreshes, bank.isAlive], [['r1'], true]);
    assert.deepEqual((await stored()).grant, bank.grant());
  });

  it('gets it from the next process, and another instance waits for that', async () => {
    const { bank, clock, instance, stored, vault } = await arrange(engine);
    const folder = await newFolder();
    const logger = { error: () => assert.fail('nothing can be wrong here') };
    const dying = await instance({ spool: await openSpool(folder, vault, logger) });
    clock.now += hourMs;
    bank.after.push(() => Promise.resolve((dying.store.down = 'writes')));
    await dying.read();
    const { schedule, look } = worker();
    const restarted = await instance({ schedule, spool: await openSpool(folder, vault, logger) });
    const waiting = (await instance()).read();
    restarted.service.start();
    await look();
    await waiting;
    assert.deepEqual([bank.refreshes, bank.isAlive], [['r1'], true]);
    assert.deepEqual((await stored()).grant, bank.grant());
    await restarted.service.stop();
  });

  it('keeps the grant of somebody who was faster', async () => {
    const { bank, clock, instance, stored, first } = await arrange(engine);
    const { read, store, spool } = await instance();
    clock.now += hourMs;
    bank.after.push(() => Promise.resolve((store.down = 'writes')));
    await read();
    const current = await stored();
    bank.generation = 9;
    await first.connections.replace({ ...current, grant: bank.grant(), version: current.version + 1 });
    store.down = 'no';
    const { schedule, look } = worker();
    const { service } = await instance({ schedule, spool });
    service.start();
    await look();
    assert.deepEqual([bank.refreshes, (await stored()).grant, spool.entries], [['r1'], bank.grant(), []]);
    await service.stop();
  });
});

onEachEngine('a spool', (engine) => {
  it('keeps a grant in memory when the disk is full, and says so', async () => {
    const { bank, clock, instance, stored, vault } = await arrange(engine);
    const folder = await newFolder();
    const said: string[] = [];
    const spool = await openSpool(folder, vault, { error: (_fields, message) => void said.push(message) });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const { read, store } = await instance({ spool });
    clock.now += hourMs;
    bank.after.push(() => Promise.resolve((store.down = 'writes')));
    await read();
    assert.match(said.join(), /in memory only/);
    await rm(folder);
    await mkdir(folder);
    store.down = 'no';
    await read();
    assert.deepEqual((await stored()).grant, bank.grant());
  });

  it('leaves what it cannot read where it is, and opens all the same', async () => {
    const { vault } = await arrange(engine);
    const folder = await newFolder();
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'damaged.jwe'), 'not sealed');
    await writeFile(join(folder, 'note.txt'), 'somebody else’s');
    const said: string[] = [];
    const spool = await openSpool(folder, vault, { error: (_fields, message) => void said.push(message) });
    assert.deepEqual([spool.entries, said.length], [[], 1]);
    assert.deepEqual((await readdir(folder)).sort(), ['damaged.jwe', 'note.txt']);
  });
});
