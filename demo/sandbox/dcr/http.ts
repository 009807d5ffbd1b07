import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

import { checkRegistration, type Registration } from './checks/registration.js';
import { jwtOf } from './checks/request.js';
import { Refusal, refusalResponse } from './errors.js';
import type { ProfileName } from './settings.js';
import type { World } from './world.js';

export type SandboxApp = Hono<{ Bindings: HttpBindings }>;
export type SandboxContext = Context<{ Bindings: HttpBindings }>;

export const reply = (context: SandboxContext, body: object, status: 200 | 201 | 400 | 401 | 403 | 404 = 200) => {
  context.header('cache-control', 'no-store');
  return context.json(body, status);
};

/** Reads and checks the registration of a request; what the bank does not take is answered in the words of the profile. */
export async function withRegistration(
  world: World,
  context: SandboxContext,
  profile: ProfileName,
  run: (registration: Registration) => Response | Promise<Response>,
): Promise<Response> {
  const body = Buffer.from(await context.req.arrayBuffer());
  const contentType = context.req.header('content-type') ?? '';
  world.received.push({ profile, method: context.req.method, contentType, body: body.toString('latin1') });
  try {
    const text = jwtOf(contentType, body, profile, world.settings);
    return await run(await checkRegistration(world, text, profile));
  } catch (error) {
    if (error instanceof Refusal) return refusalResponse(error, profile, world.settings);
    throw error;
  }
}
