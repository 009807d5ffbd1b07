import { changesOf } from './changes.js';
import type { RegistrationOutcome } from './client.js';
import { gone, mergedClient, refused, unsupported } from './outcomes.js';
import type { ManageOutcome } from './registrar.js';
import type { RegistrationClaims } from './registration-claims.js';
import { RegistrationError } from './service.js';
import type { StoredRegistration, StoredRegistrationState } from './stored-registration.js';

/** Where a registration stands after its answer. */
export function submitted(
  outcome: RegistrationOutcome,
  claims: RegistrationClaims,
  since: number,
): StoredRegistrationState {
  switch (outcome.kind) {
    case 'registered': {
      const { client } = outcome;
      const changes = changesOf(claims, client.metadata);
      // What the bank does not mention it took; how the client authenticates must be known.
      const metadata = { tokenEndpointAuthMethod: claims.token_endpoint_auth_method, ...client.metadata };
      return { status: 'registered', since, client: { ...client, metadata }, changes };
    }
    case 'pending':
      return { status: 'pending', since, message: outcome.message };
    case 'refused':
      return { status: 'refused', since, refusal: outcome.refusal };
  }
}

/** What the bank said of a client that it has. Anything but the client is an error, and changes nothing here. */
export function managed(
  stored: StoredRegistration,
  outcome: ManageOutcome,
  since: number,
  claims?: RegistrationClaims,
): StoredRegistrationState {
  if (stored.state.status !== 'registered') return stored.state;
  switch (outcome.kind) {
    case 'registered': {
      const client = mergedClient(stored.state.client, outcome.client);
      const changes = claims === undefined ? stored.state.changes : changesOf(claims, client.metadata);
      return { status: 'registered', since, client, changes };
    }
    case 'refused':
      throw refused(outcome.refusal);
    case 'gone':
      throw gone();
    case 'pending':
      throw new RegistrationError('bad_provider_answer');
    case 'unsupported':
      throw unsupported();
  }
}
