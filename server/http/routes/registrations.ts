import {
  CreateRegistration,
  RegistrationCredentials,
  RegistrationQuery,
  RegistrationRemovalQuery,
  type Registration,
} from '../../contract/registrations.js';
import type { AppContext } from '../context.js';
import { expectNoInput, readJson } from '../input/json.js';
import { readId, readQuery } from '../input/query.js';
import type { Router } from '../router.js';

/** The operator's clients at banks (OBIE dynamic client registration, Priora). */
export function registrationsRoutes({ app, deps, operatorKey }: Router): void {
  const { registrations } = deps;

  app.post('/v1/registrations', operatorKey, async (c) => {
    const { target } = await readJson(c, CreateRegistration);
    const { registration, created } = await registrations.register(target, contextOf(c));
    return c.json(registration, created ? createdStatus(registration) : 200);
  });

  app.get('/v1/registrations/:id', operatorKey, async (c) => {
    const { from } = readQuery(c, RegistrationQuery);
    const id = readId(c, 'id');
    return c.json(await (from === 'bank' ? registrations.read(id, contextOf(c)) : registrations.get(id)));
  });

  app.put('/v1/registrations/:id', operatorKey, async (c) => {
    await expectNoInput(c);
    return c.json(await registrations.update(readId(c, 'id'), contextOf(c)));
  });

  app.put('/v1/registrations/:id/credentials', operatorKey, async (c) => {
    const credentials = await readJson(c, RegistrationCredentials);
    return c.json(await registrations.supply(readId(c, 'id'), credentials, contextOf(c)));
  });

  app.delete('/v1/registrations/:id', operatorKey, async (c) => {
    const { forget } = readQuery(c, RegistrationRemovalQuery);
    const id = readId(c, 'id');
    await (forget === 'true' ? registrations.forget(id, contextOf(c)) : registrations.remove(id, contextOf(c)));
    return c.body(null, 204);
  });
}

/** 202: the bank took the request and decides later. */
const createdStatus = ({ status }: Registration) => (status === 'pending' ? 202 : 201);

const contextOf = (c: AppContext) => ({ traceId: c.get('traceId'), actor: c.get('operator') });
