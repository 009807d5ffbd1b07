import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

export type SandboxApp = Hono<{ Bindings: HttpBindings }>;
export type SandboxContext = Context<{ Bindings: HttpBindings }>;

/** Path of the request line, byte for byte, without the query. */
export const rawPath = (context: SandboxContext): string => (context.env.incoming.url ?? '/').split('?', 1)[0] ?? '/';

export const bodyOf = async (context: SandboxContext): Promise<Uint8Array> =>
  new Uint8Array(await context.req.arrayBuffer());

export const reply = (context: SandboxContext, body: object, status: 200 | 201 = 200): Response =>
  context.body(JSON.stringify(body), status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
