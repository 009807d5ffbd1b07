import { canonicalAddress, isPublicAddress, limiterKey } from '../lib/ip-address.js';
import type { PsuContext } from '../session/service.js';
import type { AppContext } from './context.js';
import type { AppConfig } from './deps.js';

export interface ClientAddress {
  /** Canonical text; absent when it cannot be known for certain. */
  readonly address?: string;
  /** Always there: of the client, else of whoever holds the connection. */
  readonly limiterKey: string;
}

/**
 * Where a request comes from. Without proxies that is the socket. With `hops` proxies it is the entry of
 * `X-Forwarded-For` that the outermost of them wrote, the `hops`-th from the right; what stands to the left of it was
 * written by the client and means nothing.
 */
export function clientAddress(c: AppContext, hops: number): ClientAddress {
  const peer = canonicalAddress(c.env.incoming?.socket.remoteAddress ?? '');
  const address = hops === 0 ? peer : forwardedAddress(c.req.header('x-forwarded-for') ?? '', hops);
  const known = address ?? peer;
  return {
    ...(address === undefined ? {} : { address }),
    limiterKey: known === undefined ? 'unknown' : limiterKey(known),
  };
}

function forwardedAddress(header: string, hops: number): string | undefined {
  return canonicalAddress(header.split(',').at(-hops) ?? '');
}

const maxUserAgentLength = 512;

/** What providers may be told of the shopper's device. An address that cannot be the shopper's is left out. */
export function psuContext(c: AppContext, config: AppConfig): PsuContext {
  const { address } = clientAddress(c, config.trustedProxyHops);
  const userAgent = c.req.header('user-agent')?.slice(0, maxUserAgentLength);
  const usable = address !== undefined && (config.environment === 'sandbox' || isPublicAddress(address));
  return {
    traceId: c.get('traceId'),
    ...(usable ? { ipAddress: address } : {}),
    ...(userAgent ? { userAgent } : {}),
  };
}
