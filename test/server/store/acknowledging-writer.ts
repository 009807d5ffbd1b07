// Child of durability.test.ts: writes sessions as fast as it can and prints the id of each one that the store acknowledged.
import type { Announcement } from '../../../server/contract/webhooks.js';
import { Secret } from '../../../server/lib/secret.js';
import { openStore, type StoreOptions } from '../../../server/store/open-store.js';
import { createVault } from '../../../server/store/vault.js';
import { aConnection, aStoredSession, next } from './fixtures.js';

const [kind, address = '', key = ''] = process.argv.slice(2);
const engine: StoreOptions['engine'] =
  kind === 'sqlite' ? { kind, path: address } : { kind: 'postgres', url: new Secret(address) };
const vault = await createVault([{ id: 'test', key: new Secret(key) }]);
const store = await openStore({ engine, vault, now: Date.now });

for (let count = 0; ; count += 1) {
  const first = aStoredSession({ id: `${process.pid}-${count}` });
  await store.sessions.insert(first);
  const events: Announcement[] = [{ type: 'session.cancelled', data: { sessionId: first.session.id } }];
  await store.sessions.replace(next(first), { connection: aConnection({ id: first.session.id }), events });
  process.stdout.write(`${first.session.id}\n`);
}
