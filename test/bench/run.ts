// npm run bench: the budgets that depend on the machine. Run it on a quiet one.
import { buildScripts } from '../../.ci/build.js';
import { benchBankList } from './bank-list.js';
import { benchCompanion } from './companion.js';

await buildScripts();
for (const bench of [benchBankList, benchCompanion]) {
  const { lines, over } = await bench();
  process.stdout.write(`${lines.join('\n')}\n`);
  if (over) process.exitCode = 1;
}
