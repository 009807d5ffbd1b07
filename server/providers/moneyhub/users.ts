import { ProviderError } from '../provider-error.js';
import type { CallContext } from '../authorisation.js';
import type { MoneyhubClient } from './client.js';
import type { MoneyhubConfig } from './options.js';
import { connectionsCall, createUserCall, deleteConnectionCall, deleteUserCall } from './requests.js';
import { WireConnections, WireUser, type WireConnection } from './wire.js';

/** Users and their connections at the identity server (sheet section 7). */
export interface Users {
  /** Registers a user. `reference` names them in Moneyhub's console. */
  create(reference: string, context: CallContext): Promise<string>;
  /** A user that is gone already is no error. */
  delete(userId: string, context: CallContext): Promise<void>;
  /** The connection as Moneyhub sees it; undefined when it is gone, or its user is. */
  connection(of: ConnectionName, context: CallContext): Promise<WireConnection | undefined>;
  /** A connection that is gone already is no error. */
  deleteConnection(of: ConnectionName, context: CallContext): Promise<void>;
}

export interface ConnectionName {
  readonly userId: string;
  readonly connectionId: string;
}

export function createUsers({ paths, scopes }: MoneyhubConfig, client: MoneyhubClient): Users {
  return {
    async create(reference, context) {
      const call = createUserCall(paths, reference);
      const { userId } = await client.identity(call, { scope: scopes.createUser }, WireUser, context);
      return userId;
    },

    async delete(userId, context) {
      const call = deleteUserCall(paths, userId);
      await unlessGone(client.command(call, { scope: scopes.deleteUser }, context));
    },

    async connection({ userId, connectionId }, context) {
      const call = connectionsCall(paths, userId);
      const answer = await unlessGone(client.identity(call, { scope: scopes.connections }, WireConnections, context));
      return answer?.data.find(({ id }) => id === connectionId);
    },

    async deleteConnection({ userId, connectionId }, context) {
      const call = deleteConnectionCall(paths, userId, connectionId);
      await unlessGone(client.command(call, { scope: scopes.deleteConnection }, context));
    },
  };
}

async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ProviderError && error.code === 'not_found') return undefined;
    throw error;
  }
}
