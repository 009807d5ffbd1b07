import type { z } from 'zod';
import type { ErrorCode } from '../../../contract/errors.js';
import { SessionView } from '../../../contract/session.js';

/** Who may call: the merchant's backend, the operator, the holder of a client token, a scraper, anybody. */
export type Caller = 'apiKey' | 'operatorKey' | 'clientToken' | 'metricsToken' | 'anybody';

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As it is registered: `/v1/sessions/:id`. */
  readonly path: string;
  readonly id: string;
  readonly tag: 'Merchant' | 'Widget' | 'Frame' | 'Browser' | 'Operator';
  readonly summary: string;
  readonly description?: string;
  readonly caller: Caller;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: {
    readonly type: 'application/json' | 'application/x-www-form-urlencoded';
    readonly schema: z.ZodType;
  };
  /** The answer when all is well; without `schema` the media type says all there is to say. */
  readonly success: {
    readonly status: number;
    readonly type?: string;
    readonly schema?: z.ZodType;
    readonly says: string;
  };
  /** Codes that this operation adds to those of its caller. */
  readonly errors?: readonly ErrorCode[];
}

export const json = (schema: z.ZodType) => ({ type: 'application/json', schema }) as const;
export const page = 'text/html; charset=utf-8';

/** What every operation with a body may refuse. */
export const bodyErrors = ['malformed_json', 'payload_too_large', 'unsupported_media_type'] as const;

/** What every command for a session may refuse. */
export const stateErrors = [
  'wrong_state',
  'session_expired',
  'too_many_attempts',
] as const satisfies readonly ErrorCode[];

/** What every command for a session answers. */
export const view = { status: 200, ...json(SessionView), says: 'The newest view of the session.' };
