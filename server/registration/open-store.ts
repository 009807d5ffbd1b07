import type { Clock } from '../lib/clock.js';
import type { RegistrationSettings } from '../parse-config.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { createVault } from '../store/vault.js';
import { identityOf } from './options.js';

/** The store of these settings; the caller closes it. Throws when it cannot be opened. */
export async function openRegistrationStore(
  { database, encryptionKeys }: RegistrationSettings,
  now: Clock,
): Promise<Store> {
  return openStore({
    engine: 'url' in database ? { kind: 'postgres', url: database.url } : { kind: 'sqlite', path: database.path },
    vault: await createVault(encryptionKeys),
    now,
  });
}

/**
 * What `{"registration": …}` in a configuration stands for: by `<id>` the client secret, by `<id>.clientId` the client id.
 * Only of clients that were registered as the configuration says now.
 */
export async function readCredentials(
  settings: RegistrationSettings,
  now: Clock,
): Promise<ReadonlyMap<string, string>> {
  const store = await openRegistrationStore(settings, now);
  try {
    const credentials = new Map<string, string>();
    for (const config of settings.registrations) {
      const stored = await store.registrations.find(config.id);
      if (stored?.state.status !== 'registered' || stored.identity !== identityOf(config)) continue;
      const { clientId, clientSecret } = stored.state.client;
      credentials.set(`${config.id}.clientId`, clientId);
      if (clientSecret !== undefined) credentials.set(config.id, clientSecret);
    }
    return credentials;
  } finally {
    await store.close();
  }
}
