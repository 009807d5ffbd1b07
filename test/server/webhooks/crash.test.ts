import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { childScript } from '../../../.ci/server-bundle.js';
import { openStore } from '../../../server/store/open-store.js';
import { createVault } from '../../../server/store/vault.js';
import { newKey } from '../../support/engines.js';
import { ManualTime } from '../../support/manual-time.js';
import { isGenuine, startReceiver } from './receiver.js';
import { announce, merchant, newSecret, outbox, startInstance, statesOf } from './world.js';

describe('a server that is killed between sending a webhook and writing that down', () => {
  it('has it sent again by the next one, with the same id and the same bytes', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'bank-connect-webhooks-'));
    const receiver = await startReceiver();
    const key = newKey('test');
    const secret = newSecret();
    const path = join(folder, 'store.db');
    const time = new ManualTime(Date.now());
    const engine = { kind: 'sqlite', path } as const;
    const store = await openStore({ engine, vault: await createVault([key]), now: () => time.now });
    t.after(async () => {
      await receiver.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    });
    await announce(store);

    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    // The request is there whole, and the answer is never given.
    receiver.behaviour = () => arrived();
    const args = [childScript('webhooks-victim'), path, key.key.reveal(), receiver.url, secret];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
    await arrival;
    child.kill('SIGKILL');
    await once(child, 'close');

    receiver.behaviour = 'taken';
    const { service, advance } = await startInstance(store, [merchant(receiver.url, [secret])], { time });
    t.after(() => service.stop(0));
    await advance(1_000);
    assert.equal(receiver.deliveries.length, 1, 'whoever claimed it may still be at it');
    // Past the end of the claim, by the clock of the child.
    time.now = Math.max(time.now, Date.now());
    await advance(62_000);
    const [first, second, ...others] = receiver.deliveries;
    assert.ok(first && second);
    assert.deepEqual(others, []);
    assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
    assert.deepEqual(first.body, second.body);
    assert.ok(isGenuine(second, secret, time.now));
    assert.deepEqual(statesOf(await outbox(store)), { delivered: 1 });
  });
});
