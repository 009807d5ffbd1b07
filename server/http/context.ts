import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Merchant } from '../config.js';

/** The session that a client token stands for. */
export interface SessionIdentity {
  readonly id: string;
  readonly merchantId: string;
  readonly origin: string;
  /** True when the session makes a payment. */
  readonly pays?: boolean;
}

export interface AppEnv {
  /** Absent when a test calls the app without a server. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    traceId: string;
    /** Set by `apiKey`. */
    merchant: Merchant;
    /** Set by `operatorKey`: names the key, for the log. */
    operator: string;
    /** Set by `clientToken`. */
    session: SessionIdentity;
  };
}
export type AppContext = Context<AppEnv>;

/** The request target as it came over the wire: path and query, neither decoded nor normalised. */
export function rawTarget(c: AppContext): string {
  return c.env.incoming?.url ?? c.req.url.slice(new URL(c.req.url).origin.length);
}

/** The raw query string without `?`. */
export function rawQuery(c: AppContext): string {
  const target = rawTarget(c);
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark + 1);
}
