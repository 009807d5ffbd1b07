import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Demo } from '../../demo/demo.js';
import { startTestDemo } from '../support/test-demo.js';

describe('the companion process', () => {
  let demo: Demo;
  before(async () => {
    demo = await startTestDemo();
  });
  after(() => demo.stop());

  const isReady = async (): Promise<boolean> => {
    try {
      return (await fetch(`${demo.serverDirect}/readyz`)).ok;
    } catch {
      return false;
    }
  };

  it('comes back on the same port after SIGKILL', async () => {
    await demo.companion.kill();
    assert.equal(await isReady(), false);
    await demo.companion.start();
    assert.equal(await isReady(), true);
  });

  it('says so when it ends by itself, and nothing when it was asked to', async () => {
    const reasons: string[] = [];
    const died = new Promise<void>((resolve) => {
      demo.companion.onDeath = (reason) => {
        reasons.push(reason);
        resolve();
      };
    });
    await demo.companion.stop();
    await demo.companion.start();
    assert.deepEqual(reasons, []);
    assert.ok(demo.companion.pid);
    process.kill(demo.companion.pid, 'SIGKILL');
    await died;
    assert.match(reasons[0] ?? '', /^The companion server ended \(SIGKILL\)/);
    await demo.companion.start();
  });

  it('says with its last words why it does not start', async () => {
    await demo.companion.stop();
    const blocked = await startTestDemo({ configure: (config) => ({ ...config, environment: 'nowhere' }) }).then(
      async (unexpected) => {
        await unexpected.stop();
        return 'it started';
      },
      (error: unknown) => String(error),
    );
    assert.match(blocked, /does not start/);
    assert.match(blocked, /environment/);
    await demo.companion.start();
  });
});
