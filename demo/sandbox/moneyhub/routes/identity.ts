import type { OidcApp } from '../../oidc/visits.js';
import type { Authenticate } from '../bearer.js';
import { ApiError, invalid, notFound } from '../errors.js';
import { addUser, connectionsOf, type Connection, type MoneyhubWorld, type User } from '../world.js';

const iso = (ms: number): string => new Date(ms).toISOString();

const hasEnded = ({ expiresAt }: Connection, world: MoneyhubWorld): boolean => expiresAt <= world.clock.now();

/** A connection as it is shown (sheet §7). Reading it is what moves a slow bank on. */
const connectionBody = (connection: Connection, world: MoneyhubWorld): object => {
  const syncing = connection.readsUntilSynced > 0;
  if (syncing) connection.readsUntilSynced -= 1;
  const ended = hasEnded(connection, world);
  const { id, bank, accounts, connectedOn, lastUpdated, userConsentedAt, expiresAt } = connection;
  return {
    id,
    name: bank.name,
    type: bank.type,
    connectedOn: iso(connectedOn),
    lastUpdated: iso(lastUpdated),
    expiresAt: iso(expiresAt),
    accountIds: syncing ? [] : accounts.map((account) => account.id),
    status: syncing ? 'never' : ended ? 'error' : connection.status,
    error: ended ? 'credentials_error' : connection.error,
    ...(ended ? { extendedStatus: 'expired' } : {}),
    userConsentedAt: iso(userConsentedAt),
    tppConsent: true,
    singleSyncOnly: false,
    useMfa: false,
  };
};

const userBody = ({ id, clientId, clientUserId, createdAt, connections }: User): object => ({
  userId: id,
  clientId,
  ...(clientUserId === undefined ? {} : { clientUserId }),
  managedBy: 'client',
  userType: 'test',
  scopes: 'accounts:read transactions:read:all',
  createdAt: iso(createdAt),
  connectionIds: [...connections.keys()],
});

/** Users and their connections, at the identity server. */
export const identityRoutes = (app: OidcApp, world: MoneyhubWorld, authenticate: Authenticate): void => {
  const find = (clientId: string, userId: string, acting: User | undefined): User => {
    const user = world.users.get(userId);
    if (user?.clientId !== clientId) throw notFound('user');
    if (acting !== undefined && acting !== user) throw new ApiError(403, 'FORBIDDEN', 'the token is for another user');
    return user;
  };

  app.post('/users', async (context) => {
    const { clientId } = await authenticate(context, ['user:create']);
    const body: unknown = await context.req.json().catch(() => undefined);
    if (typeof body !== 'object' || body === null) throw invalid('a JSON object is required');
    const { clientUserId } = body as { readonly clientUserId?: unknown };
    if (clientUserId !== undefined && typeof clientUserId !== 'string') throw invalid('clientUserId must be a text');
    return context.json(userBody(addUser(world, clientId, clientUserId)), 201);
  });
  app.get('/users/:userId', async (context) => {
    const { clientId, user } = await authenticate(context, ['user:read']);
    return context.json(userBody(find(clientId, context.req.param('userId'), user)));
  });
  app.delete('/users/:userId', async (context) => {
    const { clientId, user } = await authenticate(context, ['user:delete']);
    world.users.delete(find(clientId, context.req.param('userId'), user).id);
    return context.body(null, 204);
  });
  app.get('/users/:userId/connections', async (context) => {
    const { clientId, user } = await authenticate(context, ['connection:read']);
    const found = find(clientId, context.req.param('userId'), user);
    return context.json({
      data: connectionsOf(found).map((connection) => connectionBody(connection, world)),
      meta: {},
    });
  });
  app.delete('/users/:userId/connection/:connectionId', async (context) => {
    const { clientId, user } = await authenticate(context, ['connection:delete']);
    const found = find(clientId, context.req.param('userId'), user);
    const connectionId = context.req.param('connectionId');
    if (!found.connections.get(connectionId)?.sealed) throw notFound('connection');
    found.connections.delete(connectionId);
    return context.body(null, 204);
  });
  app.patch('/users/:userId/connections/:connectionId', async (context) => {
    const { clientId, user } = await authenticate(context, ['connection:update']);
    const connection = find(clientId, context.req.param('userId'), user).connections.get(
      context.req.param('connectionId'),
    );
    if (!connection?.sealed) throw notFound('connection');
    const body = await context.req.json<{ readonly expiresAt?: unknown }>().catch(() => ({ expiresAt: undefined }));
    const expiresAt = Date.parse(String(body.expiresAt));
    if (Number.isNaN(expiresAt)) throw invalid('expiresAt must be a time');
    connection.expiresAt = expiresAt;
    return context.body(null, 204);
  });
};
