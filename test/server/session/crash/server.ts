import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Secret } from '../../../../server/lib/secret.js';
import { defaultLimits } from '../../../../server/session/limits.js';
import { createSessionService, type SessionService } from '../../../../server/session/service.js';
import { openStore } from '../../../../server/store/open-store.js';
import type { Store } from '../../../../server/store/store.js';
import { createVault } from '../../../../server/store/vault.js';
import { createBank } from './bank.js';

export const bankId = 'bank:iron';
/** A lease that no operation here outlives, so that its renewal is not among the points. */
const limits = { ...defaultLimits, leaseMs: 6_000, tickMs: 20, pollScheduleMs: [10] as const, brokenLookMs: 10 };

/** Awaited at every point of a session where the server could die. */
export type At = (sessionId: string) => Promise<void>;

/** A session service over the store and the bank of a folder. */
export async function startServer(folder: string, key: string, at: At = () => Promise.resolve()) {
  const vault = await createVault([{ id: 'test', key: new Secret(key) }]);
  const store = await openStore({ engine: { kind: 'sqlite', path: join(folder, 'store.db') }, vault, now: Date.now });
  const bank = createBank(folder, at);
  const service: SessionService = createSessionService({
    store: { sessions: dying(store.sessions, at), connections: store.connections },
    providers: new Map([[bank.id, bank]]),
    catalogue: {
      find: (id) => ({
        bank: { id, name: 'Iron Bank' },
        countries: ['DE'],
        sources: [{ provider: bank.id, bank: { id: 'iron', name: 'Iron Bank', countries: ['DE'], data: {} } }],
      }),
    },
    merchants: new Map([
      [
        'shop',
        {
          id: 'shop',
          name: 'Shop',
          purpose: 'To pay',
          origins: ['https://shop.example'],
          returnUrls: { default: 'https://shop.example' },
        },
      ],
    ]),
    publicUrl: 'https://connect.example',
    environment: 'production',
    describeAccounts: (accounts) =>
      accounts.map((account) => ({
        id: account.id,
        account,
        summary: { id: account.id, name: account.name, maskedIdentifier: '••••' },
      })),
    now: Date.now,
    randomId: () => randomBytes(16).toString('base64url'),
    randomToken: () => randomBytes(32).toString('base64url'),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    limits,
  });
  service.start();
  return { service, store };
}

/** The repository, with a point before and after every write of a session. */
function dying(sessions: Store['sessions'], at: At): Store['sessions'] {
  return {
    ...sessions,
    async replace(next, along) {
      await at(next.session.id);
      const won = await sessions.replace(next, along);
      await at(next.session.id);
      return won;
    },
  };
}
