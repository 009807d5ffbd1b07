// Grants under fire: instances that are killed and frozen and a store that goes away, while a bank rotates its tokens.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../../server/lib/secret.js';
import type { Grant } from '../../../server/providers/authorisation.js';
import { openStore } from '../../../server/store/open-store.js';
import type { Store } from '../../../server/store/store.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { createVault } from '../../../server/store/vault.js';
import { aConnection, anAccount, aStoredSession, next } from '../../server/store/fixtures.js';
import { startPostgres } from '../postgres.js';
import { accessMs, startChaosBank } from './bank.js';
import { startCable } from './cable.js';
import { Instances } from './instances.js';

const faults = ['none', 'kill', 'freeze', 'outage', 'kill in an outage'] as const;
export type Fault = (typeof faults)[number];

export interface ChaosOptions {
  readonly rounds: number;
  /** Connections whose grants are refreshed at once, in every round. */
  readonly shoppers: number;
  readonly graceMs?: number;
  readonly seed: number;
}

export interface ChaosReport {
  /** Refreshes that were due: rounds times shoppers. */
  readonly cycles: number;
  /** Refreshes that the bank saw. */
  readonly refreshes: number;
  readonly rounds: Readonly<Record<Fault, number>>;
  /** Grants that were lost in rounds with this fault, and that the connection says so of. */
  readonly reported: Readonly<Record<Fault, number>>;
  /** Lost without a word, or said to be lost although they were not: none may be. */
  readonly silent: number;
  readonly falseAlarms: number;
  readonly seconds: number;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const settleMs = 60_000;
/** How long after a refresh came in at the bank a fault strikes, at most: about as long as it takes until its answer is stored. */
const strikeWithinMs = 12;
/** When the fault strikes although nothing came in. */
const patienceMs = 1_500;
const connectionOf = (shopper: number): string => `connection-${shopper}`;

async function insert(store: Store, shopper: number, grant: Grant): Promise<void> {
  const id = `session-${shopper}`;
  const session = aStoredSession({ id });
  await store.sessions.insert(session);
  const base = aConnection({ createdAt: new Date().toISOString() });
  const connection: StoredConnection['connection'] = {
    ...base.connection,
    id: connectionOf(shopper),
    scopes: ['accounts', 'balances'],
  };
  await store.sessions.replace(next(session), { connection: { ...base, connection, accounts: [anAccount], grant } });
}

/** Runs rounds of expired access tokens, each with a fault while they are being refreshed. */
export async function runChaos({ rounds, shoppers, graceMs, seed }: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const chance = chanceOf(seed);
  let ahead = 0;
  const folder = await mkdtemp(join(tmpdir(), 'bank-connect-chaos-'));
  const postgres = await startPostgres();
  const cable = await startCable(postgres.port);
  const bank = await startChaosBank(graceMs, () => Date.now() + ahead);
  const direct = await postgres.createDatabase();
  const key = randomBytes(32).toString('base64url');
  const vault = await createVault([{ id: 'chaos', key: new Secret(key) }]);
  const engine = { kind: 'postgres', url: new Secret(direct), maxConnections: 2 } as const;
  const store = await openStore({ engine, vault, now: Date.now });
  const everybody = Array.from({ length: shoppers }, (_, shopper) => shopper);
  for (const shopper of everybody) await insert(store, shopper, bank.consent(shopper));
  const instances = new Instances((slot) => ({
    databaseUrl: direct.replace(`:${postgres.port}/`, `:${cable.port}/`),
    key,
    spool: join(folder, `${slot}`),
    bankUrl: bank.url,
    ...(graceMs === undefined ? {} : { graceMs }),
  }));

  async function strike(fault: Fault, slot: number): Promise<void> {
    // In the middle of things: when some of the refreshes are at the bank, or about to be stored.
    await Promise.race([bank.arrivals(1 + Math.floor(chance() * shoppers)), pause(patienceMs)]);
    await pause(chance() * strikeWithinMs);
    if (fault === 'freeze') {
      instances.signal(slot, 'SIGSTOP');
      await pause(300 + chance() * 600);
      instances.signal(slot, 'SIGCONT');
      return;
    }
    const outage = fault === 'none' || fault === 'kill' ? undefined : cable.cut(200 + chance() * 200);
    if (fault === 'kill in an outage') await pause(chance() * 30);
    if (fault.startsWith('kill')) instances.signal(slot, 'SIGKILL');
    await outage;
    if (fault.startsWith('kill')) await instances.fill(slot);
  }

  /** Reads until it works, or the connection says that it never will. */
  async function settle(shopper: number): Promise<string> {
    const until = Date.now() + settleMs;
    for (let look = shopper; Date.now() < until; look += 1) {
      const result = await instances.read(look % 2, connectionOf(shopper), ahead);
      if (result === 'ok' || result === 'reauth_required') return result;
      await pause(40);
    }
    return 'silent';
  }

  const stored = async (shopper: number): Promise<StoredConnection> => {
    const found = await store.connections.find('shop', connectionOf(shopper));
    if (found === undefined) throw new Error('The connection is gone');
    return found;
  };

  async function comeBack(shopper: number): Promise<void> {
    for (let isDone = false; !isDone;) {
      const { refreshed: _, ...current } = await stored(shopper);
      const connection = { ...current.connection, status: 'active' as const };
      const grant = bank.consent(shopper);
      const refreshed = { at: Date.now() + ahead };
      isDone = await store.connections.replace({
        ...current,
        connection,
        grant,
        refreshed,
        version: current.version + 1,
      });
    }
  }

  const none: Readonly<Record<Fault, number>> = { none: 0, kill: 0, freeze: 0, outage: 0, 'kill in an outage': 0 };
  const reported = { ...none };
  const losses = { silent: 0, falseAlarms: 0 };
  async function judge(shopper: number, fault: Fault): Promise<void> {
    const outcome = await settle(shopper);
    if (outcome === 'ok') return;
    const lost = await stored(shopper);
    if (bank.knows(shopper, lost.grant)) losses.falseAlarms += 1;
    else if (outcome === 'silent' || lost.connection.status !== 'reauth_required') losses.silent += 1;
    else reported[fault] += 1;
    await comeBack(shopper);
  }

  const struck = { ...none };
  try {
    await Promise.all([0, 1].map((slot) => instances.fill(slot)));
    for (let round = 0; round < rounds; round += 1) {
      ahead += accessMs;
      const fault = faults[Math.floor(chance() * faults.length)] ?? 'none';
      struck[fault] += 1;
      const reads = everybody.flatMap((shopper) =>
        [0, 1].map((slot) => instances.read(slot, connectionOf(shopper), ahead)),
      );
      await strike(fault, round % 2);
      await Promise.all(reads);
      await Promise.all(everybody.map((shopper) => judge(shopper, fault)));
    }
  } finally {
    await instances.close();
    cable.close();
    bank.close();
    await store.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  return { cycles: rounds * shoppers, refreshes: bank.refreshes, rounds: struck, reported, ...losses, seconds };
}
