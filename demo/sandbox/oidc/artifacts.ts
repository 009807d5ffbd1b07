import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Per kind of artifact; the oldest go first. */
const MAX_OF_A_KIND = 10_000;

/** Signed proofs expire by the wall clock, so the memory of them does not age with the rest. */
const TIMELESS = 'ReplayDetection';

/**
 * What the authorization server remembers: codes, tokens, grants, sessions, pushed requests. `oidc-provider` reads the
 * system's clock; putting the clock of a simulator forward is therefore done by making everything here older.
 */
export class ArtifactStore {
  readonly #kinds = new Map<string, Map<string, AdapterPayload>>();
  /** Grants whose next code is too old from the beginning. */
  readonly #late = new Set<string>();

  /** For the `adapter` setting of `oidc-provider`. */
  readonly adapter = (kind: string): Adapter => {
    const stored = this.#of(kind);
    const findBy = (key: 'uid' | 'userCode', value: string): AdapterPayload | undefined =>
      [...stored.values()].find((payload) => payload[key] === value);
    return {
      upsert: (id, payload) => {
        const late = kind === 'AuthorizationCode' && this.#late.delete(payload.grantId ?? '');
        stored.set(id, late ? { ...payload, exp: 0 } : payload);
        const [oldest] = stored.keys();
        if (stored.size > MAX_OF_A_KIND && oldest !== undefined) stored.delete(oldest);
        return Promise.resolve();
      },
      find: (id) => Promise.resolve(stored.get(id)),
      findByUid: (uid) => Promise.resolve(findBy('uid', uid)),
      findByUserCode: (code) => Promise.resolve(findBy('userCode', code)),
      consume: (id) => {
        const payload = stored.get(id);
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
        return Promise.resolve();
      },
      destroy: (id) => {
        stored.delete(id);
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        this.revoke(grantId);
        return Promise.resolve();
      },
    };
  };

  /** The next code of this grant will have expired when it comes. */
  makeLate(grantId: string): void {
    this.#late.add(grantId);
  }

  /** Every artifact is `seconds` older than before. */
  age(seconds: number): void {
    for (const [kind, stored] of this.#kinds) {
      if (kind === TIMELESS) continue;
      for (const payload of stored.values()) {
        if (payload.iat !== undefined) payload.iat -= seconds;
        if (payload.exp !== undefined) payload.exp -= seconds;
      }
    }
  }

  /** Forgets a grant with its codes and tokens. False when nothing was there. */
  revoke(grantId: string): boolean {
    let found = this.#of('Grant').delete(grantId);
    for (const stored of this.#kinds.values()) {
      for (const [id, payload] of stored) if (payload.grantId === grantId) found = stored.delete(id) || found;
    }
    return found;
  }

  /** Ids of the artifacts of a kind (`Grant`, `RefreshToken`, …), oldest first. */
  ids(kind: string): string[] {
    return [...this.#of(kind).keys()];
  }

  #of(kind: string): Map<string, AdapterPayload> {
    const stored = this.#kinds.get(kind) ?? new Map<string, AdapterPayload>();
    this.#kinds.set(kind, stored);
    return stored;
  }
}
