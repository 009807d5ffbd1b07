import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { StoredConnection } from '../../../server/store/stored.js';
import { onEachEngine } from '../../support/engines.js';
import { aConnection, aStoredSession, next } from './fixtures.js';

onEachEngine('the connections', (engine) => {
  async function openWith(...connections: readonly StoredConnection[]) {
    const store = await engine.open();
    for (const connection of connections) {
      const session = aStoredSession({ id: `session-of-${connection.connection.id}` });
      await store.sessions.insert(session);
      await store.sessions.replace(next(session), { connection });
    }
    return store.connections;
  }

  it('shows a connection to its merchant only', async () => {
    const connections = await openWith(aConnection());
    assert.deepEqual(await connections.find('shop', 'connection-1'), aConnection());
    assert.equal(await connections.find('other', 'connection-1'), undefined);
    assert.deepEqual(await connections.list('other', { limit: 10 }), []);
    assert.equal(await connections.replace(aConnection({ merchantId: 'other', version: 2 })), false);
    assert.equal(await connections.delete('other', 'connection-1'), false);
    assert.deepEqual(await connections.find('shop', 'connection-1'), aConnection());
  });

  it('lists newest first, page after page, with ties in a stable order', async () => {
    const connections = await openWith(
      aConnection({ id: 'b', createdAt: '2026-01-02T00:00:00.000Z' }),
      aConnection({ id: 'a', createdAt: '2026-01-01T00:00:00.000Z' }),
      aConnection({ id: 'd', createdAt: '2026-01-02T00:00:00.000Z' }),
      aConnection({ id: 'c', createdAt: '2026-01-02T00:00:00.000Z' }),
    );
    const first = await connections.list('shop', { limit: 3 });
    assert.deepEqual(
      first.map(({ connection }) => connection.id),
      ['d', 'c', 'b'],
    );
    const after = { createdAt: Date.parse('2026-01-02T00:00:00.000Z'), id: 'b' };
    const second = await connections.list('shop', { after, limit: 3 });
    assert.deepEqual(
      second.map(({ connection }) => connection.id),
      ['a'],
    );
  });

  it('goes on with the list when the last row of the page before was erased', async () => {
    const connections = await openWith(
      aConnection({ id: 'b', createdAt: '2026-01-02T00:00:00.000Z' }),
      aConnection({ id: 'a', createdAt: '2026-01-01T00:00:00.000Z' }),
    );
    const after = { createdAt: Date.parse('2026-01-02T00:00:00.000Z'), id: 'b' };
    assert.equal(await connections.delete('shop', 'b'), true);
    const rest = await connections.list('shop', { after, limit: 3 });
    assert.deepEqual(
      rest.map(({ connection }) => connection.id),
      ['a'],
    );
  });

  it('replaces the version it was read at, once', async () => {
    const connections = await openWith(aConnection());
    const renewed = aConnection({ version: 2, grant: { data: { tokenId: 'token-2' } } });
    const written = await Promise.all([connections.replace(renewed), connections.replace(renewed)]);
    assert.deepEqual(written.sort(), [false, true]);
    assert.deepEqual(await connections.find('shop', 'connection-1'), renewed);
  });

  it('erases a connection, once', async () => {
    const connections = await openWith(aConnection());
    assert.equal(await connections.delete('shop', 'connection-1'), true);
    assert.equal(await connections.delete('shop', 'connection-1'), false);
    assert.equal(await connections.find('shop', 'connection-1'), undefined);
  });
});
