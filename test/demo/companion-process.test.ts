import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CompanionProcess } from '../../demo/companion-process.js';
import { freePorts, loopback } from '../../demo/ports.js';
import { sandboxSettings } from '../server/config/settings.js';
import { startBankList } from '../support/bank-list.js';

describe('the companion process', () => {
  let folder: string, origin: string, config: object;
  let bankList: Awaited<ReturnType<typeof startBankList>>;
  let companion: CompanionProcess;

  const processWith = (settings: object): CompanionProcess => {
    const configFile = join(folder, 'companion.json');
    writeFileSync(configFile, JSON.stringify(settings));
    return new CompanionProcess({ configFile, logFile: join(folder, 'logs', 'companion.log'), origin });
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bank-connect-companion-'));
    bankList = await startBankList();
    const [port] = await freePorts(0, 1);
    origin = `http://${loopback}:${port}`;
    const settings = sandboxSettings();
    config = {
      ...settings,
      listen: { host: loopback, port },
      database: { path: join(folder, 'db.sqlite') },
      providers: [{ ...settings.providers[0], apiUrl: bankList.origin }],
    };
    companion = processWith(config);
    await companion.start();
  });
  after(async () => {
    await companion.stop();
    bankList.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const isReady = async (): Promise<boolean> => {
    try {
      return (await fetch(`${origin}/readyz`)).ok;
    } catch {
      return false;
    }
  };

  it('comes back on the same port after SIGKILL', async () => {
    await companion.kill();
    assert.equal(await isReady(), false);
    await companion.start();
    assert.equal(await isReady(), true);
  });

  it('says so when it ends by itself, and nothing when it was asked to', async () => {
    const reasons: string[] = [];
    const died = new Promise<void>((resolve) => {
      companion.onDeath = (reason) => {
        reasons.push(reason);
        resolve();
      };
    });
    await companion.stop();
    await companion.start();
    assert.deepEqual(reasons, []);
    assert.ok(companion.pid);
    process.kill(companion.pid, 'SIGKILL');
    await died;
    assert.match(reasons[0] ?? '', /^The companion server ended \(SIGKILL\)/);
  });

  it('says with its last words why it does not start', async () => {
    const blocked = processWith({ ...config, environment: 'nowhere' });
    await assert.rejects(blocked.start(), (error: Error) => {
      assert.match(error.message, /does not start/);
      assert.match(error.message, /environment/);
      return true;
    });
  });
});
