import { apply, PRIORA_MESSAGE } from '../applications.js';
import { reply, withRegistration, type SandboxApp } from '../http.js';
import type { World } from '../world.js';

export const PRIORA_PATH = '/api/open-banking/v3.1/tpp/register';

/** Priora: 200 and a message, whatever a person decides later (sheet §1). */
export const prioraRoutes = (app: SandboxApp, world: World): void => {
  app.post(PRIORA_PATH, (context) =>
    withRegistration(world, context, 'priora', (registration) => {
      apply(world, registration);
      return reply(context, { message: PRIORA_MESSAGE });
    }),
  );
};
