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
