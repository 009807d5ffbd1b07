import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, type DemoOptions, startDemo } from '../../demo/demo.js';

export type StartOptions = Pick<DemoOptions, 'configure'>;

/** The whole demo on free ports with a database of its own; `stop()` removes that too. */
export async function startTestDemo(options: StartOptions = {}): Promise<Demo> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'bank-connect-demo-'));
  const remove = (): Promise<void> => rm(dataFolder, { recursive: true, force: true });
  try {
    const demo = await startDemo({ ...options, basePort: 0, dataFolder });
    return {
      ...demo,
      stop: async () => {
        await demo.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Whether anything answers at an address for a browser, such as http://shop.localhost:4100. */
export async function isUp(origin: string): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${new URL(origin).port}/`, { redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}
