import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fingerprintOf } from '../../../server/connection/grants.js';
import type { ErrorCode } from '../../../server/contract/errors.js';
import { ProviderError } from '../../../server/providers/provider-error.js';
import type { CallContext } from '../../../server/providers/authorisation.js';
import { onEachEngine } from '../../support/engines.js';
import { lost } from '../../support/rotating-bank.js';
import { arrange, context, id, isCode, merchant, noon } from './refresh-fixture.js';
import { isOneForAll } from './refresh-kit.js';

const hourMs = 3_600_000;
const fails = (code: ErrorCode) => (): Promise<never> =>
  Promise.reject(new ProviderError(code, { retryable: true, detail: 'mishap' }));

/** Something that a test lets happen when it is ready. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const pass = (): Promise<void> => {
    arrive();
    return opened;
  };
  return { pass, arrived, open };
}

onEachEngine('the refresh of a grant', (engine) => {
  const start = (arrangement: Parameters<typeof arrange>[1] = {}) => arrange(engine, arrangement);

  isOneForAll(engine, 50);

  it('comes before the access token ends, and not before its time', async () => {
    const { bank, clock, instance } = await start();
    const { read } = await instance();
    clock.now += hourMs * 0.7;
    await read();
    assert.deepEqual(bank.refreshes, []);
    clock.now += hourMs * 0.2;
    await read();
    assert.deepEqual([bank.refreshes, bank.reads], [['r1'], ['a1', 'a2']]);
    clock.now += hourMs * 0.7;
    await read();
    assert.deepEqual(bank.refreshes, ['r1'], 'the new token has a life of its own');
  });

  it('lets the old token do for as long as it lives when the provider is down', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    clock.now += hourMs * 0.9;
    bank.before.push(fails('bank_unavailable'));
    await read();
    assert.deepEqual([bank.reads, (await stored()).connection.status], [['a1'], 'active']);
    clock.now += hourMs * 0.2;
    bank.before.push(fails('bank_unavailable'));
    await assert.rejects(read(), isCode('bank_unavailable'));
    await read();
    assert.deepEqual(bank.refreshes, ['r1']);
  });

  it('follows a rejected token once, and the call is repeated once', async () => {
    const { bank, instance, stored } = await start();
    const { read } = await instance();
    bank.isClosed = true;
    bank.after.push(() => Promise.resolve((bank.isClosed = false)));
    await read();
    assert.deepEqual([bank.reads, bank.refreshes], [['a1', 'a2'], ['r1']]);
    assert.equal((await stored()).connection.status, 'active');
  });

  it('is not tried again when it did not help, until some time has passed', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    bank.isClosed = true;
    await assert.rejects(read(), isCode('reauth_required'));
    assert.deepEqual([bank.reads, bank.refreshes], [['a1', 'a2'], ['r1']]);
    for (let call = 0; call < 5; call += 1) await assert.rejects(read(), isCode('reauth_required'));
    assert.equal(bank.refreshes.length, 1);
    assert.equal((await stored()).connection.status, 'reauth_required');
    assert.deepEqual((await stored()).grant, bank.grant(), 'nothing is thrown away');
    bank.isClosed = false;
    await read();
    assert.equal((await stored()).connection.status, 'active', 'a read that works clears the doubt');
    bank.isClosed = true;
    clock.now += hourMs / 10;
    await assert.rejects(read(), isCode('reauth_required'));
    assert.deepEqual(bank.refreshes, ['r1', 'r2']);
  });

  it('changes no consent when it fails for any reason but a dead grant', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    const before = await stored();
    clock.now += hourMs;
    for (const code of [
      'provider_misconfigured',
      'provider_rejected',
      'provider_unavailable',
      'bank_unavailable',
      'provider_rate_limited',
    ] as const) {
      bank.before.push(fails(code));
      await assert.rejects(read(), isCode(code));
    }
    assert.deepEqual([await stored(), bank.refreshes], [before, []]);
    await read();
    assert.deepEqual(bank.refreshes, ['r1']);
  });

  it('is sent a second time, with the same token, when nobody knows what became of the first', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    bank.isKind = true;
    clock.now += hourMs;
    bank.after.push(lost);
    await read();
    assert.deepEqual([bank.refreshes, bank.reads], [['r1', 'r1'], ['a3']]);
    assert.deepEqual((await stored()).grant, bank.grant());
  });

  it('is sent no more than twice, and leaves the consent as it was', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    const before = await stored();
    bank.before.push(lost, lost);
    await assert.rejects(read(), isCode('provider_unavailable'));
    assert.deepEqual([await stored(), bank.before.length], [before, 0]);
    await read();
    assert.deepEqual(bank.refreshes, ['r1']);
  });

  it('reports a grant that was lost on the way, and never hides it', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    bank.after.push(lost);
    await assert.rejects(read(), isCode('reauth_required'));
    assert.deepEqual([bank.refreshes, bank.isAlive], [['r1', 'r1'], false]);
    assert.equal((await stored()).connection.status, 'reauth_required');
  });

  it('goes on when its caller does not, and its answer is kept', async () => {
    const { bank, clock, instance, stored } = await start();
    const node = await instance();
    clock.now += hourMs;
    const slow = gate();
    bank.after.push(slow.pass);
    const impatient = new AbortController();
    const reading = node.read({ ...context, signal: impatient.signal });
    await slow.arrived;
    impatient.abort();
    await assert.rejects(reading, isCode('provider_unavailable'));
    assert.equal((await stored()).grant.data['refresh'], 'r1');
    slow.open();
    await node.service.stop(10_000);
    assert.deepEqual((await stored()).grant, bank.grant());
  });

  it('lets nobody wait longer than half a minute, and nobody is stuck afterwards', async () => {
    const waits: { readonly run: () => void; readonly delayMs: number }[] = [];
    const { bank, clock, instance } = await start();
    const node = await instance({
      schedule: (run, delayMs) => {
        waits.push({ run, delayMs });
        return () => undefined;
      },
    });
    clock.now += hourMs;
    const slow = gate();
    bank.after.push(slow.pass);
    const reading = node.read();
    await slow.arrived;
    waits.find(({ delayMs }) => delayMs === 30_000)?.run();
    await assert.rejects(reading, isCode('provider_unavailable'));
    slow.open();
    await node.service.stop(10_000);
    await (await instance()).read();
    assert.deepEqual(bank.refreshes, ['r1']);
  });

  it('is not cut off by a stop that has time, and begins no more after it', async () => {
    const { bank, clock, instance, stored } = await start();
    const node = await instance();
    clock.now += hourMs;
    const slow = gate();
    bank.after.push(slow.pass);
    const reading = node.read();
    await slow.arrived;
    const stopping = node.service.stop(10_000);
    slow.open();
    await Promise.all([stopping, reading]);
    assert.deepEqual((await stored()).grant, bank.grant());
    clock.now += hourMs;
    await assert.rejects(node.read(), isCode('provider_unavailable'));
    assert.deepEqual(bank.refreshes, ['r1']);
  });

  it('believes that a grant is dead only of the grant that is stored', async () => {
    const { bank, clock, instance, stored, first } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    // The bank says no, but meanwhile somebody else has written a newer grant.
    bank.before.push(async () => {
      const current = await stored();
      bank.generation = 7;
      await first.connections.replace({ ...current, grant: bank.grant(), version: current.version + 1 });
      throw new ProviderError('reauth_required', { retryable: false, detail: 'invalid_grant' });
    });
    await read();
    assert.deepEqual([bank.reads, (await stored()).connection.status], [['a7'], 'active']);
  });

  it('believes it only of who still holds the lease', async () => {
    const { bank, clock, instance, stored, first, age } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    bank.before.push(async () => {
      await age(100_000);
      const claim = { holder: 'other', fingerprint: fingerprintOf(bank.grant()), leaseMs: 60_000, doubtMs: 0 };
      assert.ok(await first.refreshLeases.claim(merchant, id, claim));
      throw new ProviderError('reauth_required', { retryable: false, detail: 'invalid_grant' });
    });
    await assert.rejects(read(), isCode('provider_unavailable'));
    assert.equal((await stored()).connection.status, 'active');
  });

  it('survives every other write to the connection while it runs', async () => {
    const { bank, clock, instance, stored, first } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    bank.after.push(async () => {
      const current = await stored();
      await first.connections.replace({ ...current, accounts: [], version: current.version + 1 });
      return undefined;
    });
    await read();
    const { grant, accounts } = await stored();
    assert.deepEqual([grant, accounts], [bank.grant(), []]);
  });

  it('clears a doubt about the consent', async () => {
    const { bank, clock, instance, stored, first } = await start();
    const { read } = await instance();
    const current = await stored();
    const connection = { ...current.connection, status: 'reauth_required' } as const;
    await first.connections.replace({ ...current, connection, version: current.version + 1 });
    clock.now += hourMs;
    await read();
    assert.deepEqual([(await stored()).connection.status, bank.refreshes], ['active', ['r1']]);
  });

  it('keeps the grant before until the new one has worked, and tries it when the new one is refused', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read } = await instance();
    bank.isClosed = true;
    await assert.rejects(read(), isCode('reauth_required'));
    assert.deepEqual((await stored()).refreshed?.previous?.data, { access: 'a1', refresh: 'r1' });
    // The bank lost what it did last, as a database does that is put back: it knows the token before, and not the last one.
    const asked: unknown[] = [];
    bank.provider.data.refresh = (grant) => {
      asked.push(grant.data['refresh']);
      if (grant.data['refresh'] !== 'r1') return fails('reauth_required')();
      Object.assign(bank, { generation: 9, isClosed: false });
      return Promise.resolve(bank.grant());
    };
    clock.now += hourMs;
    await read();
    assert.deepEqual([asked, (await stored()).connection.status], [['r2', 'r1'], 'active']);
    assert.deepEqual([(await stored()).grant, (await stored()).refreshed?.previous], [bank.grant(), undefined]);
  });

  it('does not bring a connection back that the merchant has removed', async () => {
    const { bank, clock, instance, stored, first } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    bank.after.push(async () => {
      const current = await stored();
      const connection = { ...current.connection, status: 'revoked' } as const;
      return first.connections.replace({ ...current, connection, version: current.version + 1 });
    });
    await read();
    const { connection, grant } = await stored();
    assert.deepEqual(
      [connection.status, grant],
      ['revoked', bank.grant()],
      'the new grant is needed to end the consent',
    );
  });

  it('leaves no row behind for a connection that was erased meanwhile', async () => {
    const { bank, clock, instance, first } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    bank.after.push(() => first.connections.delete(merchant, id));
    await assert.rejects(read(), isCode('not_found'));
    assert.equal(await first.connections.find(merchant, id), undefined);
  });

  it('takes over the date at which the consent ends', async () => {
    const { bank, clock, instance, stored } = await start();
    const { read, service } = await instance();
    clock.now += hourMs;
    const expiresAt = new Date(noon + 100 * hourMs).toISOString();
    const grant = bank.grant.bind(bank);
    bank.grant = () => ({ ...grant(), expiresAt });
    await read();
    assert.equal((await stored()).connection.expiresAt, expiresAt);
    assert.equal((await service.get(merchant, id)).expiresAt, expiresAt);
  });

  it('serves the end of a consent, too', async () => {
    const { bank, clock, instance } = await start();
    const { service } = await instance();
    clock.now += hourMs;
    await service.remove(merchant, id, context);
    assert.deepEqual([bank.refreshes, bank.revoked], [['r1'], ['a2']]);
  });

  it('is nothing for providers that do not refresh', async () => {
    const { bank, instance, stored } = await start({ capabilities: { refresh: false } });
    delete (bank.provider.data as { refresh?: unknown }).refresh;
    bank.isClosed = true;
    await assert.rejects((await instance()).read(), isCode('reauth_required'));
    assert.equal((await stored()).connection.status, 'reauth_required');
  });

  it('says nothing of tokens in the log', async () => {
    const { clock, instance, log, bank } = await start();
    const { read } = await instance();
    clock.now += hourMs;
    bank.before.push(fails('bank_unavailable'), lost);
    await assert.rejects(read());
    await read();
    const text = JSON.stringify(log);
    assert.ok(text.includes('bank_unavailable'));
    assert.doesNotMatch(text, /"[ar][12]"/);
  });
});

onEachEngine('calls without the shopper', (engine) => {
  const capabilities = { unattendedCallsPerDay: 4 };
  const psu = { ipAddress: '192.0.2.1' };

  it('come out of one budget on all instances, counted before they are sent', async () => {
    const { bank, instance } = await arrange(engine, { capabilities });
    const nodes = [await instance(), await instance()];
    const results = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => nodes[n % 2]!.read()));
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 4);
    assert.equal(bank.reads.length, 4);
    for (const result of results) {
      if (result.status === 'rejected') assert.equal((result.reason as { code: string }).code, 'budget_exhausted');
    }
  });

  it('are told when the next one can be made; other endpoints and the shopper have nothing to do with it', async () => {
    const { instance } = await arrange(engine, { capabilities });
    const { read, service } = await instance();
    for (let call = 0; call < 4; call += 1) await read();
    await assert.rejects(
      read(),
      ({ code, retryAfterMs = 0 }: { code?: string; retryAfterMs?: number }) =>
        code === 'budget_exhausted' && retryAfterMs > 86_000_000 && retryAfterMs <= 86_400_000,
    );
    await service.accounts(merchant, id, context);
    const attended: CallContext = { ...context, psu };
    await read(attended);
  });

  it('count the repetition after a refresh, too', async () => {
    const { bank, instance } = await arrange(engine, { capabilities: { unattendedCallsPerDay: 2 } });
    const { read } = await instance();
    bank.isClosed = true;
    bank.after.push(() => Promise.resolve((bank.isClosed = false)));
    await read();
    assert.equal(bank.reads.length, 2);
    await assert.rejects(read(), isCode('budget_exhausted'));
  });

  it('send nothing when the store cannot count', async () => {
    const { bank, instance } = await arrange(engine, { capabilities });
    const { read, store } = await instance();
    store.down = 'writes';
    await assert.rejects(read(), isCode('unavailable'));
    assert.deepEqual(bank.reads, []);
  });
});
