// npm run check: everything that a machine can judge without running the product, one line each.
import { buildPackage } from '../../.ci/build.js';
import { type Check, CheckFailed } from './check.js';
import { importTable } from './imports.js';
import { packaging } from './packaging.js';
import { readme } from './readme.js';
import { size } from './size.js';
import { runTool } from './tool.js';

const tool = (name: string, script: string, ...args: readonly string[]): Check => ({
  name,
  run: async () => {
    await runTool(script, args);
  },
});

const checks: readonly Check[] = [
  tool('format', 'prettier/bin/prettier.cjs', '--check', '.'),
  tool('lint', 'eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  tool('types', 'typescript/bin/tsc', '--noEmit'),
  importTable,
  { name: 'build', run: buildPackage },
  readme,
  size,
  packaging,
];

let failed = 0;
for (const check of checks) {
  try {
    await check.run();
    process.stdout.write(`✔ ${check.name}\n`);
  } catch (error) {
    failed += 1;
    const reason = error instanceof CheckFailed ? error.message : error instanceof Error ? error.stack : String(error);
    process.stdout.write(`✖ ${check.name}\n${reason}\n`);
  }
}
process.stdout.write(`\n${checks.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
