import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { createConnectionService } from '../../../server/connection/create-service.js';
import { createMemorySpool } from '../../../server/connection/spool.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import type { StoredConnection } from '../../../server/store/stored.js';
import { newVault, onEachEngine } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { ScriptedProvider } from '../../support/scripted-provider.js';
import { aConnection, aStoredSession, next } from '../store/fixtures.js';

const noon = Date.parse('2026-01-02T12:00:00.000Z');
const minuteMs = 60_000;
const dayMs = 86_400_000;
const context: CallContext = { signal: new AbortController().signal, traceId: 'trace-1' };
const broken = (code: ErrorCode) => (): never => {
  throw new ProviderError(code, { retryable: true });
};
const isCode = (code: ErrorCode) => ({ name: 'ConnectionError', code });

onEachEngine('the removal of a connection', (engine) => {
  const cleanUp: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of cleanUp.splice(0)) await stop();
  });

  async function arrange(connection: StoredConnection = aConnection(), revocation = true) {
    const store = await engine.open();
    const session = aStoredSession();
    await store.sessions.insert(session);
    await store.sessions.replace(next(session), { connection });
    const provider = new ScriptedProvider('token-io', { revocation });
    const time = new ManualTime(noon);
    let planned: () => void = () => undefined;
    const service = createConnectionService({
      store,
      vault: await newVault(),
      spool: createMemorySpool(),
      instance: 'node-1',
      providers: new Map([[provider.id, provider]]),
      now: () => time.now,
      schedule: (run, delayMs) => {
        // The worker that looks after grants looks more often; it has nothing to do here.
        if (delayMs < minuteMs) return () => undefined;
        planned();
        return time.schedule(run, delayMs);
      },
      randomId: () => 'random',
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    cleanUp.push(async () => {
      await service.stop();
      provider.verify();
    });
    /** Lets the worker look once, and waits until it has planned its next look. */
    const look = async () => {
      const ended = new Promise<void>((resolve) => (planned = resolve));
      time.fireNext();
      await ended;
    };
    const remove = () => service.remove('shop', 'connection-1', context);
    const stored = () => store.connections.find('shop', 'connection-1');
    return { store, provider, time, service, look, remove, stored };
  }

  it('ends the consent at the provider and erases everything', async () => {
    const { provider, service, remove, stored } = await arrange();
    provider.expect('revoke', (grant) => assert.deepEqual(grant, aConnection().grant));
    await remove();
    assert.equal(await stored(), undefined);
    await assert.rejects(service.get('shop', 'connection-1'), isCode('not_found'));
    await assert.rejects(remove(), isCode('not_found'));
  });

  it('erases at once where the provider knows no revocation', async () => {
    const { remove, stored } = await arrange(aConnection(), false);
    await remove();
    assert.equal(await stored(), undefined);
  });

  it('takes a consent that is over already for ended', async () => {
    for (const code of ['reauth_required', 'connection_revoked', 'not_found'] as const) {
      const { provider, remove, stored } = await arrange();
      provider.expect('revoke', broken(code));
      await remove();
      assert.equal(await stored(), undefined);
    }
  });

  it('is written down before the provider is called', async () => {
    const { provider, remove, stored } = await arrange();
    let during: StoredConnection | undefined;
    provider.expect('revoke', async () => {
      during = await stored();
    });
    await remove();
    assert.equal(during?.connection.status, 'revoked');
    assert.deepEqual(during.accounts, []);
    assert.equal(during.revocation?.nextAt, noon + minuteMs);
  });

  it('holds at once while the provider is down: nothing can be read, only the grant is kept', async () => {
    const { provider, service, remove, stored } = await arrange();
    provider.expect('revoke', broken('provider_unavailable'));
    await remove();
    assert.equal((await service.get('shop', 'connection-1')).status, 'revoked');
    await assert.rejects(service.accounts('shop', 'connection-1', context), isCode('connection_revoked'));
    await assert.rejects(service.balances('shop', 'connection-1', 'account-1', context), isCode('connection_revoked'));
    const kept = await stored();
    assert.deepEqual(kept?.accounts, []);
    assert.deepEqual(kept.grant, aConnection().grant);
  });

  it('reaches the provider later, by itself, with longer and longer pauses', async () => {
    const { provider, time, service, look, remove, stored } = await arrange();
    const calls: number[] = [];
    for (let call = 0; call < 3; call += 1) {
      provider.expect('revoke', () => {
        calls.push((time.now - noon) / minuteMs);
        return broken('provider_unavailable')();
      });
    }
    provider.expect('revoke', () => void calls.push((time.now - noon) / minuteMs));
    await remove();
    service.start();
    while ((await stored()) !== undefined) await look();
    assert.deepEqual(calls, [0, 1, 5, 21]);
  });

  it('can be asked for again meanwhile', async () => {
    const { provider, remove, stored } = await arrange();
    provider.expect('revoke', broken('provider_unavailable')).expect('revoke', () => undefined);
    await remove();
    await remove();
    assert.equal(await stored(), undefined);
  });

  it('is not forgotten when the process dies in the middle', async () => {
    const { store, provider, service, look, stored } = await arrange();
    const revocation = { requestedAt: noon - dayMs, tries: 0, nextAt: noon - dayMs + minuteMs };
    const left = aConnection({ version: 2, accounts: [], revocation });
    await store.connections.replace({ ...left, connection: { ...left.connection, status: 'revoked' } });
    provider.expect('revoke', () => undefined);
    service.start();
    await look();
    assert.equal(await stored(), undefined);
  });

  it('keeps no grant longer than 30 days, nor longer than the consent lasts', async () => {
    for (const [requestedAt, expiresAt] of [
      [noon - 30 * dayMs, undefined],
      [noon, '2026-01-02T12:01:00.000Z'],
    ] as const) {
      const { store, provider, service, look, stored } = await arrange();
      const left = aConnection({ version: 2, accounts: [], revocation: { requestedAt, tries: 5, nextAt: noon } });
      const ending = expiresAt === undefined ? {} : { expiresAt };
      await store.connections.replace({ ...left, connection: { ...left.connection, ...ending, status: 'revoked' } });
      provider.expect('revoke', broken('provider_rejected'));
      service.start();
      await look();
      assert.equal(await stored(), undefined);
    }
  });

  it('is carried out by one instance when several look at the same time', async () => {
    const { store, provider, remove } = await arrange();
    provider.expect('revoke', broken('provider_unavailable'));
    await remove();
    const claims = await Promise.all(
      [1, 2, 3].map(() => store.connections.claimRevocations(noon + minuteMs, minuteMs, 9)),
    );
    assert.equal(claims.flat().length, 1);
  });

  it('breaks off when the server stops, and stays written down', async () => {
    const { provider, time, service, remove, stored } = await arrange();
    let called: () => void = () => undefined;
    const calling = new Promise<void>((resolve) => (called = resolve));
    provider.expect('revoke', broken('provider_unavailable')).expect('revoke', (_grant, { signal }) => {
      called();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    await remove();
    service.start();
    time.fireNext();
    await calling;
    await service.stop();
    assert.equal(time.waiting, 0);
    assert.ok(await stored());
  });
});
