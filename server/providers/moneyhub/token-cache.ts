import type { Clock } from '../../lib/clock.js';

/** A token and how long it is good for, in seconds; 0 when nobody knows. */
export interface FreshToken {
  readonly token: string;
  readonly lifeSeconds: number;
}

/** Tokens of the client-credentials grant, kept while they are good. */
export interface TokenCache {
  /** The token of a key: one that is kept, or the answer to one call of `fetch`, however many ask at once. */
  get(key: string): Promise<string>;
  /** Forgets a token that was not taken; a newer one of the same key stays. */
  reject(key: string, token: string): void;
}

/** A token is not used in the last seconds of its life: it must arrive before it ends. */
const MARGIN_SECONDS = 30;
/** Users whose tokens are kept; the oldest go first. */
const MAX_TOKENS = 5_000;

export function createTokenCache(fetch: (key: string) => Promise<FreshToken>, now: Clock): TokenCache {
  const kept = new Map<string, { readonly token: string; readonly usableUntil: number }>();
  const running = new Map<string, Promise<string>>();

  async function renew(key: string): Promise<string> {
    const askedAt = now();
    const { token, lifeSeconds } = await fetch(key);
    kept.delete(key);
    kept.set(key, { token, usableUntil: askedAt + (lifeSeconds - MARGIN_SECONDS) * 1000 });
    const [oldest] = kept.keys();
    if (kept.size > MAX_TOKENS && oldest !== undefined) kept.delete(oldest);
    return token;
  }

  return {
    get(key) {
      const found = kept.get(key);
      if (found && found.usableUntil > now()) return Promise.resolve(found.token);
      const flight = running.get(key) ?? renew(key).finally(() => running.delete(key));
      running.set(key, flight);
      return flight;
    },

    reject(key, token) {
      if (kept.get(key)?.token === token) kept.delete(key);
    },
  };
}
