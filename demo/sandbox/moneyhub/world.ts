import { randomBytes, randomUUID } from 'node:crypto';

import type { OidcWorld } from '../oidc/world.js';
import { accountsOf, type BankAccount } from './accounts.js';
import { createBanks, type MoneyhubBank } from './banks.js';
import type { MoneyhubClientOptions } from './options.js';

export interface Connection {
  /** `<bank id>:<uuid>` */
  readonly id: string;
  readonly bank: MoneyhubBank;
  readonly connectedOn: number;
  /** True once its first code was exchanged; before, the connection does not count. */
  sealed: boolean;
  lastUpdated: number;
  userConsentedAt: number;
  /** When the consent ends, epoch milliseconds. */
  expiresAt: number;
  status: 'ok' | 'error' | 'never';
  error: 'resync' | 'sync_error' | 'sync_partial' | 'mfa_required' | 'credentials_error' | null;
  /** Reads that still find nothing. */
  readsUntilSynced: number;
  readonly accounts: readonly BankAccount[];
}

/** Somebody whose connections are kept together. */
export interface User {
  /** 24 hex digits. */
  readonly id: string;
  readonly clientId: string;
  readonly clientUserId?: string;
  readonly createdAt: number;
  readonly connections: Map<string, Connection>;
}

/** What a grant of the authorization server stands for. */
export interface Consent {
  readonly userId: string;
  readonly connectionId: string;
  /** When it ends, epoch milliseconds. */
  readonly expiresAt: number;
}

/** Everything the sandbox knows, in memory. */
export interface MoneyhubWorld extends OidcWorld {
  /** What stands in `iss`. */
  readonly issuer: string;
  readonly clients: ReadonlyMap<string, MoneyhubClientOptions>;
  readonly banks: ReadonlyMap<string, MoneyhubBank>;
  readonly users: Map<string, User>;
  /** By grant id. */
  readonly consents: Map<string, Consent>;
  /** Access tokens of the code grant, by `jti`, with their grant; they leave the list when they are revoked. */
  readonly codeTokens: Map<string, string>;
}

export const createWorld = (base: OidcWorld, clients: readonly MoneyhubClientOptions[]): MoneyhubWorld => ({
  ...base,
  issuer: `${base.apiOrigin}/oidc`,
  clients: new Map(clients.map((client) => [client.id, client])),
  banks: new Map(createBanks().map((bank) => [bank.id, bank])),
  users: new Map(),
  consents: new Map(),
  codeTokens: new Map(),
});

export const addUser = (world: MoneyhubWorld, clientId: string, clientUserId?: string): User => {
  const user: User = {
    id: randomBytes(12).toString('hex'),
    clientId,
    ...(clientUserId === undefined ? {} : { clientUserId }),
    createdAt: world.clock.now(),
    connections: new Map(),
  };
  world.users.set(user.id, user);
  return user;
};

/** A connection that waits for its code to be exchanged. */
export const addConnection = (world: MoneyhubWorld, user: User, bank: MoneyhubBank): Connection => {
  const id = `${bank.id}:${randomUUID()}`;
  const now = world.clock.now();
  const connection: Connection = {
    id,
    bank,
    connectedOn: now,
    sealed: false,
    lastUpdated: now,
    userConsentedAt: now,
    expiresAt: now,
    status: 'ok',
    error: null,
    readsUntilSynced: bank.specialty === 'slow-sync' ? 3 : 0,
    accounts: accountsOf(id, bank, now),
  };
  user.connections.set(id, connection);
  return connection;
};

/** "To seal the deal" the code must be exchanged: from now on the connection counts, or is as good as new. */
export const sealConnection = (world: MoneyhubWorld, grantId: string): void => {
  const consent = world.consents.get(grantId);
  const connection = world.users.get(consent?.userId ?? '')?.connections.get(consent?.connectionId ?? '');
  if (consent === undefined || connection === undefined) return;
  const now = world.clock.now();
  const { expiresAt } = consent;
  Object.assign(connection, {
    sealed: true,
    status: 'ok',
    error: null,
    expiresAt,
    lastUpdated: now,
    userConsentedAt: now,
  });
};

/** The sealed connections of a user. */
export const connectionsOf = (user: User): Connection[] =>
  [...user.connections.values()].filter(({ sealed }) => sealed);

export const findConnection = (world: MoneyhubWorld, id: string): Connection | undefined =>
  [...world.users.values()].map((user) => user.connections.get(id)).find((connection) => connection !== undefined);
