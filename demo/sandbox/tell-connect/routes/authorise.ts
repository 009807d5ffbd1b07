import { randomUUID } from 'node:crypto';

import { clientCall } from '../auth/caller.js';
import type { Intent } from '../consents.js';
import { ApiError, invalidRequest } from '../errors.js';
import { reply, type SandboxApp } from '../http.js';
import type { JsonObject } from '../strict.js';
import type { Application, World } from '../world.js';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const MEMBERS: ReadonlySet<string> = new Set(['aspsp', 'uuid', 'scope', 'sandbox_sca']);

const isTaken = (world: World, application: Application, uuid: string): boolean =>
  [...world.intents.values()].some(
    (intent) => intent.application.client === application.client && intent.uuid === uuid,
  );

/** @throws ApiError */
const readRequest = (world: World, application: Application, body: JsonObject) => {
  const { aspsp, uuid, scope, sandbox_sca: sandboxSca } = body;
  const other = Object.keys(body).find((name) => !MEMBERS.has(name));
  if (other !== undefined) throw invalidRequest('a member is unknown');
  if (typeof aspsp !== 'string' || !world.aspsps.has(aspsp)) throw invalidRequest('aspsp is not known');
  if (typeof uuid !== 'string' || !UUID_V4.test(uuid)) throw invalidRequest('uuid is not a version 4 UUID');
  if (sandboxSca !== undefined && typeof sandboxSca !== 'boolean') throw invalidRequest('sandbox_sca is not a boolean');
  if (scope !== 'aisp' && scope !== 'pisp') throw new ApiError('invalid_scope', 'scope is neither aisp nor pisp');
  const production = world.settings.profile === 'production';
  if (production && isTaken(world, application, uuid)) throw invalidRequest('uuid was used before');
  return { aspsp, uuid, scope, autoApprove: sandboxSca === true && !production } as const;
};

/** `POST /authorise`: an intent, and where to send the browser (sheet §3.1). */
export const authoriseRoute = (app: SandboxApp, world: World): void => {
  app.post(`/${world.version}/authorise`, async (context) => {
    const { application, body } = await clientCall(context, world, 'application/json');
    const intent: Intent = {
      id: randomUUID(),
      ...readRequest(world, application, body),
      application,
      expiresAtMs: world.clock.now() + world.settings.intentSeconds * 1000,
      state: 'created',
      wrongPasscodes: 0,
    };
    world.intents.set(intent.id, intent);
    const location = `${world.publicOrigin}/auth?consent-id=${intent.id}`;
    return reply(context, { 'intent-id': intent.id, location }, world.settings.authoriseStatus);
  });
};
