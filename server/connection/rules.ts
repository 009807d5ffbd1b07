import type { DisclosureRecord } from '../contract/accounts.js';
import type { Connection, ConnectionStatus, TransactionQuery } from '../contract/connections.js';
import { isoTime } from '../lib/clock.js';
import type { Scope } from '../contract/session.js';
import type { StoredAccount, StoredConnection } from '../store/stored.js';
import { ConnectionError } from './service.js';

/** Nothing brings a revoked connection back. */
export function withStatus(stored: StoredConnection, status: ConnectionStatus): StoredConnection {
  const current = stored.connection.status;
  if (current === status || current === 'revoked') return stored;
  return { ...stored, connection: { ...stored.connection, status } };
}

/** A connection as the merchant's backend sees it; that it expired is a matter of the clock, not of the store. */
export function toConnection({ connection }: StoredConnection, now: number): Connection {
  return connection.status !== 'revoked' && isExpired(connection, now)
    ? { ...connection, status: 'expired' }
    : connection;
}

const isExpired = ({ expiresAt }: Connection, now: number): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now;

export function assertReadable({ connection }: StoredConnection, scope: Scope, now: number): void {
  assertAlive(connection, now);
  // Every consent covers the list of accounts: nothing else could be read without it.
  if (scope === 'accounts' || connection.scopes.includes(scope)) return;
  const message = `The consent does not cover ${scope}; ask for it when the session is created.`;
  throw new ConnectionError('invalid_request', { fields: [{ path: 'scopes', message }] });
}

function assertAlive(connection: Connection, now: number): void {
  if (connection.status === 'revoked') throw new ConnectionError('connection_revoked');
  if (isExpired(connection, now)) throw new ConnectionError('reauth_required');
}

export function findAccount({ connection, accounts }: StoredConnection, accountId: string, now: number): StoredAccount {
  assertAlive(connection, now);
  const found = accounts.find(({ id, unlisted }) => id === accountId && unlisted !== true);
  if (found === undefined) throw new ConnectionError('not_found');
  return found;
}

/** Agreements that one connection keeps; a page that asks in ever new words is not asking the shopper. */
const maxDisclosures = 10;

/** The connection with an agreement of the shopper; itself, when it has the same one already. */
export function withDisclosure(stored: StoredConnection, agreed: DisclosureRecord): StoredConnection {
  const { connection } = stored;
  const { disclosures = [] } = connection;
  const wordsOf = ({ accountId, fields, text }: DisclosureRecord) => JSON.stringify([accountId, fields, text]);
  if (disclosures.some((known) => wordsOf(known) === wordsOf(agreed))) return stored;
  if (disclosures.length >= maxDisclosures) throw new ConnectionError('too_many_attempts');
  return { ...stored, connection: { ...connection, disclosures: [...disclosures, agreed] } };
}

/** East of everybody it is already tomorrow. */
const furthestEastMs = 14 * 3_600_000;

/** A period that ends after it begins, and not later than today, wherever on earth the caller is. */
export function assertPeriod({ from, to }: TransactionQuery, now: number): void {
  const today = isoTime(now + furthestEastMs).slice(0, 10);
  const fault = (path: string, message: string) =>
    new ConnectionError('invalid_request', { fields: [{ path, message }] });
  if (from !== undefined && from > today) throw fault('from', 'Must not be in the future.');
  if (to !== undefined && to > today) throw fault('to', 'Must not be in the future; leave it out to read up to now.');
  if (from !== undefined && to !== undefined && from > to) throw fault('to', 'Must not be before `from`.');
}
