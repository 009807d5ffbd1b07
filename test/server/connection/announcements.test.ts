import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announcements } from '../../../server/connection/announcements.js';
import { ConnectionStatus } from '../../../server/contract/connections.js';
import { WebhookEvent } from '../../../server/contract/webhooks.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { onEachEngine } from '../../support/engines.js';
import { aConnection } from '../store/fixtures.js';
import { arrange, context, id, isCode, merchant } from './refresh-fixture.js';

const expiresAt = '2026-04-01T00:00:00.000Z';
const withStatus = (status: ConnectionStatus, overrides: Partial<StoredConnection> = {}): StoredConnection => {
  const stored = aConnection(overrides);
  return { ...stored, connection: { ...stored.connection, status, reference: 'order-7', expiresAt } };
};
const data = { connectionId: 'connection-1', sessionId: 'session-1', reference: 'order-7', expiresAt };

describe('what the merchant is told of a connection', () => {
  it('is that the shopper must come back', () => {
    const told = announcements(withStatus('active'), withStatus('reauth_required'));
    assert.deepEqual(told, [{ type: 'connection.reauth_required', data }]);
  });

  it('is that it is over, and who ended it', () => {
    const revocation = { requestedAt: 1, tries: 0, nextAt: 2 };
    for (const before of ['active', 'reauth_required'] as const) {
      assert.deepEqual(announcements(withStatus(before), withStatus('revoked')), [
        { type: 'connection.revoked', data: { ...data, by: 'bank' } },
      ]);
      assert.deepEqual(announcements(withStatus(before), withStatus('revoked', { revocation })), [
        { type: 'connection.revoked', data: { ...data, by: 'merchant' } },
      ]);
    }
  });

  it('is nothing while the status stays, or gets better', () => {
    for (const status of ConnectionStatus.options) {
      assert.deepEqual(announcements(withStatus(status), withStatus(status, { version: 2, accounts: [] })), []);
      assert.deepEqual(announcements(withStatus(status), withStatus('active')), []);
    }
  });

  it('fits the contract', () => {
    for (const status of ['reauth_required', 'revoked'] as const) {
      for (const one of announcements(aConnection(), withStatus(status))) {
        WebhookEvent.parse({ id: 'evt_1', createdAt: expiresAt, ...one });
      }
    }
  });
});

onEachEngine('a connection that becomes useless', (engine) => {
  it('is announced once, by servers that learn of it at the same time', async () => {
    const { bank, instance, first } = await arrange(engine);
    const [one, two] = [await instance(), await instance()];
    bank.isAlive = false;
    bank.isClosed = true;
    const reads = [one, two, one, two, one].map(({ read }) => assert.rejects(read()));
    await Promise.all(reads);
    await assert.rejects(one.read(), isCode('reauth_required'));
    const told = async () => (await first.webhookEvents.list(merchant, { limit: 10 })).map(({ event }) => event.type);
    assert.deepEqual(await told(), ['connection.reauth_required']);
    await one.service.remove(merchant, id, context);
    assert.deepEqual((await told()).toSorted(), ['connection.reauth_required', 'connection.revoked']);
  });
});
