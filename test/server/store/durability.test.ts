import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { childScript } from '../../../.ci/server-bundle.js';
import { createVault } from '../../../server/store/vault.js';
import { newKey, onEachEngine } from '../../support/engines.js';

onEachEngine('a write that was acknowledged', (engine) => {
  it('is there after the process was killed in the middle of writing', async () => {
    const database = await engine.newDatabase();
    const key = newKey('test');
    const address = database.kind === 'sqlite' ? database.path : database.url.reveal();
    const args = [childScript('acknowledging-writer'), database.kind, address, key.key.reveal()];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    let killed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!killed && output.split('\n').length > 100) killed = child.kill('SIGKILL');
    });
    const [, signal] = (await once(child, 'close')) as [unknown, string];
    assert.equal(signal, 'SIGKILL');
    if (database.kind === 'postgres') {
      await engine.server().crash();
      await engine.server().start();
    }

    const store = await engine.open({ engine: database, vault: await createVault([key]) });
    // The last line may have been cut off by the kill.
    const acknowledged = output.split('\n').slice(0, -1);
    assert.ok(acknowledged.length >= 100);
    const told = await store.webhookEvents.list('shop', { limit: 100_000 });
    const announced = new Set(told.map(({ event }) => 'sessionId' in event.data && event.data.sessionId));
    for (const id of acknowledged) {
      assert.equal((await store.sessions.find(id))?.session.version, 2);
      assert.ok(await store.connections.find('shop', id));
      assert.ok(announced.has(id), 'the merchant is told of it');
    }
    // The write that was under way at the kill is there whole, or not at all.
    for (const id of announced) assert.ok(await store.connections.find('shop', String(id)));
  });
});
