import { randomBytes, randomUUID } from 'node:crypto';

import type { Registration } from './checks/registration.js';
import type { Client, World } from './world.js';

const CLAIMS_OF_CLIENT = [
  'software_id',
  'redirect_uris',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'grant_types',
  'response_types',
  'software_statement',
  'scope',
  'application_type',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
  'tls_client_auth_subject_dn',
];

/** What a client becomes: the claims that were asked for, with the values that this bank gives its own way. */
const registered = (world: World, { claims }: Registration): Record<string, unknown> => ({
  ...Object.fromEntries(CLAIMS_OF_CLIENT.filter((name) => name in claims).map((name) => [name, claims[name]])),
  ...world.settings.overrides,
});

/** The client of this software; a new one when there is none. */
export function clientFor(world: World, registration: Registration): Client {
  const { statement } = registration;
  const softwareId = String(statement['software_id']);
  const known = [...world.clients.values()].find((client) => client.softwareId === softwareId);
  if (known !== undefined) return known;
  const claims = registered(world, registration);
  const method = claims['token_endpoint_auth_method'] ?? 'client_secret_basic';
  const client: Client = {
    clientId: randomUUID(),
    ...(typeof method === 'string' &&
      method.startsWith('client_secret_') && { clientSecret: randomBytes(24).toString('base64url') }),
    softwareId,
    issuedAtMs: world.clock.now(),
    keySetUrl: String(statement['software_jwks_endpoint']),
    claims,
    statement,
  };
  world.clients.set(client.clientId, client);
  return client;
}

export function changeClient(world: World, client: Client, registration: Registration): void {
  client.claims = registered(world, registration);
  client.statement = registration.statement;
}

/** The client is gone, and every token of it. */
export function removeClient(world: World, clientId: string): boolean {
  for (const [token, { clientId: owner }] of world.tokens) if (owner === clientId) world.tokens.delete(token);
  return world.clients.delete(clientId);
}

/** `OBClientRegistration1`: the client, what it asked for, and the claims of the statement beside it (sheet §5). */
export function wireClient({ settings }: World, client: Client): object {
  const { clientId, clientSecret, issuedAtMs, claims, statement } = client;
  const { scope } = claims;
  return {
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret, client_secret_expires_at: 0 }),
    client_id_issued_at: settings.oddAnswer ? issuedAtMs : Math.floor(issuedAtMs / 1000),
    ...claims,
    ...(settings.oddAnswer && typeof scope === 'string' ? { scope: scope.replaceAll(' ', ',') } : {}),
    ...Object.fromEntries(Object.entries(statement).filter(([name]) => /^(software|org|organisation)_/.test(name))),
  };
}
