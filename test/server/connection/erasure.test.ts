import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createErasure } from '../../../server/connection/erasure.js';
import { createConnectionService } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import type { Store } from '../../../server/store/store.js';
import { createVault } from '../../../server/store/vault.js';
import { newKey, newVault, onEachEngine } from '../../support/engines.js';
import { ScriptedProvider } from '../../support/scripted-provider.js';
import { aConnection, aSession, aStoredSession, next } from '../store/fixtures.js';

const context: CallContext = { signal: new AbortController().signal, traceId: 'trace-1' };
const params = { ...aSession().params, psuId: 'shopper/1 ä' };
const nothing = { sessions: 0, connections: 0, pendingConnections: 0, payments: 0, webhookEvents: 0 };

/** A shopper with a session, a connection that came from another one, and notices of both. */
async function insert(store: Store, psuId = params.psuId, suffix = '') {
  const running = aStoredSession({ id: `running${suffix}`, params: { ...params, psuId } });
  await store.sessions.insert(running);
  const over = aStoredSession({ id: `over${suffix}`, params: { ...params, psuId } });
  await store.sessions.insert(over);
  const connection = { ...aConnection({ id: `connection${suffix}` }), psuId };
  await store.sessions.replace(next(over), {
    connection: { ...connection, connection: { ...connection.connection, sessionId: `over${suffix}` } },
    events: [{ type: 'session.completed', data: { sessionId: `over${suffix}`, connectionId: `connection${suffix}` } }],
  });
}

onEachEngine('the erasure of a shopper', (engine) => {
  async function arrange(store: Store) {
    const provider = new ScriptedProvider('token-io', { revocation: true });
    const ended: string[] = [];
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const connections = createConnectionService({
      store,
      vault: await newVault(),
      spool: createMemorySpool(),
      instance: 'node-1',
      providers: new Map([[provider.id, provider]]),
      now: Date.now,
      schedule: () => () => undefined,
      randomId: () => 'random',
      logger,
    });
    const endSession = (_merchantId: string, id: string) => Promise.resolve(void ended.push(id));
    return { provider, ended, erase: createErasure({ store, connections, endSession, logger }) };
  }

  it('ends what runs, ends every consent, erases everything of the shopper and nothing of others; once', async () => {
    const store = await engine.open();
    await insert(store);
    await insert(store, 'somebody else', '-2');
    const { provider, ended, erase } = await arrange(store);
    provider.expect('revoke', () => undefined);
    assert.deepEqual(await erase('other-shop', params.psuId, context), nothing);
    const answer = await erase('shop', params.psuId, context);
    // Two notices: that of the session, and that the connection was revoked.
    assert.deepEqual(answer, { ...nothing, sessions: 2, connections: 1, webhookEvents: 2 });
    assert.deepEqual(ended.toSorted(), ['over', 'running']);
    assert.equal(await store.sessions.find('running'), undefined);
    assert.equal(await store.connections.find('shop', 'connection'), undefined);
    assert.ok(await store.sessions.find('running-2'));
    assert.ok(await store.connections.find('shop', 'connection-2'));
    assert.deepEqual(await erase('shop', params.psuId, context), nothing);
    provider.verify();
  });

  it('says what a provider could not be told; nothing but the grant is kept for that, and it is told later', async () => {
    const store = await engine.open();
    await insert(store);
    const { provider, erase } = await arrange(store);
    provider.expect('revoke', () => {
      throw new ProviderError('provider_unavailable', { retryable: true });
    });
    const answer = await erase('shop', params.psuId, context);
    assert.deepEqual(answer, { ...nothing, sessions: 2, pendingConnections: 1, webhookEvents: 2 });
    const kept = await store.connections.find('shop', 'connection');
    assert.deepEqual([kept?.connection.status, kept?.accounts, kept?.revocation?.tries], ['revoked', [], 1]);
    provider.expect('revoke', () => undefined);
    assert.deepEqual(await erase('shop', params.psuId, context), { ...nothing, connections: 1 });
    provider.verify();
  });

  it('finds the shopper after the key was replaced, and knows no name that could be read', async () => {
    const database = await engine.newDatabase();
    const [first, second] = [newKey('first'), newKey('second')];
    await insert(await engine.open({ engine: database, vault: await createVault([first]) }));
    const both = await engine.open({ engine: database, vault: await createVault([second, first]) });
    assert.equal((await both.shoppers.sessions('shop', params.psuId)).length, 2, 'by the key of before');
    await both.reseal();
    const store = await engine.open({ engine: database, vault: await createVault([second]) });
    const { provider, erase } = await arrange(store);
    provider.expect('revoke', () => undefined);
    const { sessions, connections } = await erase('shop', params.psuId, context);
    assert.deepEqual([sessions, connections], [2, 1]);
  });
});
