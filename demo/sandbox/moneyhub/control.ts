import { createOidcControl, type Command, type OidcControl } from '../oidc/control.js';
import type { Availability } from './banks.js';
import { connectionsOf, findConnection, type Connection, type MoneyhubWorld } from './world.js';

/** What a test or the demo may do behind the back of the API. */
export interface MoneyhubControl extends OidcControl {
  readonly users: { ids(): readonly string[] };
  readonly connections: {
    /** Those that were sealed by an exchange, oldest first. */
    ids(): readonly string[];
    /** False when there is none of that id. */
    change(id: string, to: Partial<Pick<Connection, 'status' | 'error' | 'expiresAt'>>): boolean;
    /** The user took the consent back at the bank: the connection is gone. */
    revoke(id: string): boolean;
  };
  readonly keys: {
    /** Signs with a new key from now on; the old one stays published unless `drop`. The answer is the new key's id. */
    rotate(options?: { readonly drop?: boolean }): string;
  };
  readonly banks: {
    setStatus(id: string, status: { readonly sync: Availability; readonly auth: Availability }): boolean;
  };
}

export const createControl = (world: MoneyhubWorld, rotate: (drop: boolean) => string): MoneyhubControl => ({
  ...createOidcControl(world),
  users: { ids: () => [...world.users.keys()] },
  connections: {
    ids: () => [...world.users.values()].flatMap(connectionsOf).map(({ id }) => id),
    change: (id, to) => {
      const connection = findConnection(world, id);
      if (connection !== undefined) Object.assign(connection, to);
      return connection !== undefined;
    },
    revoke: (id) => [...world.users.values()].some(({ connections }) => connections.delete(id)),
  },
  keys: { rotate: ({ drop = false } = {}) => rotate(drop) },
  banks: {
    setStatus: (id, status) => {
      const bank = world.banks.get(id);
      if (bank !== undefined) bank.status = status;
      return bank !== undefined;
    },
  },
});

/** The same over HTTP. */
export const controlCommands = (control: MoneyhubControl): Record<string, Command> => ({
  'revoke-connection': ({ connectionId }) => control.connections.revoke(String(connectionId)),
  'expire-connection': ({ connectionId }) =>
    control.connections.change(String(connectionId), { expiresAt: control.clock.now() }),
  'break-connection': ({ connectionId, error }) =>
    error === 'credentials_error' || error === 'mfa_required' || error === 'sync_error'
      ? control.connections.change(String(connectionId), { status: 'error', error })
      : undefined,
  'rotate-keys': ({ drop }) => control.keys.rotate({ drop: drop === true }) !== '',
  'set-bank': ({ bankId, down }) => {
    const word = down === true ? 'TEMPORARILY_UNAVAILABLE' : 'AVAILABLE';
    return control.banks.setStatus(String(bankId), { sync: word, auth: word });
  },
});
