import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../lib/clock.js';

/** How long keys are kept, and the shortest time between two looks for keys that are not among them, in milliseconds. */
const KEEP_MS = 60 * 60_000;
const COOLDOWN_MS = 30_000;

/**
 * The keys of one issuer, from one pinned address: read when first needed, kept for an hour, read again at once for a `kid`
 * that is not among them (but not for every stranger's token). Several who wait share one call.
 */
export function createIssuerKeys(read: () => Promise<JSONWebKeySet>, now: Clock): JWTVerifyGetKey {
  let kept: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  let running: Promise<JWTVerifyGetKey> | undefined;
  let missedAt = -Infinity;

  async function renew(): Promise<JWTVerifyGetKey> {
    const find = createLocalJWKSet(await read()) as JWTVerifyGetKey;
    kept = { find, at: now() };
    return find;
  }
  const load = (): Promise<JWTVerifyGetKey> => (running ??= renew().finally(() => (running = undefined)));

  return async (header, token) => {
    const fresh = kept && now() - kept.at < KEEP_MS ? kept.find : undefined;
    const find = fresh ?? (await load());
    try {
      return await find(header, token);
    } catch (error) {
      const mayLookAgain = fresh !== undefined && now() - missedAt >= COOLDOWN_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayLookAgain) throw error;
      missedAt = now();
      return (await load())(header, token);
    }
  };
}
