// Child of migrate.test.ts: opens the store as an instance that starts does, and ends well when its schema is there.
import { Secret } from '../../../server/lib/secret.js';
import { openStore } from '../../../server/store/open-store.js';
import { newVault } from '../../support/engines.js';
import { aStoredSession } from './fixtures.js';

const [kind, address = ''] = process.argv.slice(2);
const store = await openStore({
  engine: kind === 'sqlite' ? { kind, path: address } : { kind: 'postgres', url: new Secret(address) },
  vault: await newVault(),
  now: Date.now,
});
await store.sessions.insert(aStoredSession({ id: `started-${process.pid}` }));
await store.close();
