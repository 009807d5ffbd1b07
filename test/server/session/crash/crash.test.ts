import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { childScript } from '../../../../.ci/server-bundle.js';
import type { SessionView } from '../../../../server/contract/session.js';
import type { Store } from '../../../../server/store/store.js';
import { readLedger } from './bank.js';
import { bankId, startServer } from './server.js';
import { shop, type Send } from './shopper.js';
import type { VictimMessage, VictimRequest } from './victim.js';

/**
 * A journey has 36 points at which its server can die: before and after each of twelve writes and six questions.
 * One server carries out 37 journeys, each of which stops at another point; then the server is killed, started again, and
 * the shoppers go on. The 37th journey has no point left to stop at.
 */
const points = 36;
const questions = ['begin', 'callback', 'credentials', 'poll', 'poll', 'accounts'];

/** A server in a process of its own. `frozen` resolves once that many sessions stand still. */
async function startVictim(
  folder: string,
  key: string,
  freezesAt: readonly (readonly [string, number])[],
  count: number,
) {
  const child = fork(childScript('session-victim'), [folder, key, JSON.stringify(freezesAt)], { execArgv: [] });
  const exited = once(child, 'exit');
  const dead = exited.then(() => Promise.reject(new Error('The server is dead')));
  dead.catch(() => undefined);
  const replies = new Map<number, (message: Extract<VictimMessage, { id: number }>) => void>();
  const frozen = new Set<string>();
  const allFrozen = new Promise<void>((resolve) => {
    child.on('message', (message: VictimMessage) => {
      if ('id' in message) replies.get(message.id)?.(message);
      if ('frozen' in message && frozen.add(message.frozen).size === count) resolve();
    });
  });
  await once(child, 'message');
  let requests = 0;
  const send: Send = async (method, ...args) => {
    const id = requests++;
    const reply = new Promise<Extract<VictimMessage, { id: number }>>((resolve) => replies.set(id, resolve));
    child.send({ id, method, args } satisfies VictimRequest, () => undefined);
    const { value, refused } = await Promise.race([reply, dead]);
    if (refused) throw new Error('Refused');
    return value;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { send, allFrozen, frozen, kill };
}

/** Sends to a server of this process. */
const sendTo =
  ({ service }: Awaited<ReturnType<typeof startServer>>): Send =>
  (method, ...args) => {
    const call = service[method].bind(service) as (...args: readonly unknown[]) => Promise<unknown>;
    return call(...args.map((arg) => (Array.isArray(arg) ? new Map(arg as [string, string][]) : arg)));
  };

async function openSessions(folder: string, key: string): Promise<readonly string[]> {
  const { service, store } = await startServer(folder, key);
  const request = { scopes: ['accounts' as const], accessDays: 90, returnUrlId: 'default', bankId };
  const opened = await Promise.all(Array.from({ length: points + 1 }, () => service.create('shop', request)));
  await service.stop(0);
  await store.close();
  return opened.map(({ id }) => id);
}

describe('a server that is killed and started again', () => {
  let folder = '';
  let ids: readonly string[] = [];
  let frozen: ReadonlySet<string> = new Set();
  let views: readonly SessionView[] = [];
  let connections: Awaited<ReturnType<Store['connections']['list']>> = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bank-connect-crash-'));
    const key = randomBytes(32).toString('base64url');
    ids = await openSessions(folder, key);
    const victim = await startVictim(
      folder,
      key,
      ids.map((id, index) => [id, index + 1]),
      points,
    );
    let send = victim.send;
    const shoppers = ids.map((id) => shop(id, (...request) => send(...request), 60_000));
    await Promise.all([Promise.race([victim.allFrozen, Promise.all(shoppers)]), shoppers.at(-1)]);
    await victim.kill();
    frozen = victim.frozen;
    const server = await startServer(folder, key);
    send = sendTo(server);
    views = await Promise.all(shoppers);
    await server.service.stop(1_000);
    connections = await server.store.connections.list('shop', { limit: 2 * ids.length });
    await server.store.close();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const outcome = (point: number) => {
    const id = ids[point - 1] ?? '';
    const view = views[point - 1];
    const own = connections.filter(({ connection }) => connection.sessionId === id);
    return { id, view, connections: own, asked: readLedger(folder, id) };
  };

  test('without a point to die at asks every question once', () => {
    const { id, view, asked } = outcome(points + 1);
    strictEqual(frozen.has(id), false);
    strictEqual(view?.status, 'completed');
    deepStrictEqual(asked, questions);
  });

  for (let point = 1; point <= points; point++) {
    test(`at point ${point} of ${points} goes on to one connection`, () => {
      const { id, view, connections, asked } = outcome(point);
      ok(frozen.has(id), 'it stood at its point when the server died');
      strictEqual(view?.status, 'completed');
      deepStrictEqual(
        connections.map(({ connection }) => connection.id),
        [view.connectionId],
      );
      const repeated = asked.length - questions.length;
      ok(repeated >= 0 && repeated <= 2, asked.join());
      for (const question of ['begin', 'callback', 'accounts']) {
        ok(asked.filter((one) => one === question).length <= 2, asked.join());
      }
    });
  }
});
