// npm run bench [-- <name> …]: the budgets that depend on the machine. Run it on a quiet one.
import { buildScripts } from '../../.ci/build.js';
import { benchBankList } from './bank-list.js';
import { benchCompanion } from './companion.js';
import { benchStartUp } from './start-up.js';
import { isOver, tableOf, type Row } from './table.js';

const benches = { 'start-up': benchStartUp, 'bank-list': benchBankList, companion: benchCompanion };

const wanted = process.argv.slice(2);
await buildScripts();
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()));
}
process.stdout.write(`${tableOf(rows)}\n`);
if (rows.length === 0 || rows.some(isOver)) process.exitCode = 1;
