import type { Registration, RegistrationClient } from '../contract/registrations.js';
import { assertNever } from '../lib/assert-never.js';
import type { RegisteredClient } from './client.js';
import type { RegistrationConfig } from './options.js';
import type { StoredRegistration } from './stored-registration.js';

const iso = (time: number) => new Date(time).toISOString();

/** What an operator may see of a registration: everything but its secret. */
export function viewRegistration(
  { id, createdAt, state }: StoredRegistration,
  { profile }: RegistrationConfig,
  softwareId: string,
): Registration {
  const common = { id, profile, softwareId, createdAt: iso(createdAt), since: iso(state.since) };
  switch (state.status) {
    case 'submitting':
    case 'unanswered':
      return { ...common, status: state.status };
    case 'pending':
      return { ...common, status: state.status, message: state.message };
    case 'refused':
      return { ...common, status: state.status, refusal: state.refusal };
    case 'registered':
      return { ...common, status: state.status, client: viewClient(state.client), changes: state.changes };
    default:
      return assertNever(state);
  }
}

function viewClient({
  clientId,
  clientSecret,
  issuedAt,
  secretExpiresAt,
  metadata,
}: RegisteredClient): RegistrationClient {
  const { tokenEndpointAuthMethod, grantTypes, responseTypes, redirectUris, scopes } = metadata;
  return {
    clientId,
    hasSecret: clientSecret !== undefined,
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(secretExpiresAt === undefined ? {} : { secretExpiresAt }),
    ...(tokenEndpointAuthMethod === undefined ? {} : { tokenEndpointAuthMethod }),
    ...(grantTypes === undefined ? {} : { grantTypes }),
    ...(responseTypes === undefined ? {} : { responseTypes }),
    ...(redirectUris === undefined ? {} : { redirectUris }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}
