import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { childScript } from '../../../../.ci/server-bundle.js';
import type { LedgerResult } from './flows.js';

/** Between an end that is known and one that is not, nothing is left once the resolver had its time. */
const ends = ['completed', 'rejected', 'failed', 'cancelled', 'expired'];

export interface Flows {
  readonly flows: number;
  readonly atOnce: number;
  /** How many of them are made at least, */
  readonly made: number;
  /** and in how many ways payments end. */
  readonly ways: number;
}

/** Declares: after so many payments with faults, the bank's ledger and what the merchant reads agree. */
export function agree({ flows, atOnce, made, ways }: Flows): void {
  test(`the bank's ledger and what the merchant reads agree after ${flows} payments with faults, and none was made twice`, async (t) => {
    const worker = fork(childScript('ledger-worker'), [String(flows), String(atOnce)], { execArgv: [] });
    const [result] = (await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(([code]) => assert.fail(`the worker ended with ${String(code)}`)),
    ])) as [LedgerResult];
    const { outcomes, entries, deaths, looks } = result;
    assert.equal(outcomes.length, flows);
    const seen = new Map<string, number>();
    for (const [number, { status, amount, paid }] of outcomes.entries()) {
      assert.ok(ends.includes(status), `payment ${number} is ${status}`);
      assert.ok(paid.length <= 1, `payment ${number} was made ${paid.length} times`);
      assert.equal(status === 'completed', paid.length === 1, `payment ${number} is ${status}`);
      if (paid.length === 1) assert.equal(paid[0], amount);
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    t.diagnostic(
      `${JSON.stringify(Object.fromEntries(seen))}, ${entries} in the ledger, ${deaths} deaths, ${looks} looks`,
    );
    assert.ok((seen.get('completed') ?? 0) >= made, 'many payments are made');
    assert.ok(seen.size >= ways, 'payments end in every way');
    assert.ok(deaths > 0 && looks > 0);
  });
}
