import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

import { invalid } from './errors.js';
import type { Member } from './members.js';
import { proto, type JsonObject } from './wire.js';

/** What the middleware leaves for the routes. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Path of the request line, byte for byte, without the query. */
    path: string;
    body: Buffer;
    /** Set once the caller is known. */
    member: Member;
    callerId: string | undefined;
    traceId: string;
  };
}
export type SandboxApp = Hono<SandboxEnv>;
export type SandboxContext = Context<SandboxEnv>;

/** 200 with proto3 JSON: defaults left out, 64-bit integers given as strings by the caller. */
export const reply = (context: SandboxContext, body: JsonObject): Response =>
  context.body(JSON.stringify(proto(body)), 200, { 'content-type': 'application/json; charset=utf-8' });

/** @throws ApiError INVALID_ARGUMENT */
export const readJson = (context: SandboxContext): unknown => {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw invalid('content-type must be application/json');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(context.get('body')));
  } catch {
    throw invalid('the body is not JSON');
  }
};

/** A path parameter that the route pattern guarantees. */
export const param = (context: SandboxContext, name: string): string => context.req.param(name) ?? '';
