import { setTimeout as delay } from 'node:timers/promises';

import type { MiddlewareHandler } from 'hono';

import { ApiError } from '../errors.js';
import type { SandboxContext, SandboxEnv } from '../http.js';
import type { Json } from '../wire.js';
import type { World } from '../world.js';
import type { Fault } from './fault-desk.js';

const jsonOf = (body: Buffer): Json | undefined => {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
};

/** Writes every call of the API down, with the status that it got. */
export const keepCallLog =
  (world: World): MiddlewareHandler<SandboxEnv> =>
  async (context, next) => {
    await next();
    const memberId = context.get('callerId');
    const body = jsonOf(context.get('body'));
    world.calls.add({
      method: context.req.method,
      path: context.get('path'),
      query: new URL(context.req.url).search.slice(1),
      headers: context.req.raw.headers,
      ...(body !== undefined && { body }),
      ...(memberId !== undefined && { memberId }),
      status: context.res.status,
    });
  };

/** Nobody will read the answer. */
const dropConnection = (context: SandboxContext): Response => {
  context.env.incoming.socket.destroy();
  return new Response(null, { status: 503 });
};

const errorOf = ({ status, message, ...details }: NonNullable<Fault['error']>): ApiError =>
  new ApiError(status, message ?? 'the sandbox was told to fail', details);

const COPY = 'x-sandbox-copy';

/** Sends the same request, byte for byte, once more and before. */
const sendFirst = async (context: SandboxContext, apiOrigin: string): Promise<void> => {
  const headers = new Headers(context.req.raw.headers);
  for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) headers.delete(name);
  headers.set(COPY, '1');
  const { url = '/' } = context.env.incoming;
  const body = context.get('body');
  await fetch(`${apiOrigin}${url}`, {
    method: context.req.method,
    headers,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
};

/** Lets the scripted faults happen. */
export const answerFault =
  (world: World): MiddlewareHandler<SandboxEnv> =>
  async (context, next) => {
    if (context.req.header(COPY) !== undefined) return next();
    const fault = world.faults.take(context.req.method, context.get('path'));
    if (fault?.delayMs !== undefined) await delay(fault.delayMs);
    if (fault?.drop === 'before') return dropConnection(context);
    if (fault?.error !== undefined) throw errorOf(fault.error);
    if (fault?.raw !== undefined) {
      const { body, status, contentType } = fault.raw;
      return new Response(body, { status, headers: { 'content-type': contentType } });
    }
    if (fault?.duplicate) await sendFirst(context, world.apiOrigin);
    await next();
    return fault?.drop === 'after' ? dropConnection(context) : undefined;
  };
