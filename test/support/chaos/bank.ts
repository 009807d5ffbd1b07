// A bank over HTTP that rotates refresh tokens; a used one ends its family, unless it comes within the grace of its first use.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Grant } from '../../../server/providers/authorisation.js';

interface Family {
  readonly id: number;
  generation: number;
  isAlive: boolean;
  /** When each refresh token was first used, by generation. */
  readonly used: Map<number, number>;
}

export interface ChaosBank {
  readonly url: string;
  /** A new consent for a shopper; whatever there was before is over. */
  consent(shopper: number): Grant;
  /** Settles when that many more refreshes have come in. */
  arrivals(count: number): Promise<void>;
  /** How many refreshes came in, from the beginning. */
  readonly refreshes: number;
  /** Whether this grant of the shopper would still be refreshed. */
  knows(shopper: number, grant: Grant): boolean;
  close(): void;
}

export const accessMs = 3_600_000;

export async function startChaosBank(graceMs: number | undefined, now: () => number): Promise<ChaosBank> {
  const families = new Map<number, Family>();
  let ids = 0;
  let refreshes = 0;
  const waiting = new Map<number, () => void>();

  const name = (shopper: number, { id }: Family, generation: number) => `${shopper}.${id}.${generation}`;
  const grantOf = (shopper: number, family: Family): Grant => ({
    data: {
      access: `a${name(shopper, family, family.generation)}`,
      refresh: `r${name(shopper, family, family.generation)}`,
    },
    accessExpiresAt: new Date(now() + accessMs).toISOString(),
  });
  const familyOf = (token: string): [number, Family] => {
    const shopper = Number(token.slice(1).split('.', 1)[0]);
    const family = families.get(shopper);
    if (family === undefined) throw new Error('a token of nobody');
    return [shopper, family];
  };

  function refresh(token: string): Grant | undefined {
    const [shopper, family] = familyOf(token);
    const generation = Number(token.split('.').at(-1));
    const firstUse = family.used.get(generation);
    const isGood = firstUse === undefined || Date.now() - firstUse <= (graceMs ?? -1);
    if (!isGood || token !== `r${name(shopper, family, generation)}`) family.isAlive = false;
    if (!family.isAlive) return undefined;
    if (firstUse === undefined) family.used.set(generation, Date.now());
    family.generation += 1;
    return grantOf(shopper, family);
  }
  function opens(token: string): boolean {
    const [shopper, family] = familyOf(token);
    return family.isAlive && token.startsWith(`a${shopper}.${family.id}.`);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const token = Buffer.concat(parts).toString();
    const isRefresh = request.url === '/refresh';
    const renewed = isRefresh ? refresh(token) : undefined;
    if (isRefresh) waiting.get((refreshes += 1))?.();
    const isGood = isRefresh ? renewed !== undefined : opens(token);
    // On its way: there is a moment in which the bank has done its part and nobody has heard of it.
    await pause(2);
    response.writeHead(isGood ? 200 : isRefresh ? 400 : 401).end(JSON.stringify(renewed ?? {}));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    consent(shopper) {
      const family = { id: (ids += 1), generation: 1, isAlive: true, used: new Map<number, number>() };
      families.set(shopper, family);
      return grantOf(shopper, family);
    },
    arrivals: (count) => new Promise((resolve) => waiting.set(refreshes + count, resolve)),
    get refreshes() {
      return refreshes;
    },
    knows(shopper, { data }) {
      const family = families.get(shopper);
      return family?.isAlive === true && data['refresh'] === `r${name(shopper, family, family.generation)}`;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
