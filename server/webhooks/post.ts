import { lookup } from 'node:dns/promises';
import { isIP, isIPv4, type LookupFunction } from 'node:net';
import { Client } from 'undici';
import { exchangeHead, HttpFailure, type HttpFailureKind } from '../lib/http-exchange.js';
import { canonicalAddress } from '../lib/ip-address.js';
import { parseSafeUrl, type Environment } from '../lib/safe-url.js';

/** What a try came to: a status, or why there is none. */
export type TryOutcome =
  { readonly kind: 'answered'; readonly status: number; readonly retryAfter?: string } | { readonly kind: Unanswered };

/** `broken` and `timeout`: it may have arrived all the same. */
export type Unanswered = 'address_not_allowed' | 'not_connected' | 'certificate' | 'timeout' | 'broken' | 'interrupted';

/** Every address of a host, as text. Rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export interface PostDeps {
  readonly environment: Environment;
  /** Of canonical addresses; a host with one that is not allowed is not called at all. */
  readonly isAllowedAddress: (address: string) => boolean;
  /** Default: the resolver of the system. */
  readonly resolve?: Resolve;
  readonly limits?: Partial<PostLimits>;
}

export interface PostLimits {
  readonly connectMs: number;
  /** For the whole try. */
  readonly totalMs: number;
}

export const defaultPostLimits: PostLimits = { connectMs: 3_000, totalMs: 15_000 };

export type Post = (
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  signal: AbortSignal,
) => Promise<TryOutcome>;

const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

/**
 * Posts JSON to an address that a merchant named, of which nothing is known. The name is resolved once, every address that it
 * has is checked, and the connection goes to one of those: nobody can change the answer in between. No redirects, no body is
 * read, nothing is kept open. Never throws.
 */
export function createPost(deps: PostDeps): Post {
  const { environment, isAllowedAddress, resolve = systemResolve } = deps;
  const { connectMs, totalMs } = { ...defaultPostLimits, ...deps.limits };
  const isAllowed = (address: string): boolean => {
    const canonical = canonicalAddress(address);
    return canonical !== undefined && isAllowedAddress(canonical);
  };
  const guarded = guardedLookup(resolve, isAllowed);

  return async (address, { headers, body }, signal) => {
    const url = parseSafeUrl(address, environment);
    if (url === undefined || !isAllowedLiteral(url.hostname, isAllowed)) return { kind: 'address_not_allowed' };
    const client = new Client(url.origin, { connect: { timeout: connectMs, lookup: guarded }, pipelining: 0 });
    const request = { method: 'POST', path: url.pathname + url.search, headers, body } as const;
    const limits = { firstByteMs: totalMs, totalMs };
    try {
      const answer = await exchangeHead(client, url.origin, request, limits, signal);
      const retryAfter = answer.headers.get('retry-after');
      return { kind: 'answered', status: answer.status, ...(retryAfter === undefined ? {} : { retryAfter }) };
    } catch (error) {
      return { kind: unanswered(error) };
    } finally {
      void client.destroy();
    }
  };
}

/** An address in the place of a name is never looked up, so it is checked here. */
function isAllowedLiteral(hostname: string, isAllowed: (address: string) => boolean): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 || isAllowed(bare);
}

class AddressNotAllowed extends Error {
  override readonly name = 'AddressNotAllowed';
}

/** What a connection asks for the addresses of a host. It knows no others. */
function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  const family = (address: string) => (isIPv4(address) ? 4 : 6);
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(isAllowed)) callback(new AddressNotAllowed(), '', 0);
        else if (options.all === true)
          callback(
            null,
            addresses.map((address) => ({ address, family: family(address) })),
          );
        else callback(null, first, family(first));
      },
      (error: unknown) => callback(error as Error, '', 0),
    );
  };
}

const kinds = {
  aborted: 'interrupted',
  connect: 'not_connected',
  first_byte_timeout: 'timeout',
  total_timeout: 'timeout',
  broken: 'broken',
  redirect: 'broken',
  too_large: 'broken',
  encoding: 'broken',
} as const satisfies Record<HttpFailureKind, Unanswered>;

function unanswered(error: unknown): Unanswered {
  if (!(error instanceof HttpFailure)) return 'broken';
  if (error.cause instanceof AddressNotAllowed) return 'address_not_allowed';
  const code = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : '';
  return /CERT|SELF_SIGNED|VERIFY_LEAF/.test(code) ? 'certificate' : kinds[error.kind];
}
