import assert from 'node:assert/strict';
import { AccessTokenRejected, ProviderError } from '../../server/providers/provider-error.js';
import type { Grant } from '../../server/providers/authorisation.js';
import type { Provider } from '../../server/providers/provider.js';
import type { ProviderAccount } from '../../server/providers/provider-data.js';

/** Something that happens to one refresh, or to one read. */
export type Mishap = () => Promise<unknown>;

/**
 * A bank that rotates its refresh tokens and takes a token that comes twice for stolen: the whole family ends. Tokens are
 * `a<n>` and `r<n>`; only those of the last generation work.
 */
export class RotatingBank {
  generation = 1;
  isAlive = true;
  /** Refresh tokens as they came in. */
  readonly refreshes: string[] = [];
  /** Access tokens as they came in. */
  readonly reads: string[] = [];
  readonly revoked: string[] = [];
  /** Happen to the next refreshes, one each, before the bank has seen anything of it. */
  readonly before: Mishap[] = [];
  /** The same, when the bank has done its part and nobody has heard of it. */
  readonly after: Mishap[] = [];
  lifeMs = 3_600_000;
  /** A token that was used is taken once more. */
  isKind = false;
  /** Every access token is refused, however new. */
  isClosed = false;
  accounts: readonly ProviderAccount[] = [];
  readonly provider: Provider;

  constructor(
    readonly now: () => number,
    capabilities: Partial<Provider['capabilities']> = {},
  ) {
    const unexpected = (): never => assert.fail('an unexpected call');
    this.provider = {
      id: 'token-io',
      authorizationOrigins: [],
      capabilities: {
        redirect: true,
        embedded: false,
        decoupled: false,
        revocation: true,
        refresh: true,
        ...capabilities,
      },
      banks: unexpected,
      consent: { begin: unexpected, correlate: unexpected, resume: unexpected, cancel: unexpected },
      data: {
        accounts: async (grant, { unattended }) => {
          await unattended?.spend('/accounts');
          this.#read(grant);
          return this.accounts;
        },
        balances: async (grant, _account, { unattended }) => {
          await unattended?.spend('/balances');
          this.#read(grant);
          return [];
        },
        transactions: unexpected,
        refresh: (grant) => this.#refresh(grant),
        revoke: async (grant) => {
          this.#read(grant);
          this.revoked.push(tokenOf(grant, 'access'));
          return Promise.resolve();
        },
      },
    };
  }

  /** The grant of a generation; the last one if none is named. */
  grant(generation = this.generation): Grant {
    return {
      data: { access: `a${generation}`, refresh: `r${generation}` },
      accessExpiresAt: new Date(this.now() + this.lifeMs).toISOString(),
    };
  }

  #read(grant: Grant): void {
    const token = tokenOf(grant, 'access');
    this.reads.push(token);
    const isGood = this.isAlive && !this.isClosed && token === `a${this.generation}`;
    if (!isGood) throw new AccessTokenRejected('401');
  }

  async #refresh(old: Grant): Promise<Grant> {
    await this.before.shift()?.();
    const token = tokenOf(old, 'refresh');
    this.refreshes.push(token);
    const isSecondUse = token !== `r${this.generation}`;
    if (isSecondUse && !(this.isKind && token === `r${this.generation - 1}`)) this.isAlive = false;
    if (!this.isAlive) throw new ProviderError('reauth_required', { retryable: false, detail: 'invalid_grant' });
    this.generation += 1;
    const grant = this.grant();
    await this.after.shift()?.();
    return grant;
  }
}

const tokenOf = ({ data }: Grant, kind: 'access' | 'refresh'): string => data[kind] as string;

/** The answer was lost: nobody knows whether the bank did its part. */
export const lost: Mishap = () =>
  Promise.reject(new ProviderError('provider_unavailable', { retryable: true, inDoubt: true, detail: 'lost' }));
