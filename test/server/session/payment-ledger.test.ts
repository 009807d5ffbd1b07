import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LedgerResult } from './ledger/flows.js';

/** What the suite has time for; `LEDGER_FLOWS=5000` runs them all. */
const flows = Number(process.env['LEDGER_FLOWS'] ?? 150);

/** Between an end that is known and one that is not, nothing is left once the resolver had its time. */
const ends = ['completed', 'rejected', 'failed', 'cancelled', 'expired'];

test(`the bank's ledger and what the merchant reads agree after ${flows} payments with faults, and none was made twice`, async (t) => {
  const worker = fork(fileURLToPath(new URL('./ledger/worker.ts', import.meta.url)), [String(flows)], {
    execArgv: ['--import', 'tsx'],
  });
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
  assert.ok((seen.get('completed') ?? 0) > flows / 4, 'many payments are made');
  assert.ok(seen.size >= 4, 'payments end in every way');
  assert.ok(deaths > 0 && looks > 0);
});
