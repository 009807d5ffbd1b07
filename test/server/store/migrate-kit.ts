import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { childScript } from '../../../.ci/server-bundle.js';
import type { EngineUnderTest } from '../../support/engines.js';

/** Declares, in a suite on this engine: so many processes that start at the same time make the schema once. */
export function isThereOnce(engine: EngineUnderTest, instances: number): void {
  it(`is there once when ${instances} instances start on an empty database at the same time`, async () => {
    const database = await engine.bareDatabase();
    const address = database.kind === 'sqlite' ? database.path : database.url.reveal();
    const children = Array.from({ length: instances }, () =>
      spawn(process.execPath, [childScript('starting-instance'), database.kind, address], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(children.map(async (child) => ((await once(child, 'close')) as [number])[0]));
    assert.deepEqual(codes, Array(instances).fill(0));
    const { sessions } = await engine.open({ engine: database });
    assert.equal((await sessions.versions(children.map(({ pid }) => `started-${pid}`))).size, instances);
  });
}
